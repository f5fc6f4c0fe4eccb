"""Which rule a county's figures of a year are evaluated under, and everything read from it.

Figures of year Y stand under the instrument in force on 31 December Y, also when computed later; a county
without one is left out and said so, never evaluated under another day's rule.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from policies.accessor import Rules, StoredRules
from policies.errors import NoRuleInForce
from policies.formulas import FORMULAS
from policies.formulas.registry import Formula
from policies.formulas.tax_per_mu import tax_per_mu_formula
from policies.library import Library, rule_date_for_year
from policies.rulebook import ParameterReading

NO_RULE = "无有效规定"


@dataclass(frozen=True)
class Ruling:
    """The formula of 亩均税收 at a place for a year, and the parameters it reads."""

    instrument_id: str
    instrument_title: str
    formula: Formula
    readings: tuple[ParameterReading, ...]

    def as_dict(self) -> dict[str, Any]:
        """What a run keeps of it, JSON-ready."""
        return {
            "instrument": self.instrument_id,
            "title": self.instrument_title,
            "formula": self.formula.id,
            "formula_version": self.formula.version,
            "clause": self.formula.clause_id,
            "parameters": [reading.as_dict() for reading in self.readings],
        }


def ruling(library: Library, place_code: str, year: int) -> Ruling | None:
    """The rule for a place's figures of a year; None when there was none in force."""
    rules = Rules(library, place_code, rule_date_for_year(year))
    try:
        instrument = rules.instrument
        found = tax_per_mu_formula(instrument)
        read_all(found, rules)
    except NoRuleInForce:
        return None
    return Ruling(instrument.id, instrument.title, found, rules.readings)


def read_all(found: Formula, rules: Rules) -> None:
    """Let the formula read its parameters, on the sample values of its own declaration."""
    found(rules, found.parse({field.name: field.sample for field in found.inputs}))


def formula_of(kept: dict[str, Any]) -> Formula:
    """The very version of the formula that a run cites."""
    return FORMULAS.get(kept["formula"], kept["formula_version"])


def rules_of(kept: dict[str, Any], place_code: str, on: date) -> StoredRules:
    """The parameters that a run cites, as it read them."""
    return StoredRules(place_code, on, kept["clause"], map(ParameterReading.from_dict, kept["parameters"]))
