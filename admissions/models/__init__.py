from admissions.models.allotment import Allotment, Standing
from admissions.models.application import Application
from admissions.models.inspection import CampaignVisit, Finding, InspectionCampaign
from admissions.models.material import Material
from admissions.models.objection import Objection
from admissions.models.round import AdmissionRound, RoundUnit
from admissions.models.scheme import AdmissionScheme
from admissions.models.transfer import TransferRequest
from admissions.models.wanted_unit import WantedUnit

__all__ = [
    "AdmissionRound",
    "AdmissionScheme",
    "Allotment",
    "Application",
    "CampaignVisit",
    "Finding",
    "InspectionCampaign",
    "Material",
    "Objection",
    "RoundUnit",
    "Standing",
    "TransferRequest",
    "WantedUnit",
]
