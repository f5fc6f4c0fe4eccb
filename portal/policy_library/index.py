"""The page made from the code: clause → its numbers → who reads them, so that nothing on it can be out of date."""

from typing import Any

from policies.library import get_library
from policies.model import Clause, Instrument, Parameter
from portal.policy_library.proofs import proofs
from portal.policy_library.readers import policy_checks, policy_targets, reader_label


def documents() -> list[dict[str, Any]]:
    """Every document with its clauses that have numbers, checks or targets."""
    return [document(instrument) for instrument in get_library().instruments]


def document(instrument: Instrument) -> dict[str, Any]:
    rows = [row for clause in instrument.clauses for row in clause_rows(clause)]
    return {"title": instrument.title, "id": instrument.id, "rows": rows}


def clause_rows(clause: Clause) -> list[dict[str, Any]]:
    """A row for each number of the clause, for each of its checks without a number, for each of its targets."""
    rows = [parameter_row(clause, parameter) for parameter in clause.parameters]
    rows += [
        bare_row(clause, reader.label, f"校验：{reader.label}（{reader.code}）", reader.code, reader.formula)
        for reader in policy_checks
        if reader.clause_id == clause.id
    ]
    return rows + [
        bare_row(clause, target.label, f"计划指标：{policy_targets.get(target.id).label}", target.id)
        for target in clause.targets
    ]


def parameter_row(clause: Clause, parameter: Parameter) -> dict[str, Any]:
    readers = [reader_label(consumer) for consumer in parameter.consumers]
    readers += [f"待接入：{room.label}" for room in parameter.pending]
    formulas = [
        policy_checks.get(consumer).formula for consumer in parameter.consumers if consumer in policy_checks
    ]
    return {
        "clause": clause.id,
        "number": parameter.label,
        "value": "；".join(parameter.show(dated) for dated in parameter.values),
        "readers": readers,
        "formulas": list(dict.fromkeys(filter(None, formulas))),
        "tests": tests_of(clause, parameter.id, *parameter.consumers),
    }


def bare_row(clause: Clause, label: str, reader: str, code: str, formula: str = "") -> dict[str, Any]:
    return {
        "clause": clause.id,
        "number": label,
        "value": "—",
        "readers": [reader],
        "formulas": [formula] if formula else [],
        "tests": tests_of(clause, code),
    }


def tests_of(clause: Clause, *ids: str) -> list[str]:
    """The tests that name what stands in the row, else those of its clause."""
    known = proofs()
    own = [test for name in ids for test in known.get(name.removeprefix("parks."), ())]
    return list(dict.fromkeys(own or known.get(clause.id, ())))


def named() -> set[str]:
    """The ids of all that stands on the page, by which tests are found."""
    found: set[str] = set()
    for clause in get_library().clauses():
        found |= {clause.id, *(target.id for target in clause.targets)}
        found |= {name for one in clause.parameters for name in (one.id, *one.consumers)}
    found |= {reader.code for reader in policy_checks}
    return {name.removeprefix("parks.") for name in found}
