"""The only way to a number of a policy: it hands out the value and writes down that it was read."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cached_property

from policies.errors import NoRuleInForce, UnknownRule
from policies.library import Library
from policies.model import Instrument
from policies.rulebook import ParameterReading, reading_of, readings_hash

__all__ = ["ParameterReading", "Rules", "StoredRules"]


class Rules:
    """The rules of one place on one day, with a record of all that was read from them."""

    def __init__(self, library: Library, place_code: str, on: date) -> None:
        self.library, self.place_code, self.on = library, place_code, on
        self._readings: dict[str, ParameterReading] = {}

    @cached_property
    def instrument(self) -> Instrument:
        """The instrument in force; raises NoRuleInForce."""
        return self.library.in_force(self.place_code, self.on)

    def value(self, parameter_id: str) -> Decimal:
        """The parameter's value at this place and day. Raises UnknownRule, and NoRuleInForce when the
        parameter's instrument does not hold here or has no value for the day."""
        return self.read(parameter_id).value

    def read(self, parameter_id: str) -> ParameterReading:
        """The same with label, unit, clause and dates."""
        parameter = self.library.parameter(parameter_id)
        self.require_clause(parameter.clause_id)
        dated = parameter.at(self.on)
        if dated is None:
            raise self._missing(parameter.clause_id, parameter.label)
        return self._readings.setdefault(parameter_id, reading_of(parameter, dated))

    def require_clause(self, clause_id: str) -> None:
        """Raises NoRuleInForce unless the clause belongs to the instrument in force here."""
        if self.library.clause(clause_id).instrument_id != self.instrument.id:
            raise self._missing(clause_id)

    def _missing(self, clause_id: str, label: str = "") -> NoRuleInForce:
        subject = f"{self.library.clause_name(clause_id)} {label}".strip()
        return NoRuleInForce(self.place_code, self.on, self.library.place_name(self.place_code), subject)

    def apart(self) -> "Rules":
        """The same place and day with an empty record, for a part that reports its own readings."""
        return Rules(self.library, self.place_code, self.on)

    def absorb(self, readings: tuple[ParameterReading, ...]) -> None:
        """Take over what a part has read, so that the whole's record stays complete."""
        for reading in readings:
            self._readings.setdefault(reading.id, reading)

    @property
    def readings(self) -> tuple[ParameterReading, ...]:
        """All that was read so far, in the order of first reading."""
        return tuple(self._readings.values())

    @property
    def rulebook_hash(self) -> str:
        """SHA-256 over all that was read so far."""
        return readings_hash(self.readings)


class StoredRules(Rules):
    """The rules as a result read them when it was computed, whatever the policies say today.

    `clause_id` is the clause of the formula that read them. There is no library behind it: what was not read
    then cannot be read now and raises UnknownRule.
    """

    def __init__(self, place_code: str, on: date, clause_id: str, kept: Iterable[ParameterReading]) -> None:
        super().__init__(Library(()), place_code, on)
        self.clause_id, self.kept = clause_id, {reading.id: reading for reading in kept}

    def read(self, parameter_id: str) -> ParameterReading:
        """The reading kept of the parameter; raises UnknownRule when there is none."""
        if parameter_id not in self.kept:
            raise UnknownRule(f"该结果没有保存参数“{parameter_id}”的取值。")
        return self._readings.setdefault(parameter_id, self.kept[parameter_id])

    def require_clause(self, clause_id: str) -> None:
        """Raises UnknownRule unless it is the clause that held when the result was computed."""
        if clause_id != self.clause_id:
            raise UnknownRule(f"该结果不是依据条款“{clause_id}”计算的。")

    def apart(self) -> "StoredRules":
        return StoredRules(self.place_code, self.on, self.clause_id, self.kept.values())
