from evaluation.flows.notice import NOTICE
from evaluation.flows.scheme import SCHEME

__all__ = ["NOTICE", "SCHEME"]
