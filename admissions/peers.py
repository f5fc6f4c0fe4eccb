"""Against whom an application stands: those of its round, or of its park outside of rounds, in the order of the scheme."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from admissions.facts import all_facts
from admissions.models import Application
from admissions.procedures import scheme_if_any
from admissions.rounds import candidate, ties_of
from admissions.rules.ranking import ranked

SHOWN = 10
UNDER_WAY = ("submitted", "in_review", "refusal_pending", "approved")
# Of a round all who took part in it, whatever has become of them.
TOOK_PART = (*UNDER_WAY, "returned", "settled", "lapsed", "not_allotted")


@dataclass(frozen=True)
class Peer:
    """One line; `rank` as in the round's own list."""

    pk: int
    firm_name: str
    score: Any
    rank: int
    here: bool


def peers_of(application: Application, user: Any) -> list[Peer]:
    """The best of them that have a rank, and this one wherever it stands; two queries for any number."""
    scheme = scheme_if_any(application)
    if scheme is None:
        return []
    rows = {row.pk: row for row in rivals(application, user)}
    facts = all_facts(rows.values())
    standings = ranked([candidate(row, facts[key]) for key, row in rows.items()], ties_of(scheme.rules))
    peers = [
        Peer(key, rows[key].firm_name, rows[key].score, one.rank, key == application.pk)
        for one in standings
        if one.rank is not None and (key := one.candidate.key)
    ]
    return [peer for peer in peers if peer.rank <= SHOWN or peer.here]


def rivals(application: Application, user: Any) -> QuerySet[Application]:
    rows = Application.objects.for_user(user).filter(score__isnull=False, park=application.park_id)
    if application.round_id:
        rows = rows.filter(round=application.round_id, state__in=TOOK_PART)
    else:
        rows = rows.filter(round__isnull=True, state__in=UNDER_WAY)
    return rows.select_related("park__place").order_by("pk")
