"""五度评分 (W9, W10): the points of one application under one scheme.

The one function `score` serves preview, official score, ranking and explanation. All arithmetic is exact; points of
a linear indicator are rounded once, half up to two decimals. What is not answered counts nothing and is named.
"""

from admissions.rules.scoring.points import score
from admissions.rules.scoring.result import Score

__all__ = ["Score", "score"]
