"""Documents, clauses and parameters as their pages show them."""

from datetime import date
from typing import Any

from policies.model import Clause, DatedValue, Instrument, Parameter
from portal.policy_library.readers import reader_labels


def period(since: date, until: date | None) -> str:
    """A span of days in words."""
    return f"{since} 至 {until}" if until else f"{since} 起"


def standing(instrument: Instrument, today: date) -> dict[str, str]:
    """Whether the document holds today, as a lamp."""
    if instrument.in_force_on(today):
        return {"word": "现行有效", "css": "green", "shape": "●"}
    if today < instrument.in_force_from:
        return {"word": "尚未施行", "css": "grey", "shape": "○"}
    return {"word": "已失效", "css": "grey", "shape": "–"}


def clause_row(clause: Clause) -> dict[str, Any]:
    """A clause in the list of its document."""
    return {
        "id": clause.id,
        "name": f"{clause.article} {clause.title}",
        "paraphrase": clause.paraphrase,
        "kinds": "、".join(kind.label for kind in clause.kinds),
        "numbers": len(clause.parameters),
    }


def document(instrument: Instrument, clauses: list[Clause], today: date) -> dict[str, Any]:
    """A document with those of its clauses that are shown."""
    return {
        "id": instrument.id,
        "title": instrument.title,
        "place": instrument.place_name,
        "period": period(instrument.in_force_from, instrument.in_force_until),
        "lamp": standing(instrument, today),
        "rows": [clause_row(clause) for clause in clauses],
    }


def clause_facts(clause: Clause, instrument: Instrument) -> list[dict[str, str]]:
    """Where the clause stands, where and when it holds, who answers for it."""
    facts = [
        ("文件", instrument.title),
        ("发布单位", instrument.issuer),
        ("发布日期", str(instrument.adopted_on or "")),
        ("适用地区", instrument.place_name),
        ("有效期", period(instrument.in_force_from, instrument.in_force_until)),
        ("责任单位", "、".join(clause.responsible)),
        ("系统用途", "、".join(kind.label for kind in clause.kinds)),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def parameter_row(parameter: Parameter) -> dict[str, Any]:
    """A number of the clause: its values by date, its wording, how binding it is and who reads it."""
    return {
        "id": parameter.id,
        "label": parameter.label,
        "values": [value_row(parameter, dated) for dated in parameter.values],
        "strength": parameter.strength.label,
        "wording": parameter.wording,
        "note": parameter.note,
        "readers": reader_labels(parameter),
    }


def value_row(parameter: Parameter, dated: DatedValue) -> dict[str, str]:
    return {"shown": parameter.show(dated), "period": period(dated.since, dated.until)}
