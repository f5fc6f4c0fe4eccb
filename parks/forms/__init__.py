"""The forms of the room."""

from parks.forms.base import RemovalForm, RoomForm, versioned
from parks.forms.land import (
    EditParcelForm,
    EditPhaseForm,
    ParcelEntryForm,
    ParcelForm,
    PhaseEntryForm,
    PhaseForm,
)
from parks.forms.park import BODY_NAMES, NewParkForm
from parks.forms.sections import SECTIONS, Section
from parks.forms.standing import RecognitionForm, StatusForm

__all__ = [
    "BODY_NAMES",
    "SECTIONS",
    "EditParcelForm",
    "EditPhaseForm",
    "NewParkForm",
    "ParcelEntryForm",
    "ParcelForm",
    "PhaseEntryForm",
    "PhaseForm",
    "RecognitionForm",
    "RemovalForm",
    "RoomForm",
    "Section",
    "StatusForm",
    "versioned",
]
