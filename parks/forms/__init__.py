"""The forms of the room."""

from parks.forms.base import RemovalForm, RoomForm, versioned
from parks.forms.bodies import BODY_FORMS
from parks.forms.land import (
    EditParcelForm,
    EditPhaseForm,
    ParcelEntryForm,
    ParcelForm,
    PhaseEntryForm,
    PhaseForm,
)
from parks.forms.park import BODY_NAMES, NewParkForm
from parks.forms.rooms import (
    CopyForm,
    EditBuildingForm,
    EditStoreyForm,
    EditUnitForm,
    NewBuildingForm,
    PlanDayForm,
    StoreyForm,
    UnitsForm,
)
from parks.forms.sections import SECTIONS, Section
from parks.forms.standing import RecognitionForm, StatusForm

__all__ = [
    "BODY_FORMS",
    "BODY_NAMES",
    "SECTIONS",
    "CopyForm",
    "EditBuildingForm",
    "EditParcelForm",
    "EditPhaseForm",
    "EditStoreyForm",
    "EditUnitForm",
    "NewBuildingForm",
    "NewParkForm",
    "ParcelEntryForm",
    "ParcelForm",
    "PhaseEntryForm",
    "PhaseForm",
    "PlanDayForm",
    "RecognitionForm",
    "RemovalForm",
    "RoomForm",
    "Section",
    "StatusForm",
    "StoreyForm",
    "UnitsForm",
    "versioned",
]
