"""转让转租、清查 in the menu and in the work lists."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from admissions.flows.inspection import CAMPAIGN, FINDING
from admissions.flows.transfer import TRANSFER
from admissions.models import Finding, TransferRequest
from admissions.records import FINDINGS, TRANSFERS
from parks.records.kind import RecordKind
from portal.registry import MenuEntry, WorkRow, WorkSource, menu_entries, work_sources
from portal.workflow import flows

for flow in (TRANSFER, CAMPAIGN, FINDING):
    flows.register(flow)
for code, label, order in (
    ("transfer", "转让转租", 38),
    ("finding", "检查发现", 39),
    ("campaign", "清查行动", 40),
):
    menu_entries.register(
        MenuEntry(code, "入园准入", label, "parks:records", order, frozenset({"enterprise.view"}), (code,))
    )
LIMIT = 50


def waiting(model: Any, permission: str, states: tuple[str, ...], own: str = "") -> Callable[[Any], Any]:
    """Rows in one of `states` on which this person may act; not those whose last step (`own`) was theirs."""

    def rows(user: Any) -> Any:
        found = model.objects.for_user(user, permission).filter(state__in=states)
        return found.exclude(**{own: user}) if own else found

    return rows


def lines(kind: RecordKind, found: Callable[[Any], Any]) -> Callable[[Any], list[WorkRow]]:
    def rows(user: Any) -> list[WorkRow]:
        chosen = (
            found(user).select_related("occupancy__enterprise", "park").order_by("updated_at", "pk")[:LIMIT]
        )
        return [WorkRow(str(row), kind.url(row.pk), row.park.name, clock_of(row)) for row in chosen]

    return rows


def clock_of(row: Any) -> str:
    """How long is left of a term that was set."""
    due = getattr(row, "due_on", None)
    if due is None:
        return ""
    left = (due - timezone.localdate()).days
    return f"已逾期 {-left} 天" if left < 0 else f"还有 {left} 天" if left else "今天到期"


def source(
    code: str, label: str, kind: RecordKind, permission: str, states: tuple[str, ...], own: str = ""
) -> None:
    found = waiting(kind.model, permission, states, own)
    work_sources.register(
        WorkSource(f"leaving.{code}", label, 25, frozenset({permission}), found, lines(kind, found))
    )


T, F = TransferRequest.State, Finding.State
source("answer", "转让转租待答复", TRANSFERS, "transfer.decide", (T.SUBMITTED, T.ACCEPTED, T.READMITTING))
source("consent", "转让待同意", TRANSFERS, "transfer.decide", (T.WAIVED,), "waived_by")
source("reply", "转让转租待办理", TRANSFERS, "transfer.request", (T.OFFERED, T.CONSENTED))
source("handle", "检查发现待处理", FINDINGS, "inspection.run", (F.OPEN, F.REPORTED))
source("rectify", "限期整改", FINDINGS, "transfer.request", (F.RECTIFYING,))
source("expel", "拟清退待确认", FINDINGS, "inspection.run", (F.EXPULSION_PENDING,), "proposed_by")
