"""Why somebody may not take a step, or not yet."""

from typing import Any

from admissions.cases import bars_of
from admissions.models import Application
from admissions.opinions import waited_for
from admissions.procedures import is_decider, procedure_for


def not_ready(application: Application) -> list[str]:
    """What stands against an approval: facts that bar it, departments that may still speak."""
    waiting = waited_for(application)
    if not waiting:
        return bars_of(application)
    names = "、".join(row.get_department_display() for row in waiting)
    until = max(row.due_on for row in waiting)
    return [*bars_of(application), f"部门意见未齐：{names}（最晚 {until} 到期）"]


def own_application(application: Application, actor: Any) -> str:
    """Nobody decides on what he drafted, looks after or submitted himself, or for a park he works for."""
    people = (application.created_by_id, application.owner_id, application.submitted_by_id)
    if actor.pk in people:
        return "本人起草或提交的申请须由其他经办人审核。"
    if actor.can("application.draft", application.park.place):
        return "您任职于该园区的运营机构，须由其他经办人审核。"
    return ""


def not_the_decider(application: Application, actor: Any) -> str:
    if own := own_application(application, actor):
        return own
    procedure = procedure_for(application)
    if is_decider(procedure, application, actor):
        return ""
    return f"按本地入园办法，由{procedure.decider}决定。"


def not_a_second_person(application: Application, actor: Any) -> str:
    if application.refusal_proposed_by_id == actor.pk:
        return "不予通过须由提出人以外的另一人复核确认。"
    return not_the_decider(application, actor)


def not_accepted_before(application: Application, actor: Any) -> str:
    return own_application(application, actor) or (
        "" if application.accepted_at else "资格审查尚未通过，请退回资格审查。"
    )


def accepted_before(application: Application, actor: Any) -> str:
    return own_application(application, actor) or (
        "资格审查已通过，请退回会审。" if application.accepted_at else ""
    )
