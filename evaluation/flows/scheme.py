"""评价方案 as a table: one person drafts and submits, another publishes (W12)."""

import datetime
from typing import Any

from django.utils import timezone

from accounts.models import Place
from evaluation.models import EvaluationScheme, ResultNotice
from evaluation.rules.class_rulings import LAG
from evaluation.rules.classes import ClassScheme
from policies.accessor import Rules
from policies.errors import NoRuleInForce
from policies.library import get_library
from portal.errors import Incomplete
from portal.workflow import Flow, Given, State, Transition

DRAFTER, PUBLISHER = "县级经办人", "另一名县级经办人"
S = EvaluationScheme.State
DAY = datetime.timedelta(days=1)


def missing(scheme: EvaluationScheme) -> list[str]:
    """What stands against publishing the scheme as it is: its content, its dates, other schemes, published results."""
    return [*ClassScheme.sketch(scheme.content)[1], *dates(scheme)]


def earliest(place: Place, today: datetime.date) -> datetime.date:
    """A scheme may begin with the year whose figures are evaluated now (w12.figures_lag_years); else today."""
    rules = Rules(get_library(), place.policy_code, today)
    try:
        lag = int(rules.value(LAG))
    except NoRuleInForce:
        return today
    return datetime.date(today.year - lag, 1, 1)


def dates(scheme: EvaluationScheme) -> list[str]:
    """No result that has been published changes its scheme afterwards."""
    first = earliest(scheme.place, timezone.localdate())
    early = [f"生效日期不能早于 {first}，请修改。"] if scheme.valid_from < first else []
    known = [
        f"{scheme.place} {year} 年的评价结果已公布，方案不能再改为从 {scheme.valid_from} 起生效。"
        for year in published_years(scheme)
    ]
    crossing = [
        f"与已发布的“{other}”（{period(other)}）时间重叠，请调整生效或失效日期。"
        for other in in_the_way(scheme)
    ]
    return [*early, *known, *crossing]


def published_years(scheme: EvaluationScheme) -> list[int]:
    """Years on whose last day the scheme would hold and whose result is out."""
    rows = ResultNotice.objects.filter(place=scheme.place_id, state=ResultNotice.State.PUBLISHED)
    rows = rows.filter(year__gte=scheme.valid_from.year)
    if scheme.valid_until:
        rows = rows.filter(year__lt=(scheme.valid_until + DAY).year)
    return sorted(set(rows.values_list("year", flat=True)))


def period(scheme: EvaluationScheme) -> str:
    return f"{scheme.valid_from} 至 {scheme.valid_until or '另行发布新方案之日'}"


def beside(scheme: EvaluationScheme) -> Any:
    """The place's other published schemes of the subject whose days cross this one's."""
    rows = EvaluationScheme.objects.filter(
        place=scheme.place_id, subject=scheme.subject, state=S.PUBLISHED, is_reference=False
    )
    rows = rows.exclude(pk=scheme.pk).exclude(valid_until__lt=scheme.valid_from)
    return rows.filter(valid_from__lte=scheme.valid_until) if scheme.valid_until else rows


def predecessor(scheme: EvaluationScheme) -> EvaluationScheme | None:
    """The scheme that is in force when this one begins; it ends the day before."""
    return beside(scheme).filter(valid_from__lt=scheme.valid_from).first()


def in_the_way(scheme: EvaluationScheme) -> list[EvaluationScheme]:
    """Those that begin during this one's days, and so cannot make room by ending earlier."""
    return list(beside(scheme).filter(valid_from__gte=scheme.valid_from).order_by("valid_from"))


def stamp_submission(scheme: EvaluationScheme, actor: Any, given: Given) -> dict[str, Any]:
    return {"submitted_by": actor}


def unstamp_submission(scheme: EvaluationScheme, actor: Any, given: Given) -> dict[str, Any]:
    return {"submitted_by": None}


def publish(scheme: EvaluationScheme, actor: Any, given: Given) -> dict[str, Any]:
    """The scheme in force ends the day before; of two published at once for one place the second finds the first."""
    Place.objects.select_for_update().get(pk=scheme.place_id)
    if faults := dates(scheme):
        raise Incomplete(faults)
    if before := predecessor(scheme):
        before.change(before.version, valid_until=scheme.valid_from - DAY)
    return {"published_by": actor, "published_at": timezone.now()}


def own_scheme(scheme: EvaluationScheme, actor: Any) -> str:
    own = actor.pk in (scheme.drafted_by_id, scheme.submitted_by_id)
    return "本人起草或提交的方案须由另一人发布。" if own else ""


SCHEME = Flow(
    code="evaluation_scheme",
    label="评价方案",
    model=EvaluationScheme,
    initial=S.DRAFT,
    states=(
        State(S.DRAFT, "草稿", "grey", owner=DRAFTER),
        State(S.SUBMITTED, "待发布", "blue", owner=PUBLISHER),
        State(S.PUBLISHED, "已发布", "green", final=True),
        State(S.WITHDRAWN, "已撤回", "grey", final=True),
    ),
    transitions=(
        Transition(
            "submit",
            "提交发布",
            (S.DRAFT,),
            S.SUBMITTED,
            "scheme.draft",
            DRAFTER,
            missing=missing,
            effect=stamp_submission,
        ),
        Transition(
            "publish",
            "发布方案",
            (S.SUBMITTED,),
            S.PUBLISHED,
            "scheme.publish",
            PUBLISHER,
            refusal=own_scheme,
            missing=missing,
            effect=publish,
        ),
        Transition(
            "send_back",
            "退回修改",
            (S.SUBMITTED,),
            S.DRAFT,
            "scheme.publish",
            PUBLISHER,
            comment_required=True,
            refusal=own_scheme,
            effect=unstamp_submission,
        ),
        Transition(
            "withdraw",
            "撤回方案",
            (S.DRAFT, S.SUBMITTED),
            S.WITHDRAWN,
            "scheme.draft",
            DRAFTER,
            destructive=True,
        ),
    ),
)
