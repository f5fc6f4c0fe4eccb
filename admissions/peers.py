"""What an application is read beside: its rivals in the order of the scheme, and what else its firm applied for.

Rivals are those of its round, or of its park outside of rounds.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from admissions.models import Application
from admissions.procedures import scheme_if_any
from admissions.rounds import candidate, ties_of
from admissions.rules.facts import Value
from admissions.rules.ranking import ranked

SHOWN = 10
UNDER_WAY = ("submitted", "in_review", "refusal_pending", "approved")
# Of a round all who took part in it, whatever has become of them.
TOOK_PART = (*UNDER_WAY, "returned", "settled", "lapsed", "not_allotted")


@dataclass(frozen=True)
class Others:
    """What a person sees beside an application; it is itself among its rivals."""

    rivals: list[Application]
    same_firm: list[Application]


@dataclass(frozen=True)
class Peer:
    """One line; `rank` as in the round's own list."""

    pk: int
    firm_name: str
    score: Any
    rank: int
    here: bool


def others(application: Application, user: Any) -> Others:
    """Both in one query."""
    same_firm = Q(uscc=application.uscc) & ~Q(uscc="") & ~Q(pk=application.pk)
    rows = Application.objects.for_user(user).annotate(is_rival=rivals(application), is_firm=same_firm)
    found = rows.filter(Q(is_rival=True) | Q(is_firm=True)).select_related("park__place")
    latest_first = list(found.order_by("-created_at", "-pk"))
    return Others(
        [row for row in latest_first if row.is_rival], [row for row in latest_first if row.is_firm][:SHOWN]
    )


def rivals(application: Application) -> Q:
    if application.round_id:
        together = Q(round=application.round_id, state__in=TOOK_PART)
    else:
        together = Q(round__isnull=True, state__in=UNDER_WAY)
    return Q(score__isnull=False, park=application.park_id) & together


def peers_of(
    application: Application, rivals: list[Application], facts: dict[int, dict[str, Value]]
) -> list[Peer]:
    """The best of them that have a rank, and this one wherever it stands."""
    scheme = scheme_if_any(application)
    if scheme is None:
        return []
    rows = {row.pk: row for row in rivals}
    standings = ranked([candidate(row, facts[key]) for key, row in rows.items()], ties_of(scheme.rules))
    peers = [
        Peer(key, rows[key].firm_name, rows[key].score, one.rank, key == application.pk)
        for one in standings
        if one.rank is not None and (key := one.candidate.key)
    ]
    return [peer for peer in peers if peer.rank <= SHOWN or peer.here]
