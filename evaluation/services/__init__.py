from evaluation.services.evaluate import request_run, run_now
from evaluation.services.results import replay

__all__ = ["replay", "request_run", "run_now"]
