"""试算: old applications under a draft, by the function of the official score; nothing of it is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from admissions.facts import all_facts
from admissions.models import AdmissionScheme, Application
from admissions.rules.facts import FACTS, Facts
from admissions.rules.ranking import Candidate, Tie, ranked
from admissions.rules.scheme import Scheme
from admissions.rules.scoring import Score, score

SHOWN = 200


@dataclass(frozen=True)
class Row:
    """One application: its stored score and place among these, and both under the draft."""

    application: Application
    stored: Decimal | None
    stored_rank: int | None
    score: Score
    rank: int | None

    @property
    def stored_passed(self) -> bool | None:
        trace = self.application.score_trace
        return None if trace is None else trace["passed"]

    @property
    def change(self) -> Decimal | None:
        return None if self.stored is None else self.score.total - self.stored

    @property
    def movement(self) -> str:
        """How the rank moves, in words."""
        if self.stored_rank is None or self.rank is None:
            return ""
        moved = self.stored_rank - self.rank
        return f"上升 {moved} 位" if moved > 0 else f"下降 {-moved} 位" if moved else "不变"


@dataclass(frozen=True)
class Preview:
    rows: tuple[Row, ...]
    total: int

    @property
    def passed(self) -> int:
        return sum(row.score.passed for row in self.rows)

    @property
    def stored_passed(self) -> int:
        return sum(bool(row.stored_passed) for row in self.rows)

    @property
    def turned(self) -> int:
        """How many pass under one and not under the other."""
        known = [row for row in self.rows if row.stored_passed is not None]
        return sum(row.stored_passed != row.score.passed for row in known)


def preview(scheme: AdmissionScheme, user: Any) -> Preview:
    """The latest applications submitted at the scheme's place that the person may see; best first under the draft.

    Raises SchemeFaulty for a draft that cannot score yet.
    """
    rows = Application.objects.for_user(user).filter(
        park__place__path__startswith=scheme.place.path, number__isnull=False
    )
    latest = rows.select_related("park__place").order_by("-first_submitted_on", "-pk")[:SHOWN]
    return Preview(compare(list(latest), scheme.rules), rows.count())


def compare(applications: list[Application], scheme: Scheme) -> tuple[Row, ...]:
    facts = all_facts(applications)
    scores = {row.pk: score(scheme, facts[row.pk]) for row in applications}
    ties = [Tie(name, FACTS[name].label) for name in scheme.tie_break]
    stored = (candidate(row, row.score, *stored_outcome(row), facts[row.pk]) for row in applications)
    before = ranks(stored, ties)
    after = ranked(
        [
            candidate(row, scores[row.pk].total, scores[row.pk].passed, hits(scores[row.pk]), facts[row.pk])
            for row in applications
        ],
        ties,
    )
    known = {row.pk: row for row in applications}
    keys = [(one.candidate.key, one.rank) for one in after]
    return tuple(Row(known[pk], known[pk].score, before[pk], scores[pk], rank) for pk, rank in keys)


def hits(found: Score) -> tuple[str, ...]:
    return tuple(hit.sentence for hit in found.vetoes)


def stored_outcome(application: Application) -> tuple[bool, tuple[str, ...]]:
    """Whether it passed when it was scored, and the vetoes that hit."""
    trace = application.score_trace or {"passed": False, "vetoes": []}
    return trace["passed"], tuple(hit["sentence"] for hit in trace["vetoes"])


def candidate(
    application: Application, total: Decimal | None, passed: bool, vetoes: tuple[str, ...], facts: Facts
) -> Candidate:
    return Candidate(
        key=application.pk,
        number=application.number or "",
        submitted_on=application.first_submitted_on,
        score=total,
        passed=passed,
        vetoes=vetoes,
        facts=facts,
    )


def ranks(candidates: Iterable[Candidate], ties: list[Tie]) -> dict[int, int | None]:
    """The rank of each by its stored score; equal ones as the draft tells them apart, so that only scores move anybody."""
    return {one.candidate.key: one.rank for one in ranked(candidates, ties)}
