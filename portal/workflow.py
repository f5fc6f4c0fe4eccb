"""The workflow machine: a flow is a table, this module runs any such table.

    state → transition → target, who may (permission at the record's place), whether a comment is needed,
    what must be complete, what the step changes on the record.

A flow's model has a `state` field and a `scope`. `perform()` is the only way from one state to the next; it
locks the row, so of two people clicking at once one acts and the other reads that the record has moved on.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from portal import audit
from portal.errors import CommentRequired, IllegalState, Incomplete, NotAllowed
from portal.models import FlowEntry
from portal.registry import Registry


@dataclass(frozen=True)
class State:
    """`label` for officials, `applicant_label` for the other side, `tone` the colour of the tag."""

    code: str
    label: str
    tone: str = "grey"
    applicant_label: str = ""
    final: bool = False

    def label_for(self, *, applicant: bool) -> str:
        return self.applicant_label if applicant and self.applicant_label else self.label


def nothing_missing(subject: Any) -> list[str]:
    return []


def change_nothing(subject: Any, actor: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Transition:
    """One arrow of the diagram.

    `missing(subject)` lists what the step still needs, one sentence each. `changes(subject, actor)` answers
    the field values the step stamps on the record (who, when); `effect(subject, actor)` does what follows in
    the same transaction. `refusal(subject, actor)` names why this very person may not ("" if they may).
    """

    code: str
    label: str
    sources: tuple[str, ...]
    target: str
    permission: str
    comment_required: bool = False
    destructive: bool = False
    missing: Callable[[Any], list[str]] = nothing_missing
    changes: Callable[[Any, Any], dict[str, Any]] = change_nothing
    effect: Callable[[Any, Any], None] | None = None
    refusal: Callable[[Any, Any], str] | None = None


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
    code: str
    label: str
    initial: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    by_state: dict[str, State] = field(init=False, repr=False, compare=False)
    by_transition: dict[str, Transition] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_state", {state.code: state for state in self.states})
        object.__setattr__(self, "by_transition", {step.code: step for step in self.transitions})
        unknown = {code for step in self.transitions for code in (*step.sources, step.target)} - set(
            self.by_state
        )
        if unknown or self.initial not in self.by_state:
            raise ValueError(f"flow {self.code}: unknown states {sorted(unknown) or self.initial}")

    def choices(self) -> list[tuple[str, str]]:
        return [(state.code, state.label) for state in self.states]

    def codes(self, *, final: bool) -> tuple[str, ...]:
        return tuple(state.code for state in self.states if state.final == final)

    def offers(self, subject: Any, actor: Any) -> list[Offer]:
        """What this person could do now; steps that belong to others are shown disabled with the reason."""
        return [
            Offer(step, self.refusal(step, subject, actor))
            for step in self.transitions
            if subject.state in step.sources
        ]

    def refusal(self, step: Transition, subject: Any, actor: Any) -> str:
        """Why `actor` may not take `step` on `subject` now, as a sentence; "" when nothing stands against it."""
        if subject.state not in step.sources:
            return f"当前状态为“{self.by_state[subject.state].label}”，不能{step.label}。"
        if not actor.can(step.permission, type(subject).scope.place_of(subject)):
            return f"您的角色不能{step.label}。"
        if step.refusal and (reason := step.refusal(subject, actor)):
            return reason
        missing = step.missing(subject)
        return "还不能办理：" + "；".join(missing) if missing else ""

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


flows: Registry[Flow] = Registry("flows")


@transaction.atomic
def perform(*, flow: Flow, subject: models.Model, transition: str, actor: Any, comment: str = "") -> Any:
    """Take one step and answer the record in its new state.

    Raises IllegalState (moved on, 409), NotAllowed (403), CommentRequired, Incomplete. Writes the record,
    one FlowEntry and one audit entry, or nothing.
    """
    step = flow.by_transition[transition]
    model = type(subject)
    row: Any = model._base_manager.select_for_update(of=("self",)).get(pk=subject.pk)
    check_step(flow, step, row, actor, comment)
    source = row.state
    model._base_manager.filter(pk=row.pk).update(state=step.target, **step.changes(row, actor))
    row.refresh_from_db()
    if step.effect:
        step.effect(row, actor)
    FlowEntry.objects.create(
        flow=flow.code,
        subject_id=row.pk,
        transition=step.code,
        source=source,
        target=step.target,
        actor=actor,
        comment=comment.strip(),
        comment_required=step.comment_required,
    )
    audit.record(
        actor=actor,
        action=f"{flow.code}.{step.code}",
        subject=row,
        place=model.scope.place_of(row),
        before={"state": source},
        after={"state": step.target},
        reason=comment.strip(),
    )
    return row


def check_step(flow: Flow, step: Transition, row: Any, actor: Any, comment: str) -> None:
    """Raise what stands against the step: state, person, completeness, comment, in that order."""
    if row.state not in step.sources:
        raise IllegalState(f"{flow.refusal(step, row, actor)}请刷新页面查看最新进展。")
    if not actor.can(step.permission, type(row).scope.place_of(row)):
        raise NotAllowed(f"您的角色不能{step.label}。")
    if step.refusal and (reason := step.refusal(row, actor)):
        raise NotAllowed(reason)
    if missing := step.missing(row):
        raise Incomplete(missing)
    if step.comment_required and not comment.strip():
        raise CommentRequired(f"{step.label}须填写意见，请说明理由。")


def history(flow: Flow, subject: models.Model) -> models.QuerySet[FlowEntry]:
    """All steps the record has taken, oldest first, with who took them."""
    return FlowEntry.objects.filter(flow=flow.code, subject_id=subject.pk).select_related("actor")
