"""One SHA-256 for everything that was read: two results with the same hash stand on the same rules."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from policies.model import DatedValue, Parameter
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

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> "ParameterReading":
        """The reading that `as_dict` was made from."""
        return cls(
            id=kept["id"],
            clause_id=kept["clause"],
            instrument_id=kept["instrument"],
            label=kept["label"],
            value=Decimal(kept["value"]),
            unit=kept["unit"],
            since=date.fromisoformat(kept["since"]),
            until=date.fromisoformat(kept["until"]) if kept["until"] else None,
        )


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
    return kept_hash(reading.as_dict() for reading in readings)


def kept_hash(kept: Iterable[Mapping[str, Any]]) -> str:
    """The same hash over readings as they were stored (`as_dict`). Two that contradict each other both count,
    so that one of them changed afterwards never hides behind the other."""
    unique = {_canonical(one): one for one in kept}
    return _digest([one for text, one in sorted(unique.items(), key=_by_parameter_and_day)])


def _by_parameter_and_day(pair: tuple[str, Mapping[str, Any]]) -> tuple[str, str, str]:
    text, one = pair
    return str(one.get("id")), str(one.get("since")), text


def _digest(content: Any) -> str:
    return sha256(_canonical(content).encode()).hexdigest()


def _canonical(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
