"""The sections of an application: what each asks, and what is still open there.

The columns are the house's; the questions are those of the county's scheme. No section has more than seven.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from admissions.rules.completeness import gaps
from admissions.rules.scheme import DIMENSIONS, Question

MOST = 7
UNITS = "wanted_units"
SCORED, VETOES, MATERIALS = 3, "vetoes", "materials"
STEPS = {
    1: "企业基本信息",
    2: "主导产业与生产工艺",
    3: "五度指标",
    4: "用房需求",
    5: "材料",
    6: "核对并提交",
}
# What an application says of itself in each of the five dimensions, whatever the county asks beside it.
OWN = {"investment": ("investment_wan",), "tax": ("expected_tax_wan", "expected_sales_wan")}


@dataclass(frozen=True)
class Section:
    """One page of the application; `step` is its number on the list of tasks."""

    code: str
    step: int
    label: str
    columns: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(question.code for question in self.questions)

    def gaps(self, application: Any) -> list[str]:
        """What has to be said before the application can be submitted, one sentence each."""
        return gaps(application, self.columns)

    def unanswered(self, answers: Mapping[str, Any]) -> list[str]:
        """The county's questions without an answer: they count nothing."""
        return [question.label for question in self.questions if not answers.get(question.code)]

    def is_complete(self, application: Any) -> bool:
        return not self.gaps(application) and not self.unanswered(application.answers)


def sections_for(questions: Iterable[Question]) -> tuple[Section, ...]:
    """The sections under a scheme that asks these questions; without a scheme, those of the house alone."""
    questions = tuple(questions)
    return (
        Section("firm", 1, STEPS[1], ("firm_name", "uscc", "industry_code", "founded_on", "employees")),
        Section(
            "production",
            2,
            STEPS[2],
            ("leading_product", "process", "equipment", "heavy_equipment", "heavy_storey"),
        ),
        *scored(questions),
        Section("rooms", 4, STEPS[4], ("tenure", "requested_floor_m2", UNITS)),
        Section(MATERIALS, 5, STEPS[5]),
    )


def scored(questions: tuple[Question, ...]) -> Iterator[Section]:
    """A page for each dimension that asks something, one for what a county refuses outright."""
    for code, label in (*DIMENSIONS.items(), (VETOES, "否决事项")):
        own = tuple(one for one in questions if (one.dimension or VETOES) == code)
        yield from pages(code, label, OWN.get(code, ()), own)


def pages(
    code: str, label: str, columns: tuple[str, ...], questions: tuple[Question, ...]
) -> Iterator[Section]:
    """One page, or as many as it takes to ask no more than seven at a time."""
    asked: tuple[str | Question, ...] = (*columns, *questions)
    parts = [asked[start : start + MOST] for start in range(0, len(asked), MOST)]
    for number, part in enumerate(parts, 1):
        yield Section(
            code if number == 1 else f"{code}-{number}",
            SCORED,
            label if len(asked) <= MOST else f"{label}({number})",
            tuple(one for one in part if isinstance(one, str)),
            tuple(one for one in part if isinstance(one, Question)),
        )


def next_of(sections: tuple[Section, ...], code: str) -> Section | None:
    """The section after this one; None after the last."""
    codes = [section.code for section in sections]
    return dict(zip(codes, sections[1:], strict=False)).get(code)
