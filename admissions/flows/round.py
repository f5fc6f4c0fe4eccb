"""入园批次 as a table: units offered, applications taken in, ranked, allotted, published, final (W9, W10)."""

import datetime
from typing import Any

from django.utils import timezone

from admissions.flows.application import ADMISSION
from admissions.models import AdmissionRound, Allotment, Application, Objection, Standing
from admissions.promises import end, promise
from admissions.rounds import lines_of, waiting_in
from admissions.rules.allotment import Line, Verdict
from admissions.schemes import scheme_for
from parks.models import Unit
from policies.errors import NoRuleInForce
from portal.workflow import Flow, Given, State, Transition, perform

OFFICER = "县级或镇街经办人"
S = AdmissionRound.State
APPROVED = Application.State.APPROVED


def not_ready_to_open(round_: AdmissionRound) -> list[str]:
    gaps = [] if round_.offered.exists() else ["尚未选定推出的单元"]
    if round_.closes_on < timezone.localdate():
        gaps.append(f"报名截止日期 {round_.closes_on} 已过")
    try:
        scheme_for(round_.park.place, timezone.localdate())
    except NoRuleInForce as gap:
        gaps.append(str(gap))
    return gaps


def fix_scheme(round_: AdmissionRound, actor: Any, given: Given) -> dict[str, Any]:
    """The scheme of the day on which the round opens is the one everybody is ranked by."""
    return {"scheme": scheme_for(round_.park.place, timezone.localdate())}


def still_open(round_: AdmissionRound) -> list[str]:
    if timezone.localdate() > round_.closes_on:
        return []
    return [f"报名至 {round_.closes_on} 截止，次日起方可结束报名"]


def not_ready_to_rank(round_: AdmissionRound) -> list[str]:
    if count := waiting_in(round_).count():
        return [f"还有 {count} 件申请未办结"]
    if not round_.applications.filter(state=APPROVED).exists():
        return ["本批次没有已通过的申请，不能排序；可取消批次"]
    return []


def rank_and_allot(round_: AdmissionRound, actor: Any, given: Given) -> dict[str, Any]:
    """Write the list anew, and promise the units on it. Raises UnitTaken."""
    lines = lines_of(round_)
    end(round_.allotments, Allotment.State.RELEASED)
    round_.standings.all().delete()
    applications = Application.objects.in_bulk([line.standing.candidate.key for line in lines])
    for line in lines:
        write_standing(round_, line, applications[line.standing.candidate.key])
    units = Unit.objects.in_bulk([room.key for line in lines for room in line.rooms])
    promise(
        [
            (applications[line.standing.candidate.key], units[room.key])
            for line in lines
            for room in line.rooms
        ],
        actor,
        round_,
    )
    return {}


def write_standing(round_: AdmissionRound, line: Line, application: Application) -> None:
    standing = Standing.objects.create(
        round=round_,
        application=application,
        firm_name=application.firm_name,
        score=application.score,
        rank=line.standing.rank,
        tie=line.standing.tie,
        verdict=line.verdict.value,
        reason=line.reason,
    )
    standing.units.set([room.key for room in line.rooms])


def somebody_gone(round_: AdmissionRound) -> list[str]:
    """Who has given up since cannot stand on a list that is yet to be published."""
    gone = round_.standings.exclude(application__state=APPROVED).values_list("firm_name", flat=True)
    return [f"{name} 已不再申请入园，请退回评审后重新排序" for name in gone[:3]]


def stamp_publication(round_: AdmissionRound, actor: Any, given: Given) -> dict[str, Any]:
    """The day of publication does not count; both terms are those of the scheme, in calendar days."""
    today, settings = timezone.localdate(), round_.scheme.rules.settings
    return {
        "turn": round_.turn + 1,
        "is_public": settings.public_without_login,
        "published_on": today,
        "publicity_until": today + datetime.timedelta(days=settings.publicity_days),
        "objections_until": today + datetime.timedelta(days=settings.objection_days),
    }


def unpublish(round_: AdmissionRound, actor: Any, given: Given) -> dict[str, Any]:
    return {"published_on": None, "publicity_until": None, "objections_until": None, "is_public": False}


def not_ready_to_finalise(round_: AdmissionRound) -> list[str]:
    """The terms are over, every objection is answered, none of this publication is upheld."""
    gaps, today = [], timezone.localdate()
    last = max(round_.publicity_until, round_.objections_until)
    if today <= last:
        gaps.append(f"公示和异议期至 {last}，次日起方可定案")
    if count := open_objections(round_).count():
        gaps.append(f"还有 {count} 件异议未答复")
    if round_.objections.filter(turn=round_.turn, upheld=True).exists():
        gaps.append("有异议成立，请撤回公示重新评审")
    return gaps


def open_objections(round_: AdmissionRound) -> Any:
    return Objection.objects.filter(round=round_, answered_at__isnull=True)


def finalise(round_: AdmissionRound, actor: Any, given: Given) -> dict[str, Any]:
    """Who has no room hears of it; who has one goes on to the contract."""
    left_out = round_.standings.exclude(verdict=Verdict.ALLOTTED).filter(application__state=APPROVED)
    for standing in left_out.select_related("application__park__place"):
        perform(
            flow=ADMISSION,
            subject=standing.application,
            transition="not_allot",
            actor=actor,
            comment=f"{round_.name}：{standing.get_verdict_display()}，{standing.reason}",
        )
    end(round_.allotments.exclude(application__state=APPROVED), Allotment.State.RELEASED)
    round_.offered.update(is_live=False)
    return {"finalised_on": timezone.localdate(), "finalised_by": actor}


def set_free(round_: AdmissionRound, actor: Any, given: Given) -> dict[str, Any]:
    """The units are free again; applications under way go on outside of rounds."""
    end(round_.allotments, Allotment.State.RELEASED)
    round_.offered.update(is_live=False)
    for application in round_.applications.filter(state__in=ADMISSION.codes(final=False)):
        application.change(application.version, round=None)
    return unpublish(round_, actor, given)


def transition(code: str, label: str, source: str | tuple[str, ...], target: str, **more: Any) -> Transition:
    sources = source if isinstance(source, tuple) else (source,)
    return Transition(code, label, sources, target, "round.run", OFFICER, **more)


ROUND = Flow(
    code="round",
    label="入园批次",
    initial=S.DRAFT,
    model=AdmissionRound,
    states=(
        State(S.DRAFT, "草稿", "grey", owner=OFFICER),
        State(S.OPEN, "报名中", "blue", owner="运营机构"),
        State(S.CLOSED, "评审中", "yellow", owner=OFFICER),
        State(S.ALLOTTED, "已排序分配", "yellow", owner=OFFICER),
        State(S.PUBLICITY, "公示中", "blue", owner=OFFICER),
        State(S.FINAL, "已定案", "green", final=True),
        State(S.CANCELLED, "已取消", "grey", final=True),
    ),
    transitions=(
        transition("open", "开放报名", S.DRAFT, S.OPEN, missing=not_ready_to_open, effect=fix_scheme),
        transition("close", "结束报名", S.OPEN, S.CLOSED, missing=still_open),
        transition(
            "allot",
            "排序分配",
            S.CLOSED,
            S.ALLOTTED,
            missing=not_ready_to_rank,
            effect=rank_and_allot,
        ),
        transition(
            "publish", "公示", S.ALLOTTED, S.PUBLICITY, missing=somebody_gone, effect=stamp_publication
        ),
        transition("rerank", "退回评审", S.ALLOTTED, S.CLOSED, comment_required=True),
        transition(
            "finalise",
            "定案",
            S.PUBLICITY,
            S.FINAL,
            missing=not_ready_to_finalise,
            effect=finalise,
        ),
        transition("recall", "撤回公示", S.PUBLICITY, S.CLOSED, comment_required=True, effect=unpublish),
        transition(
            "cancel",
            "取消批次",
            (S.DRAFT, S.OPEN, S.CLOSED, S.ALLOTTED, S.PUBLICITY),
            S.CANCELLED,
            comment_required=True,
            destructive=True,
            effect=set_free,
        ),
    ),
)
