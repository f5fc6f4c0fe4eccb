"""Published results: their flow, what was said against them, and who has to go on."""

from typing import Any

from evaluation import records
from evaluation.flows import NOTICE
from evaluation.models import ResultNotice
from evaluation.registrations.runs import LIMIT, VIEW
from portal.registry import MenuEntry, WorkRow, WorkSource, menu_entries, work_sources
from portal.workflow import flows

flows.register(NOTICE)
for code, label, order, kind in (
    ("result_notices", "结果公布", 53, "result-notice"),
    ("result_objections", "评价异议", 54, "result-objection"),
):
    menu_entries.register(MenuEntry(code, "评价与星级", label, "parks:records", order, VIEW, (kind,)))
menu_entries.register(
    MenuEntry("class_publicity", "评价与星级", "评价结果公示", "evaluation:publicity", 56, VIEW)
)


def notices_to_review(user: Any) -> Any:
    """Results that wait for a second person, or for the end of their publicity."""
    open_states = (ResultNotice.State.REVIEW, ResultNotice.State.PUBLICITY)
    rows = ResultNotice.objects.for_user(user, "evaluation.publish").filter(state__in=open_states)
    return rows.exclude(submitted_by=user).order_by("pk")


def notice_rows(user: Any) -> list[WorkRow]:
    return [
        WorkRow(
            title=str(notice),
            url=records.NOTICE_KIND.url(notice.pk),
            detail=notice.get_state_display(),
            action_label="办理",
        )
        for notice in notices_to_review(user).select_related("place")[:LIMIT]
    ]


work_sources.register(
    WorkSource(
        "result_notices.review",
        "待办评价结果",
        16,
        frozenset({"evaluation.publish"}),
        notices_to_review,
        notice_rows,
    )
)
