from planning.selectors.months import Month, months
from planning.selectors.progress import progress
from planning.selectors.shapes import Figure, Progress, Row

__all__ = ["Figure", "Month", "Progress", "Row", "months", "progress"]
