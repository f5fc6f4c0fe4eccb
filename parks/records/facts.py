"""What one row says, as label and value."""

from typing import Any

from parks.forms.fields import label_of
from parks.records.kind import RecordKind
from portal.history import shown


def facts(kind: RecordKind, row: Any, *, opened: bool = False) -> list[dict[str, str]]:
    """The row's values in the order of its form; personal ones masked until `opened`."""
    found = []
    for name in kind.fields:
        column = kind.model._meta.get_field(name)
        label, unit = label_of(column)
        value = getattr(row, name) if opened and name in kind.personal else shown(row, column)
        found.append({"label": label, "value": value, "unit": unit if value != "—" else ""})
    return found
