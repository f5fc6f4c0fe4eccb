from admissions.models.application import Application
from admissions.models.inspection import CampaignVisit, Finding, InspectionCampaign
from admissions.models.material import Material
from admissions.models.scheme import AdmissionScheme
from admissions.models.transfer import TransferRequest
from admissions.models.wanted_unit import WantedUnit

__all__ = [
    "AdmissionScheme",
    "Application",
    "CampaignVisit",
    "Finding",
    "InspectionCampaign",
    "Material",
    "TransferRequest",
    "WantedUnit",
]
