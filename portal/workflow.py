"""The workflow machine: a flow is a table, this module runs any such table.

    state → transition → target, whose turn it is, who may (permission at the record's place), whether a
    comment is needed, what must be complete, what the step brings about.

A flow's model has a `state` field and a `scope`. `perform()` is the only way from one state to the next; it
locks the row, so of two people clicking at once one acts and the other reads that the record has moved on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from portal import audit
from portal.errors import CommentRequired, IllegalState, Incomplete, NotAllowed, PortalError
from portal.flow_guard import guard
from portal.models import FlowEntry, Versioned
from portal.registry import Registry

Given = Mapping[str, Any]
# Steps that hand something in; everything else is done.
SUBMISSIONS = ("submit", "resubmit")


@dataclass(frozen=True)
class State:
    """`label` for officials, `applicant_label` for the other side, `tone` the colour of the tag.

    `owner` says in words whose turn it is ("" when nobody has anything to do any more).
    """

    code: str
    label: str
    tone: str = "grey"
    applicant_label: str = ""
    owner: str = ""
    final: bool = False

    def label_for(self, *, applicant: bool) -> str:
        return self.applicant_label if applicant and self.applicant_label else self.label


def nothing_missing(subject: Any) -> list[str]:
    return []


def always(subject: Any) -> bool:
    return True


def no_effect(subject: Any, actor: Any, given: Given) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Transition:
    """One arrow of the diagram; `who` names in words those whose step it is.

    `applies(subject)` says whether the step exists for this record at all; it is not shown where it does not.
    `refusal(subject, actor)` names why this very person may not ("" if they may). `missing(subject)` lists
    what the step still needs, one sentence each. `effect(subject, actor, given)` does what the step brings
    about, in the same transaction, and answers the field values it stamps on the record (who, when);
    `given` is what the person filled in for this step beside the comment.
    """

    code: str
    label: str
    sources: tuple[str, ...]
    target: str
    permission: str
    who: str = ""
    comment_required: bool = False
    destructive: bool = False
    applies: Callable[[Any], bool] = always
    refusal: Callable[[Any, Any], str] | None = None
    missing: Callable[[Any], list[str]] = nothing_missing
    effect: Callable[[Any, Any, Given], dict[str, Any]] = no_effect


@dataclass(frozen=True)
class Offer:
    """A transition as one person sees it on the page: enabled, or disabled with the reason."""

    transition: Transition
    reason: str = ""

    @property
    def enabled(self) -> bool:
        return not self.reason


@dataclass(frozen=True)
class Flow:
    """`model` is the kind of record that takes the steps; of registered flows the database guards it itself."""

    code: str
    label: str
    initial: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    model: type[models.Model] | None = None
    by_state: dict[str, State] = field(init=False, repr=False, compare=False)
    by_transition: dict[str, Transition] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_state", {state.code: state for state in self.states})
        object.__setattr__(self, "by_transition", {step.code: step for step in self.transitions})
        if faults := self.faults():
            raise ValueError(f"flow {self.code}: {'; '.join(faults)}")

    def faults(self) -> list[str]:
        """What is wrong with the table itself; a flow with faults cannot be made."""
        leaving = {code for step in self.transitions for code in step.sources}
        reached = {self.initial, *(step.target for step in self.transitions)}
        return [
            *(f"unknown state {code}" for code in sorted((leaving | reached) - set(self.by_state))),
            *(f"state {code} is never reached" for code in sorted(set(self.by_state) - reached)),
            *(f"final state {code} has a way out" for code in self.codes(final=True) if code in leaving),
            *(f"state {code} is a dead end" for code in self.codes(final=False) if code not in leaving),
            *(["a code is used twice"] if self.has_doubles() else []),
        ]

    def has_doubles(self) -> bool:
        codes = len(self.by_state) + len(self.by_transition)
        return codes != len(self.states) + len(self.transitions)

    def choices(self, *, applicant: bool = False) -> list[tuple[str, str]]:
        return [(state.code, state.label_for(applicant=applicant)) for state in self.states]

    def codes(self, *, final: bool) -> tuple[str, ...]:
        return tuple(state.code for state in self.states if state.final == final)

    def offers(self, subject: Any, actor: Any) -> list[Offer]:
        """The steps out of the present state; what this person cannot do now is disabled with the reason."""
        return [
            Offer(step, self.refusal(step, subject, actor))
            for step in self.transitions
            if subject.state in step.sources and step.applies(subject)
        ]

    def refusal(self, step: Transition, subject: Any, actor: Any) -> str:
        """Why `actor` may not take `step` on `subject` now, as a sentence; "" when nothing stands against it."""
        objection = self.objection(step, subject, actor)
        return objection.message if objection else ""

    def objection(self, step: Transition, subject: Any, actor: Any) -> PortalError | NotAllowed | None:
        """The first thing that stands against the step: state, role, person, completeness, in that order."""
        if subject.state not in step.sources or not step.applies(subject):
            label = self.by_state[subject.state].label
            return IllegalState(f"当前状态为“{label}”，不能办理“{step.label}”。请刷新页面查看最新进展。")
        if not actor.can(step.permission, type(subject).scope.place_of(subject)):
            return NotAllowed(f"您的角色不能办理“{step.label}”{f'，由{step.who}办理' if step.who else ''}。")
        if step.refusal and (reason := step.refusal(subject, actor)):
            return NotAllowed(reason)
        if missing := step.missing(subject):
            return Incomplete(missing, "提交" if step.code in SUBMISSIONS else "办理")
        return None

    def mermaid(self) -> str:
        """The diagram in Mermaid's state notation, for `docs/flows/`."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    {state.code} : {state.label}" for state in self.states]
        lines += [
            f"    {source} --> {step.target} : {step.label}{'(须填意见)' if step.comment_required else ''}"
            for step in self.transitions
            for source in step.sources
        ]
        lines += [f"    {state.code} --> [*]" for state in self.states if state.final]
        return "\n".join(lines) + "\n"


class Flows(Registry[Flow]):
    def register(self, item: Flow) -> Flow:
        """Add the flow; its model gets the triggers that refuse everything else."""
        super().register(item)
        if item.model:
            guard(item)
        return item


flows = Flows("flows")


@transaction.atomic
def perform(
    *,
    flow: Flow,
    subject: models.Model,
    transition: str,
    actor: Any,
    comment: str = "",
    given: Given | None = None,
    version: int | None = None,
) -> Any:
    """Take one step and answer the record in its new state.

    `version` is the version of the record the person looked at, where it is `Versioned`. Raises IllegalState
    (moved on, 409), NotAllowed (403), Incomplete, CommentRequired, or what the step's effect raises. Writes
    the record, one FlowEntry and one audit entry, or nothing.
    """
    step = flow.by_transition[transition]
    model = type(subject)
    row: Any = model._base_manager.select_for_update(of=("self",)).get(pk=subject.pk)
    check_step(flow, step, row, actor, comment, version)
    source = row.state
    values = {"state": step.target, **step.effect(row, actor, given or {}), **next_version(row)}
    model._base_manager.filter(pk=row.pk).update(**values)
    row.refresh_from_db()
    log(flow, step, row, source, actor, comment.strip())
    return row


def check_step(flow: Flow, step: Transition, row: Any, actor: Any, comment: str, version: int | None) -> None:
    """Raise what stands against the step; the comment comes last, because it alone is quickly mended."""
    if objection := flow.objection(step, row, actor):
        raise objection
    if version is not None and row.version != version:
        raise IllegalState("内容已有更新，请核对最新内容后再办理。", code="moved_on")
    if step.comment_required and not comment.strip():
        raise CommentRequired(f"{step.label}须填写意见，请说明理由。")


def next_version(row: Any) -> dict[str, Any]:
    """A step makes whatever form is still open on the record an old one."""
    return {"version": F("version") + 1, "updated_at": timezone.now()} if isinstance(row, Versioned) else {}


def log(flow: Flow, step: Transition, row: Any, source: str, actor: Any, comment: str) -> None:
    """Write the step into the flow's log and into the audit trail."""
    FlowEntry.objects.create(
        flow=flow.code,
        subject_id=row.pk,
        transition=step.code,
        source=source,
        target=step.target,
        actor=actor,
        comment=comment,
        comment_required=step.comment_required,
    )
    audit.record(
        actor=actor,
        action=f"{flow.code}.{step.code}",
        subject=row,
        place=type(row).scope.place_of(row),
        before={"state": source},
        after={"state": step.target},
        reason=comment,
    )


def history(flow: Flow, subject: models.Model) -> models.QuerySet[FlowEntry]:
    """All steps the record has taken, oldest first, with who took them."""
    return FlowEntry.objects.filter(flow=flow.code, subject_id=subject.pk).select_related("actor")


def told(flow: Flow, entry: FlowEntry) -> dict[str, Any]:
    """A step that was taken, as one entry of a timeline (`parts/timeline.html`)."""
    return {
        "when": entry.at,
        "who": entry.actor.display_name,
        "what": flow.by_transition[entry.transition].label,
        "comment": entry.comment,
        "changes": (),
    }
