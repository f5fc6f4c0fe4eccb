from evaluation.flows.claim import CLAIM
from evaluation.flows.notice import NOTICE
from evaluation.flows.stars import CASE, REMOVAL
from evaluation.scheme_kind import SCHEME

__all__ = ["CASE", "CLAIM", "NOTICE", "REMOVAL", "SCHEME"]
