from admissions.models.allotment import Allotment, Standing
from admissions.models.application import Application
from admissions.models.commitment import Breach, Commitment, Fulfilment
from admissions.models.contract import AdmissionContract
from admissions.models.contract_parts import ContractDocument, ContractParty, ContractUnit
from admissions.models.contract_template import ContractTemplate
from admissions.models.inspection import CampaignVisit, Finding, InspectionCampaign
from admissions.models.material import Material
from admissions.models.objection import Objection
from admissions.models.opinion import Opinion
from admissions.models.review import Assignment, Correction, Suspension
from admissions.models.round import AdmissionRound, RoundUnit
from admissions.models.scheme import AdmissionScheme
from admissions.models.transfer import TransferRequest
from admissions.models.wanted_unit import WantedUnit

__all__ = [
    "AdmissionContract",
    "AdmissionRound",
    "AdmissionScheme",
    "Allotment",
    "Application",
    "Assignment",
    "Breach",
    "CampaignVisit",
    "Commitment",
    "ContractDocument",
    "ContractParty",
    "ContractTemplate",
    "ContractUnit",
    "Correction",
    "Finding",
    "Fulfilment",
    "InspectionCampaign",
    "Material",
    "Objection",
    "Opinion",
    "RoundUnit",
    "Standing",
    "Suspension",
    "TransferRequest",
    "WantedUnit",
]
