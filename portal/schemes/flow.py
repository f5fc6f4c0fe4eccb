"""The flow of every local scheme: one person drafts and submits, another publishes."""

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from portal.errors import Incomplete
from portal.models import DraftedScheme
from portal.schemes.succession import DAY, crossing, predecessor
from portal.workflow import Flow, Given, State, Transition

if TYPE_CHECKING:
    from portal.schemes.kind import SchemeKind

DRAFTER, PUBLISHER = "县级经办人", "另一名县级经办人"
S = DraftedScheme.State
STATES = (
    State(S.DRAFT, "草稿", "grey", owner=DRAFTER),
    State(S.SUBMITTED, "待发布", "blue", owner=PUBLISHER),
    State(S.PUBLISHED, "已发布", "green", final=True),
    State(S.WITHDRAWN, "已撤回", "grey", final=True),
)


def stamp_submission(scheme: DraftedScheme, actor: Any, given: Given) -> dict[str, Any]:
    return {"submitted_by": actor}


def unstamp_submission(scheme: DraftedScheme, actor: Any, given: Given) -> dict[str, Any]:
    return {"submitted_by": None}


def own_scheme(scheme: DraftedScheme, actor: Any) -> str:
    own = actor.pk in (scheme.drafted_by_id, scheme.submitted_by_id)
    return "本人起草或提交的方案须由另一人发布。" if own else ""


def wrong_dates(kind: "SchemeKind", scheme: DraftedScheme) -> list[str]:
    return [*kind.dates(scheme), *crossing(scheme, kind.series)]


def missing(kind: "SchemeKind", scheme: DraftedScheme) -> list[str]:
    """What stands against publishing the scheme as it is: its content, its dates, other schemes."""
    return [*kind.faults(scheme), *wrong_dates(kind, scheme)]


def publish(kind: "SchemeKind", scheme: DraftedScheme, actor: Any) -> dict[str, Any]:
    """The scheme in force ends the day before; of two published at once for one place the second finds the first."""
    place = scheme.place
    type(place).objects.select_for_update().get(pk=place.pk)
    if faults := wrong_dates(kind, scheme):
        raise Incomplete(faults)
    if before := predecessor(scheme, kind.series):
        before.change(before.version, valid_until=scheme.valid_from - DAY)
    return {"published_by": actor, "published_at": timezone.now()}


def scheme_flow(kind: "SchemeKind") -> Flow:
    def lacking(scheme: Any) -> list[str]:
        return missing(kind, scheme)

    def published(scheme: Any, actor: Any, given: Given) -> dict[str, Any]:
        return publish(kind, scheme, actor)

    draft, publisher = ("scheme.draft", DRAFTER), ("scheme.publish", PUBLISHER)
    return Flow(
        code=kind.code,
        label=kind.label,
        model=kind.model,
        initial=S.DRAFT,
        states=STATES,
        transitions=(
            Transition(
                "submit",
                "提交发布",
                (S.DRAFT,),
                S.SUBMITTED,
                *draft,
                missing=lacking,
                effect=stamp_submission,
            ),
            Transition(
                "publish",
                "发布方案",
                (S.SUBMITTED,),
                S.PUBLISHED,
                *publisher,
                refusal=own_scheme,
                missing=lacking,
                effect=published,
            ),
            Transition(
                "send_back",
                "退回修改",
                (S.SUBMITTED,),
                S.DRAFT,
                *publisher,
                comment_required=True,
                refusal=own_scheme,
                effect=unstamp_submission,
            ),
            Transition("withdraw", "撤回方案", (S.DRAFT, S.SUBMITTED), S.WITHDRAWN, *draft, destructive=True),
        ),
    )
