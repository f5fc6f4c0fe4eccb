"""The same workbook back, with what is wrong marked in it."""

from collections.abc import Sequence
from operator import attrgetter

from portal.sheets.layout import Layout
from portal.sheets.matching import match
from portal.sheets.problems import Problem
from portal.sheets.reader import ask, read

ANNOTATE_SECONDS = 300


def annotate(data: bytes, filename: str, problems: Sequence[Problem], layouts: Sequence[Layout]) -> bytes:
    """The file as .xlsx with red cells, comments, a first column 错误说明 and a sheet 错误汇总. It can be corrected
    and uploaded again. Formulas are replaced by their results. Raises :class:`FileRefused` like `read`."""
    places = match(read(data, filename), layouts).places
    indexes = {(place.sheet, place.header): place.index for place in places}
    marks = [
        (problem.sheet, problem.row, indexes.get((problem.sheet, problem.column)), *_words(problem))
        for problem in sorted(problems, key=attrgetter("sheet", "row"))
    ]
    headers = {place.sheet: place.row for place in places}
    return b"".join(
        ask("portal.sheets.marking", data, filename, ANNOTATE_SECONDS, marks=marks, headers=headers)
    )


def _words(problem: Problem) -> tuple[str, str, str, bool]:
    return problem.column, problem.value, problem.message, problem.is_error
