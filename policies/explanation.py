"""The one shape of an explained number: one template part draws it, one serializer sends it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policies.numbers import plain, show
from policies.rulebook import ParameterReading, readings_hash


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


@dataclass(frozen=True, slots=True)
class Operand:
    """A number that was put in, and the record it comes from (label and address of its page)."""

    label: str
    value: Decimal | None
    unit: str
    source_label: str = ""
    source_url: str = ""
    name: str = ""

    @property
    def shown(self) -> str:
        return "缺数据" if self.value is None else show(self.value, self.unit)

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "label": self.label,
            "value": _text(self.value),
            "unit": self.unit,
            "source_label": self.source_label,
            "source_url": self.source_url,
        }


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the arithmetic with numbers put in: `(12.6 − 9.6) × 9.831` = 29.493 万元."""

    label: str
    expression: str
    value: Decimal
    unit: str

    @property
    def shown(self) -> str:
        return show(self.value, self.unit)

    def as_dict(self) -> dict[str, Any]:
        return {
            "label": self.label,
            "expression": self.expression,
            "value": plain(self.value),
            "unit": self.unit,
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """A number with everything needed to follow it.

    `formula_text` is written with the labels of the operands and parameters, so that putting their values in
    gives `result` (before its rounding, which `note` states). `verdict` is a value of
    `policies.checks.Verdict` or None; `result` None means it cannot be computed, and `note` says why.
    """

    title: str
    result: Decimal | None
    unit: str
    formula_text: str
    operands: tuple[Operand, ...] = ()
    parameters: tuple[ParameterReading, ...] = ()
    clause_ids: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    verdict: str | None = None
    note: str = ""
    formula_id: str = ""
    formula_version: int = 1
    children: tuple["Explanation", ...] = ()

    @property
    def shown(self) -> str:
        """The result as people write it; 缺数据 when there is none."""
        return "缺数据" if self.result is None else show(self.result, self.unit)

    @property
    def rulebook_hash(self) -> str:
        """SHA-256 over the parameters read for this number and its children."""
        return readings_hash(self.all_parameters)

    @property
    def all_parameters(self) -> tuple[ParameterReading, ...]:
        """The parameters of this number and of its children."""
        below = (reading for child in self.children for reading in child.all_parameters)
        return tuple(dict.fromkeys((*self.parameters, *below)))

    @property
    def substituted_text(self) -> str:
        """The formula with values in place of labels; longer labels first, as one may contain another."""
        numbers = {o.label: plain(o.value) for o in self.operands if o.value is not None}
        numbers |= {p.label: p.shown if p.shown.endswith("%") else plain(p.value) for p in self.parameters}
        text = self.formula_text
        for label in sorted(numbers, key=len, reverse=True):
            text = text.replace(label, numbers[label])
        return text

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready; every decimal is a string."""
        return {
            "title": self.title,
            "result": _text(self.result),
            "unit": self.unit,
            "formula_text": self.formula_text,
            "operands": [operand.as_dict() for operand in self.operands],
            "parameters": [reading.as_dict() for reading in self.parameters],
            "clause_ids": list(self.clause_ids),
            "steps": [step.as_dict() for step in self.steps],
            "verdict": self.verdict,
            "note": self.note,
            "formula_id": self.formula_id,
            "formula_version": self.formula_version,
            "children": [child.as_dict() for child in self.children],
        }
