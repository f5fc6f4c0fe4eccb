"""What an application said at one moment beside what it says at another: between two submissions for whoever reviews,
sitting by sitting for its history. Answers go by the names of their indicators, units by theirs."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from admissions.assessment import answer_word
from admissions.models import Application, WantedUnit
from admissions.procedures import scheme_if_any
from admissions.rules.scheme import Question
from parks.models import Unit
from portal.history import Change, context_user, event_model, people, shown
from portal.numbers import DASH

# One sitting of typing is one entry: every step of it is kept, none is a line of its own.
SITTING = datetime.timedelta(minutes=15)
MOST_EVENTS = 2000
COLUMNS = (
    "firm_name",
    "uscc",
    "industry_code",
    "founded_on",
    "round",
    "employees",
    "leading_product",
    "process",
    "heavy_equipment",
    "heavy_storey",
    "investment_wan",
    "expected_tax_wan",
    "expected_sales_wan",
    "tenure",
    "requested_floor_m2",
)
# A code nobody can read is worse than a plain word: the scheme in force does not ask this any more.
NOT_ASKED = "其他指标（现行方案不再要求）"


@dataclass
class Comparison:
    """Reads what stands beside the application's row once, for any number of moments."""

    application: Application

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        scheme = scheme_if_any(self.application)
        return scheme.rules.questions if scheme else ()

    @cached_property
    def wishes(self) -> list[tuple[datetime.datetime, str, int]]:
        """When a unit was put on the list of wishes or taken off it, in order."""
        events = event_model(WantedUnit).objects.filter(application_id=self.application.pk).order_by("pgh_id")
        return list(events.values_list("pgh_created_at", "pgh_label", "unit_id"))

    @cached_property
    def unit_names(self) -> dict[int, str]:
        units = Unit.objects.filter(pk__in={unit for _, _, unit in self.wishes})
        return {unit.pk: unit.full_name for unit in units.select_related("storey__building")}

    def units_at(self, moment: datetime.datetime | None) -> set[int]:
        """The units wished for at a moment, or by the last word (None)."""
        last = {unit: label for at, label, unit in self.wishes if moment is None or at <= moment}
        return {unit for unit, label in last.items() if label != "delete"}

    def named(self, units: set[int]) -> str:
        return "、".join(sorted(self.unit_names.get(unit, "已删除的单元") for unit in units)) or DASH

    def between(self, old: Any, new: Any) -> list[Change]:
        """From an event of the application to a later one, or to the application itself."""
        before, after = (self.units_at(getattr(one, "pgh_created_at", None)) for one in (old, new))
        units = [Change("意向单元", self.named(before), self.named(after))] if before != after else []
        return [*columns(old, new), *answers(old, new, self.questions), *machines(old, new), *units]


def columns(old: Any, new: Any) -> list[Change]:
    fields = [Application._meta.get_field(name) for name in COLUMNS]
    return [
        Change(str(field.verbose_name), shown(old, field), shown(new, field))
        for field in fields
        if getattr(old, field.attname) != getattr(new, field.attname)
    ]


def answers(old: Any, new: Any, questions: Iterable[Question]) -> list[Change]:
    known = {question.code: question for question in questions}
    codes = [*known, *sorted((set(old.answers) | set(new.answers)) - set(known))]
    return [
        Change(label(known.get(code)), said(known.get(code), old, code), said(known.get(code), new, code))
        for code in codes
        if old.answers.get(code) != new.answers.get(code)
    ]


def label(question: Question | None) -> str:
    return question.label if question else NOT_ASKED


def said(question: Question | None, row: Any, code: str) -> str:
    return answer_text(question, row.answers.get(code, "")) or DASH


def answer_text(question: Question | None, answer: str) -> str:
    """An answer with its unit, or the option by its name."""
    if question is None or not answer:
        return answer
    word = answer_word(question, answer)
    return f"{word} {question.unit}".strip() if question.is_number else word


def answers_text(given: dict[str, str], questions: Iterable[Question]) -> str:
    """All answers in one line, as the audit trail keeps them."""
    known = {question.code: question for question in questions}
    order = [code for code in known if code in given] + sorted(set(given) - set(known))
    return "；".join(
        f"{label(known.get(code))}：{answer_text(known.get(code), given[code])}" for code in order
    )


def machines(old: Any, new: Any) -> list[Change]:
    before, after = machine_words(old.equipment), machine_words(new.equipment)
    return [Change("设备清单", before, after)] if before != after else []


def machine_words(rows: list[dict[str, Any]]) -> str:
    return "；".join("，".join(str(value) for value in row.values() if value) for row in rows) or DASH


def since_last_submission(application: Application) -> list[Change]:
    """Old → new of everything that differs from the submission before this one; empty for a first submission."""
    if application.revision < 2:
        return []
    before = events_of(application).filter(revision=application.revision - 1, state="submitted")
    old = before.order_by("pgh_id").first()
    return Comparison(application).between(old, application) if old else []


def by_sitting(application: Application) -> list[dict[str, Any]]:
    """Who wrote what, newest first (`parts/timeline.html`): what one person saved in one go is one entry."""
    events = list(events_of(application).select_related("pgh_context").order_by("-pgh_id")[:MOST_EVENTS])
    names, compare = people(events), Comparison(application)
    entries, last = [], None
    for group in sittings(reversed(events)):
        found = compare.between(last, group[-1]) if last else []
        if found or last is None:
            who = names.get(context_user(group[0]), "系统")
            entries.append(entry(group[-1].pgh_created_at, who, "修改" if last else "新建", found))
        last = group[-1]
    return entries[::-1]


def entry(when: datetime.datetime, who: str, what: str, changes: list[Change]) -> dict[str, Any]:
    return {"when": when, "who": who, "what": what, "comment": "", "changes": changes}


def events_of(application: Application) -> Any:
    return event_model(Application).objects.filter(pgh_obj_id=application.pk).select_related("round")


def sittings(events: Iterable[Any]) -> list[list[Any]]:
    """Saves of one person with no pause and no step of the flow between them; the draft itself stands alone."""
    groups: list[list[Any]] = []
    for event in events:
        if groups and goes_on(groups[-1][-1], event):
            groups[-1].append(event)
        else:
            groups.append([event])
    return groups


def goes_on(before: Any, after: Any) -> bool:
    return (
        before.pgh_label == after.pgh_label
        and context_user(before) == context_user(after)
        and (before.state, before.revision) == (after.state, after.revision)
        and after.pgh_created_at - before.pgh_created_at <= SITTING
    )
