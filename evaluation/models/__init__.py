from evaluation.models.frozen import RunInput, RunPark
from evaluation.models.result import RunResult
from evaluation.models.run import Run

__all__ = ["Run", "RunInput", "RunPark", "RunResult"]
