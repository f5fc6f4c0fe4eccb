"""Changing the content of a draft, part by part; what is stored always has the canonical form."""

from collections.abc import Mapping
from typing import Any

Content = Mapping[str, Any]


def put(content: Content, name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The content with a row of the list `name` (indicators, vetoes) changed, or added at its end."""
    rows = list(content.get(name, ()))
    if row["code"] in [one["code"] for one in rows]:
        return {**content, name: [dict(row) if one["code"] == row["code"] else one for one in rows]}
    return {**content, name: [*rows, dict(row)]}


def drop(content: Content, name: str, code: str) -> dict[str, Any]:
    """The content without that row."""
    return {**content, name: [one for one in content.get(name, ()) if one["code"] != code]}


def row_of(content: Content, name: str, code: str) -> dict[str, Any] | None:
    return next((one for one in content.get(name, ()) if one["code"] == code), None)
