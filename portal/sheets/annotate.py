"""The same workbook back, with what is wrong marked in it."""

from collections.abc import Sequence

from portal.sheets.layout import Layout
from portal.sheets.problems import Problem


def annotate(data: bytes, filename: str, problems: Sequence[Problem], layouts: Sequence[Layout]) -> bytes:
    """The file as .xlsx with red cells, comments, a first column 错误说明 and a sheet 汇总. It can be corrected and
    uploaded again. Formulas are replaced by their results."""
    raise NotImplementedError
