from parks.models.attachment import Attachment
from parks.models.body import Developer, Operator
from parks.models.building import Building, Storey, Unit
from parks.models.compliance import ComplianceReason, HigherStandard, Waiver
from parks.models.county import LocalRule, ModelCase, Office, SupplyPlan
from parks.models.dealings import (
    Contact,
    Conversion,
    DesignReview,
    FundPayment,
    ParkContract,
    PlanAdjustment,
    VillageShare,
)
from parks.models.metering import Meter, MeterReading
from parks.models.parcel import Parcel
from parks.models.park import Park
from parks.models.phase import Phase
from parks.models.registry import RegistryFigure
from parks.models.safety import FireGrade, HiddenDanger, SafetyEvent
from parks.models.star import ParkStar

__all__ = [
    "Attachment",
    "Building",
    "ComplianceReason",
    "Contact",
    "Conversion",
    "DesignReview",
    "Developer",
    "FireGrade",
    "FundPayment",
    "HiddenDanger",
    "HigherStandard",
    "LocalRule",
    "Meter",
    "MeterReading",
    "ModelCase",
    "Office",
    "Operator",
    "Parcel",
    "Park",
    "ParkContract",
    "ParkStar",
    "Phase",
    "PlanAdjustment",
    "RegistryFigure",
    "SafetyEvent",
    "Storey",
    "SupplyPlan",
    "Unit",
    "VillageShare",
    "Waiver",
]
