"""To which parks a check applies, as rules with words; what a rule needs to know and does not makes it None."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Values = Mapping[str, Any]
Read = Callable[[str], Decimal]


@dataclass(frozen=True)
class Condition:
    """`words` say to whom the check applies; `holds(values, read)` answers yes, no, or None for not known.

    `measures` are those it looks at, `parameters` those it reads by `read(parameter_id)`.
    """

    words: str
    holds: Callable[[Values, Read], bool | None]
    measures: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()


def at_least(measure: str, parameter: str, words: str) -> Condition:
    """Only where the measure reaches the parameter."""

    def holds(values: Values, read: Read) -> bool | None:
        value = values[measure]
        return None if value is None else bool(value >= read(parameter))

    return Condition(words, holds, (measure,), (parameter,))


def due(done: str, deadline: str, words: str) -> Condition:
    """What is to be done by the end of a year is judged once that year is over, or once it is done."""

    def holds(values: Values, read: Read) -> bool:
        return bool(values[done]) or values["as_of"].year > read(deadline)

    return Condition(words, holds, (done,), (deadline,))


def until(first_year: str, years: str, words: str) -> Condition:
    """From the beginning until so many years after the year in `first_year`; for ever while that is open."""

    def holds(values: Values, read: Read) -> bool:
        first = values.get(first_year)
        return first is None or values["as_of"].year <= first + read(years)

    return Condition(words, holds, (), (years,))


MANUFACTURING = Condition("仅生产制造类园区", lambda values, read: values.get("park_type") == "manufacturing")
ORDINARY_TRADES = Condition("特殊行业除外", lambda values, read: not values.get("is_special_trade"))
NEW = Condition("仅新建园区（改造提升的除外）", lambda values, read: not values.get("is_renovated"))
OPERATING = Condition("仅已投运园区", lambda values, read: values.get("status") == "operating")
STARRED = Condition("仅星级园区", lambda values, read: values.get("star") is not None)
RECOGNISED = Condition("仅省级（已认定）园区", lambda values, read: values.get("recognised_on") is not None)
