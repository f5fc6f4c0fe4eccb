"""What a county's enterprise classes of a year stand on, as a run keeps it: the instrument and all that was read of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from policies.accessor import Rules
from policies.library import Library
from policies.rulebook import ParameterReading, kept_hash

LAG = "w12.figures_lag_years"


@dataclass(frozen=True)
class ClassRuling:
    instrument_id: str
    instrument_title: str
    on: date
    readings: tuple[ParameterReading, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "instrument": self.instrument_id,
            "title": self.instrument_title,
            "on": self.on.isoformat(),
            "clause": "w12" if self.readings else "c13",
            "parameters": [reading.as_dict() for reading in self.readings],
        }


def class_ruling(library: Library, place_code: str, on: date) -> ClassRuling:
    """Raises NoRuleInForce. W12 says which year's figures count; Cixi's policy leaves it to the county."""
    rules = Rules(library, place_code, on)
    instrument = rules.instrument
    if library.parameter(LAG).clause_id in {clause.id for clause in library.clauses(instrument.id)}:
        rules.read(LAG)
    return ClassRuling(instrument.id, instrument.title, on, rules.readings)


def rulebook_hash(ruling: Mapping[str, Any], scheme: Mapping[str, Any]) -> str:
    """One SHA-256 over the parameters read and the scheme's content: the same hash, the same rules."""
    parts = [kept_hash(ruling["parameters"]), ruling["instrument"], ruling["on"], scheme["content"]]
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def hash_of(hashes: Mapping[str, str]) -> str:
    """One hash for the counties' hashes (by county code), whatever the order they were made in."""
    return sha256("\n".join(f"{code} {hashes[code]}" for code in sorted(hashes)).encode()).hexdigest()
