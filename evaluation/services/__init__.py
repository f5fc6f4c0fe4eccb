from evaluation.services import classes, park_grades, star_runs
from evaluation.services.evaluate import request_run, run_now
from evaluation.services.pipeline import Asked, evaluate_now
from evaluation.services.results import replay
from evaluation.services.run_jobs import request_by_scheme

# Imported for the kinds of runs they make known.
KINDS = (classes, park_grades, star_runs)

__all__ = ["KINDS", "Asked", "evaluate_now", "replay", "request_by_scheme", "request_run", "run_now"]
