"""One SHA-256 for everything that was read: two results with the same hash stand on the same rules."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from policies.model import DatedValue, Instrument, Parameter
from policies.numbers import plain, show


@dataclass(frozen=True, slots=True)
class ParameterReading:
    """That a parameter was read: its value, from which clause, and the days on which the value holds."""

    id: str
    clause_id: str
    instrument_id: str
    label: str
    value: Decimal
    unit: str
    since: date
    until: date | None

    @property
    def shown(self) -> str:
        """The value as people write it, e.g. 10%."""
        return show(self.value, self.unit)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready, the value as a string."""
        return {
            "id": self.id,
            "label": self.label,
            "value": plain(self.value),
            "unit": self.unit,
            "clause": self.clause_id,
            "instrument": self.instrument_id,
            "since": self.since.isoformat(),
            "until": self.until.isoformat() if self.until else None,
        }


def reading_of(parameter: Parameter, dated: DatedValue) -> ParameterReading:
    """The reading of one dated value of a parameter."""
    return ParameterReading(
        id=parameter.id,
        clause_id=parameter.clause_id,
        instrument_id=parameter.instrument_id,
        label=parameter.label,
        value=dated.value,
        unit=parameter.unit,
        since=dated.since,
        until=dated.until,
    )


def readings_hash(readings: Iterable[ParameterReading]) -> str:
    """The hash of a set of readings; their order does not matter, doubles count once."""
    unique = {(reading.id, reading.since): reading.as_dict() for reading in readings}
    return _digest([unique[key] for key in sorted(unique)])


def instrument_hash(instrument: Instrument) -> str:
    """The hash of all dated values of an instrument, for runs that bind themselves to the whole of it."""
    return readings_hash(
        reading_of(parameter, dated)
        for clause in instrument.clauses
        for parameter in clause.parameters
        for dated in parameter.values
    )


def _digest(content: Any) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()
