"""One call from typed inputs to an explained number."""

from collections.abc import Mapping
from datetime import date

from policies.accessor import Rules
from policies.explanation import Explanation
from policies.formulas import FORMULAS
from policies.library import Library, get_library


def compute(
    formula_id: str, inputs: Mapping[str, str], place_code: str, on: date, library: Library | None = None
) -> Explanation:
    """The formula's result at a place under the rules of a day.

    Raises UnknownRule (no such formula), BadInput (naming the input), NoRuleInForce.
    """
    formula = FORMULAS.get(formula_id)
    values = formula.parse(inputs)
    return formula(Rules(library or get_library(), place_code, on), values)
