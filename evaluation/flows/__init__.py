from evaluation.flows.notice import NOTICE
from evaluation.scheme_kind import SCHEME

__all__ = ["NOTICE", "SCHEME"]
