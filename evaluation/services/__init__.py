from evaluation.services.class_jobs import request_classes
from evaluation.services.classes import Asked, evaluate_enterprises
from evaluation.services.evaluate import request_run, run_now
from evaluation.services.results import replay

__all__ = ["Asked", "evaluate_enterprises", "replay", "request_classes", "request_run", "run_now"]
