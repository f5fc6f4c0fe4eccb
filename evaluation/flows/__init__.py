from evaluation.flows.claim import CLAIM
from evaluation.flows.notice import NOTICE
from evaluation.scheme_kind import SCHEME

__all__ = ["CLAIM", "NOTICE", "SCHEME"]
