"""A scheme as one sheet of paper: the same tables on its own page, on the public one, and printed."""

from typing import Any

from admissions.rules.scheme import Dimension, Scheme, Veto
from admissions.rules.scheme.words import (
    limit_rows,
    points,
    settings_rows,
    source_words,
    table,
    tie_words,
    veto_words,
)
from policies.errors import UnknownRule
from policies.library import get_library


def sheet(scheme: Scheme) -> dict[str, Any]:
    """What `admissions/schemes/sheet.html` draws."""
    return {
        "full": points(scheme.full),
        "threshold": points(scheme.threshold),
        "tie_break": tie_words(scheme.tie_break),
        "dimensions": [dimension(one) for one in scheme.dimensions],
        "vetoes": [veto(one) for one in scheme.vetoes],
        "settings": settings_rows(scheme.settings),
        "limits": limit_rows(scheme.settings),
    }


def dimension(one: Dimension) -> dict[str, Any]:
    return {
        "code": one.code,
        "label": one.label,
        "max": points(one.max),
        "indicators": [
            {
                "code": row.code,
                "label": row.label,
                "help": row.help,
                "source": source_words(row.source),
                "kind": row.kind.label,
                "max": points(row.max),
                "table": table(row),
            }
            for row in one.indicators
        ],
    }


def veto(one: Veto) -> dict[str, str]:
    return {
        "code": one.code,
        "label": one.label,
        "condition": veto_words(one),
        "clause": clause_name(one.clause),
    }


def clause_name(clause_id: str) -> str:
    try:
        return get_library().clause_name(clause_id) if clause_id else ""
    except UnknownRule:
        return ""
