"""The audit trail for audit administrators, and an account's own part of it for others' pages."""

import datetime
from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from portal.audit_words import (
    action_choices,
    action_word,
    changes_of,
    kind_choices,
    kind_word,
    moment_word,
)
from portal.filters import DayFilter
from portal.history import HistoryEntry
from portal.models import AuditEntry
from portal.numbers import DASH
from portal.pages import ListPage, RecordPage
from portal.scope import sees_whole_tree
from portal.tables import Column, Row, Table


def entries_for(user: Any) -> QuerySet[AuditEntry]:
    """Entries of the places a user audits; those of no place are for whoever audits the whole tree."""
    rows = AuditEntry.objects.for_user(user)
    if sees_whole_tree(user, "audit.view"):
        return rows | AuditEntry.objects.filter(place__isnull=True)
    return rows


def timeline(entries: Iterable[AuditEntry]) -> list[HistoryEntry]:
    """Entries for `parts/timeline.html`."""
    return [
        HistoryEntry(
            timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M"),
            entry.actor_name,
            action_word(entry.action),
            entry.reason,
            tuple(changes_of(entry)),
        )
        for entry in entries
    ]


class ActionColumn(Column):
    def plain(self, row: Row) -> str:
        return action_word(row["action"])


class KindColumn(Column):
    def plain(self, row: Row) -> str:
        return kind_word(row["object_type"])


class AuditTable(Table):
    caption = "操作日志"
    default_sort = "-at"
    columns = (
        Column(
            "at",
            "时间",
            show=lambda row: moment_word(row["at"]),
            link=lambda row: reverse("portal:audit_entry", args=(row["pk"],)),
        ),
        Column("actor_name", "操作人"),
        ActionColumn("action", "操作"),
        KindColumn("object_type", "对象类型"),
        Column("object_label", "对象"),
        Column("place__name", "地域"),
        Column("address", "来源地址"),
        Column("reason", "说明", sortable=False),
    )


def midnight(day: datetime.date) -> datetime.datetime:
    """The first moment of a day here; a moment, not a date, so that the index is used."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


class AuditFilter(django_filters.FilterSet):
    who = django_filters.CharFilter(label="操作人", field_name="actor_name", lookup_expr="icontains")
    action = django_filters.ChoiceFilter(
        label="操作", choices=action_choices, method="of_action", empty_label="全部"
    )
    kind = django_filters.ChoiceFilter(
        label="对象类型", field_name="object_type", choices=kind_choices, empty_label="全部"
    )
    since = DayFilter(label="自", method="from_day")
    until = DayFilter(label="至", method="to_day")
    text = django_filters.CharFilter(label="对象、说明或来源地址", method="search")

    class Meta:
        model = AuditEntry
        fields = ("who", "action", "kind", "since", "until", "text")

    def of_action(self, rows: QuerySet, name: str, codes: str) -> QuerySet:
        fits = Q()
        for code in codes.split(","):
            fits |= Q(action=code) | Q(action__endswith=f".{code}")
        return rows.filter(fits)

    def from_day(self, rows: QuerySet, name: str, day: datetime.date) -> QuerySet:
        return rows.filter(at__gte=midnight(day))

    def to_day(self, rows: QuerySet, name: str, day: datetime.date) -> QuerySet:
        return rows.filter(at__lt=midnight(day + datetime.timedelta(days=1)))

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        text = text.strip()
        return rows.filter(
            Q(object_label__icontains=text) | Q(reason__icontains=text) | Q(address__startswith=text)
        )


class AuditList(ListPage):
    model = AuditEntry
    permission = "audit.view"
    table_class = AuditTable
    filterset_class = AuditFilter
    title = "操作日志"

    def get_queryset(self) -> QuerySet[AuditEntry]:
        return entries_for(self.request.user)


class AuditPage(RecordPage):
    """One entry: who did what, when, from where, and every value before and after."""

    model = AuditEntry
    permission = "audit.view"
    template_name = "portal/audit_entry.html"

    def get_queryset(self) -> QuerySet[AuditEntry]:
        return entries_for(self.request.user).select_related("actor", "place")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("操作日志", reverse("portal:audit"))]

    def get_title(self) -> str:
        label = self.record.object_label
        return f"{action_word(self.record.action)}：{label}" if label else action_word(self.record.action)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(facts=facts(self.record), changes=changes_of(self.record), **kwargs)


def facts(entry: AuditEntry) -> list[dict[str, str]]:
    account = f"（{entry.actor.username}）" if entry.actor else ""
    pairs = (
        ("时间", moment_word(entry.at)),
        ("操作人", f"{entry.actor_name}{account}"),
        ("操作", action_word(entry.action)),
        ("对象类型", kind_word(entry.object_type)),
        ("对象", entry.object_label or DASH),
        ("对象编号", entry.object_id or DASH),
        ("地域", entry.place.name if entry.place else DASH),
        ("来源地址", entry.address or DASH),
        ("说明", entry.reason or DASH),
    )
    return [{"label": label, "value": value} for label, value in pairs]
