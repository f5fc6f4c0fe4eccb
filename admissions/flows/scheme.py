"""评分方案 as a table: one person drafts and submits, another publishes (W9, W10)."""

import datetime
from typing import Any

from django.utils import timezone

from accounts.models import Place
from admissions.models import AdmissionScheme
from admissions.rules.scheme import Scheme
from admissions.rules.scheme.publishing import lacking
from policies.accessor import Rules
from policies.library import get_library
from portal.errors import Incomplete
from portal.workflow import Flow, Given, State, Transition

DRAFTER, PUBLISHER = "县级经办人", "另一名县级经办人"
S = AdmissionScheme.State
DAY = datetime.timedelta(days=1)


def missing(scheme: AdmissionScheme) -> list[str]:
    """What stands against publishing the scheme as it is: its content, the policy, its dates, other schemes."""
    found, faults = Scheme.sketch(scheme.content)
    rules = Rules(get_library(), scheme.place.policy_code, scheme.valid_from)
    return [*faults, *lacking(found, rules), *dates(scheme)]


def dates(scheme: AdmissionScheme) -> list[str]:
    """Nobody is scored by a rule that was not published on the day."""
    late = scheme.valid_from < timezone.localdate()
    past = [f"生效日期 {scheme.valid_from} 已过，请改为今天或以后。"] if late else []
    return past + [
        f"与已发布的“{other}”（{period(other)}）时间重叠，请调整生效或失效日期。"
        for other in in_the_way(scheme)
    ]


def period(scheme: AdmissionScheme) -> str:
    return f"{scheme.valid_from} 至 {scheme.valid_until or '另行发布新方案之日'}"


def beside(scheme: AdmissionScheme) -> Any:
    """The place's other published schemes whose days cross this one's."""
    rows = AdmissionScheme.objects.filter(place=scheme.place_id, state=S.PUBLISHED, is_reference=False)
    rows = rows.exclude(pk=scheme.pk).exclude(valid_until__lt=scheme.valid_from)
    return rows.filter(valid_from__lte=scheme.valid_until) if scheme.valid_until else rows


def predecessor(scheme: AdmissionScheme) -> AdmissionScheme | None:
    """The scheme that is in force when this one begins; it ends the day before."""
    return beside(scheme).filter(valid_from__lt=scheme.valid_from).first()


def in_the_way(scheme: AdmissionScheme) -> list[AdmissionScheme]:
    """Those that begin during this one's days, and so cannot make room by ending earlier."""
    return list(beside(scheme).filter(valid_from__gte=scheme.valid_from).order_by("valid_from"))


def stamp_submission(scheme: AdmissionScheme, actor: Any, given: Given) -> dict[str, Any]:
    return {"submitted_by": actor}


def unstamp_submission(scheme: AdmissionScheme, actor: Any, given: Given) -> dict[str, Any]:
    return {"submitted_by": None}


def publish(scheme: AdmissionScheme, actor: Any, given: Given) -> dict[str, Any]:
    """The scheme in force ends the day before; of two published at once for one place the second finds the first."""
    Place.objects.select_for_update().get(pk=scheme.place_id)
    if faults := dates(scheme):
        raise Incomplete(faults)
    if before := predecessor(scheme):
        before.change(before.version, valid_until=scheme.valid_from - DAY)
    return {"published_by": actor, "published_at": timezone.now()}


def own_scheme(scheme: AdmissionScheme, actor: Any) -> str:
    own = actor.pk in (scheme.drafted_by_id, scheme.submitted_by_id)
    return "本人起草或提交的方案须由另一人发布。" if own else ""


SCHEME = Flow(
    code="scheme",
    label="评分方案",
    model=AdmissionScheme,
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
