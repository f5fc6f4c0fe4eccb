"""What the departments answer (C(九)), and reminding them."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.departments import Department
from admissions.asking import tell
from admissions.flows.application import IN_REVIEW, own_application
from admissions.models import Application, Opinion
from portal import audit
from portal.errors import IllegalState, NotAllowed, PortalError


class OpinionRefused(PortalError):
    code = "opinion_refused"
    status = 422
    field = "text"


@transaction.atomic
def give_opinion(*, opinion: Opinion, actor: Any, verdict: str, text: str = "") -> Opinion:
    """A department speaks, once. Raises NotAllowed, IllegalState, OpinionRefused (no reason given)."""
    application = held(opinion.application_id)
    place = application.park.place
    actor.require("opinion.give", place)
    row = Opinion.objects.select_for_update().get(pk=opinion.pk)
    require_speaker(row, application, actor)
    if application.state != IN_REVIEW or row.revision != application.revision:
        raise IllegalState("本次会审已结束，不能再出具意见。")
    if row.is_given:
        raise IllegalState("本部门已出具意见，不能重复出具。")
    text = text.strip()
    if verdict != Opinion.Verdict.AGREE and not text:
        raise OpinionRefused("有条件同意和不同意须写明条件或理由。")
    row.verdict, row.text, row.given_by, row.given_at = verdict, text, actor, timezone.now()
    row.save(update_fields=("verdict", "text", "given_by", "given_at"))
    # What was said stays sealed here as well: the trail notes that the department spoke.
    audit.record(
        actor=actor, action="opinion.give", subject=row, place=place, after={"department": row.department}
    )
    return row


def require_speaker(row: Opinion, application: Application, actor: Any) -> None:
    label = Department(row.department).label
    if row.department not in actor.departments_at(application.park.place):
        raise NotAllowed(f"本意见由{label}部门出具。")
    if reason := own_application(application, actor):
        raise NotAllowed(reason)


@transaction.atomic
def remind(*, application: Application, actor: Any) -> int:
    """Remind the departments still waited for, once a day; answers how many of them."""
    actor.require("application.review", application.park.place)
    today = timezone.localdate()
    waiting = application.opinions.filter(revision=application.revision, verdict="")
    rows = list(waiting.select_related("application__park__place"))
    if application.state != IN_REVIEW or not rows:
        raise IllegalState("没有待出具的部门意见。")
    for row in rows:
        late = "已过期，请尽快" if today > row.due_on else "请按期"
        tell(row, f"催办：{late}对“{application}”出具意见", f"remind.{today}")
    audit.record(
        actor=actor,
        action="opinion.remind",
        subject=application,
        place=application.park.place,
        after={"departments": "、".join(row.get_department_display() for row in rows)},
    )
    return len(rows)


def held(pk: int) -> Application:
    """The application, locked against every other step for this transaction."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("park__place", "scheme")
    return rows.get(pk=pk)
