"""A park as its measures are explained: the records that went in, each an operand with its address."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from parks.models import Parcel, Park, Phase
from policies.explanation import Operand
from policies.numbers import FLAG


def trimmed(value: Decimal | None, unit: str) -> Decimal | None:
    """Land and floor without the zeros the database pads them with; a ratio keeps its two digits."""
    return value if value is None or unit == "倍" else value.normalize() + 0


@dataclass(frozen=True)
class Land:
    """What a park's measures are made of, as of a day."""

    park: Park
    parcels: tuple[Parcel, ...]
    phases: tuple[Phase, ...]
    on: datetime.date

    def of_parcels(self) -> list[Operand]:
        return [self.operand("parcel", row, "用地面积", row.land_area_mu, "亩") for row in self.parcels]

    def of_phases(self, label: str, field: str, unit: str, finished: bool = False) -> list[Operand]:
        rows = self.finished if finished else self.phases
        return [self.operand("phase", row, label, number(getattr(row, field)), unit) for row in rows]

    @property
    def finished(self) -> list[Phase]:
        return [row for row in self.phases if row.completed_on and row.completed_on <= self.on]

    def operand(self, kind: str, row: Any, label: str, value: Decimal | None, unit: str) -> Operand:
        address = f"{reverse('parks:land', args=(self.park.pk,))}#{kind}-{row.pk}"
        return Operand(f"{row.name} {label}", trimmed(value, unit), unit, row.name, address)

    def fact(self, field: str) -> Operand:
        """A yes or no of the park's own record, as 1 or 0."""
        return self.own(
            str(Park._meta.get_field(field).verbose_name), number(getattr(self.park, field)), FLAG
        )

    def count(self, field: str, unit: str) -> Operand:
        """How many a list of the park's own record has."""
        value = Decimal(len(getattr(self.park, field))) or None
        return self.own(str(Park._meta.get_field(field).verbose_name), value, unit)

    def chosen(self, field: str) -> Operand:
        """Whether the park's own record says something; what, in words."""
        value = getattr(self.park, field)
        show = getattr(self.park, f"get_{field}_display", lambda: value or "")
        label = f"{Park._meta.get_field(field).verbose_name}：{show() or '未填写'}"
        return self.own(label, number(int(bool(value))), FLAG)

    def own(self, label: str, value: Decimal | None, unit: str) -> Operand:
        return Operand(label, value, unit, self.park.name, reverse("parks:park", args=(self.park.pk,)))


def number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)
