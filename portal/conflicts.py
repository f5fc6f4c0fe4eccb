"""Two versions of one record side by side: what I typed, what another has saved meanwhile."""

from typing import Any

from django.utils.choices import flatten_choices

from portal.history import as_of


def conflict_rows(form: Any, current: Any) -> list[dict[str, Any]]:
    """For each field: what I typed and what the other has saved; theirs is chosen where I changed nothing.

    Changed means: against the version I began with, which the record's history still has.
    """
    rows = []
    begun = as_of(current, form.data.get(form.add_prefix("version"), ""))
    for name, field in form.fields.items():
        if name == "version":
            continue
        mine = sent(form, name, field)
        theirs = typed(field, kept(form, current, name))
        before = kept(form, begun, name) if begun else form.initial.get(name)
        unchanged = mine == typed(field, before)
        rows.append(
            {
                "name": form.add_prefix(name),
                "label": field.label or name,
                "mine": mine,
                "theirs": theirs,
                "mine_label": choice_label(field, mine),
                "theirs_label": choice_label(field, theirs),
                "choice": "theirs" if unchanged else "mine",
            }
        )
    return rows


def kept(form: Any, record: Any, name: str) -> Any:
    """What a record says in a field of the form: its column of that name, unless the form knows better."""
    return form.stored(record, name) if hasattr(form, "stored") else getattr(record, name, None)


def sent(form: Any, name: str, field: Any) -> str:
    """What was typed, its lines ending as they are stored; several ticked options as their codes with commas."""
    if getattr(field, "is_many", False):
        return ",".join(filter(None, form.data.getlist(form.add_prefix(name))))
    return form.data.get(form.add_prefix(name), "").strip().replace("\r\n", "\n")


def typed(field: Any, value: Any) -> str:
    """A stored value as the form would have it typed."""
    value = field.prepare_value(value)
    if isinstance(value, list):
        return ",".join(value)
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else str(getattr(value, "pk", value)).replace("\r\n", "\n")


def choice_label(field: Any, value: str) -> str:
    """What a select shows for `value`; the value itself for every other field."""
    if value and hasattr(field, "queryset"):
        return str(field.queryset.filter(pk=value).first() or value) if value.isdigit() else value
    ticked = (("on", "是"),) if getattr(field.widget, "input_type", "") == "checkbox" else ()
    words = dict(flatten_choices(getattr(field, "choices", ticked)))
    parts = value.split(",") if getattr(field, "is_many", False) else [value]
    return "、".join(str(words.get(part, part)) for part in parts) or "（空）"
