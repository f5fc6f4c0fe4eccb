from evaluation.models.claim import Claim
from evaluation.models.enterprise_result import EnterpriseResult
from evaluation.models.frozen import RunInput, RunMatter, RunPark
from evaluation.models.matter import EvaluationMatter, ParkMark, ParkMatter
from evaluation.models.notice import ResultNotice, ResultObjection
from evaluation.models.park_result import ParkResult
from evaluation.models.part import RunPart
from evaluation.models.result import RunResult
from evaluation.models.run import Run
from evaluation.models.scheme import EvaluationScheme
from evaluation.models.star_case import StarCase, StarMark
from evaluation.models.star_removal import StarRemoval
from evaluation.models.star_result import RunStarMark, StarResult
from evaluation.models.support import (
    DigitalSpending,
    EscrowAccount,
    GuaranteeQuota,
    HigherReward,
    LandFigure,
    Relief,
    RevenueContribution,
)

__all__ = [
    "Claim",
    "DigitalSpending",
    "EnterpriseResult",
    "EscrowAccount",
    "EvaluationMatter",
    "EvaluationScheme",
    "GuaranteeQuota",
    "HigherReward",
    "LandFigure",
    "ParkMark",
    "ParkMatter",
    "ParkResult",
    "Relief",
    "ResultNotice",
    "ResultObjection",
    "RevenueContribution",
    "Run",
    "RunInput",
    "RunMatter",
    "RunPark",
    "RunPart",
    "RunResult",
    "RunStarMark",
    "StarCase",
    "StarMark",
    "StarRemoval",
    "StarResult",
]
