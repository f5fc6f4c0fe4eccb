"""差别化政策 (W12): what each enterprise class gets of land, power, credit and support, as a county's table has it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from admissions.rules.scheme.reading import Faults, rows
from admissions.rules.scheme.words import Difference
from evaluation.rules.classes.parts import CLASSES
from evaluation.rules.classes.reading import distinct
from evaluation.rules.classes.words import Line, changed
from policies.local import LocalScheme


@dataclass(frozen=True, slots=True)
class Measure:
    """One factor (land, power, credit …) with what each class gets of it, in the order of CLASSES."""

    code: str
    label: str
    gets: tuple[str, ...]
    basis: str

    def of(self, letter: str) -> str:
        return self.gets[CLASSES.index(letter)]


@dataclass(frozen=True, slots=True)
class Treatment(LocalScheme):
    """A county's table."""

    measures: tuple[Measure, ...]

    @staticmethod
    def parts(content: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        faults = Faults()
        given = content.get("measures") if isinstance(content, Mapping) else None
        measures = tuple(measure(row, faults) for row in rows(given))
        faults.check(bool(measures), "至少要有一项要素。")
        distinct(measures, faults)
        return {"measures": measures}, faults

    def as_content(self) -> dict[str, Any]:
        """The JSON it was loaded from, in its one canonical form."""
        return {"measures": [stored(one) for one in self.measures]}

    def of(self, letter: str) -> list[tuple[str, str]]:
        """What a class gets, factor by factor."""
        return [(one.label, one.of(letter)) for one in self.measures]


def measure(row: Mapping[str, Any], faults: Faults) -> Measure:
    label = faults.text(row.get("label"), "要素名称")
    gets = tuple(faults.text(row.get(letter), f"“{label}”的 {letter} 类待遇") for letter in CLASSES)
    return Measure(str(row.get("code", "")), label, gets, str(row.get("basis") or ""))


def stored(one: Measure) -> dict[str, Any]:
    said = dict(zip(CLASSES, one.gets, strict=True))
    return {"code": one.code, "label": one.label, **said, "basis": one.basis}


def lines(table: Treatment) -> Iterator[Line]:
    """Everything the table says."""
    for one in table.measures:
        at = ("measure", one.code)
        for letter, text in zip(CLASSES, one.gets, strict=True):
            yield Line(one.label, f"{letter} 类", text, at)
        if one.basis:
            yield Line(one.label, "依据", one.basis, at)


def differences(old: Treatment, new: Treatment) -> list[Difference]:
    return changed(lines(old), lines(new))
