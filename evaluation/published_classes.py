"""The enterprise classes that count — of the latest published notice of a county and year — and what each means by the
table of differentiated policy of the last day of that year (W12, W17)."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from enterprises.models import Occupancy
from evaluation.models import EnterpriseResult, EvaluationScheme, ResultNotice, Run
from evaluation.rules.classes.evaluating import Outcome
from policies.errors import NoRuleInForce
from policies.library import get_library, rule_date_for_year

TREATMENT = EvaluationScheme.Subject.TREATMENT


def published_classes(user: Any) -> QuerySet[EnterpriseResult]:
    """Firms with a class in a published result that counts, with `published_at` and the parks they are in now."""
    published = ResultNotice.objects.filter(
        state=ResultNotice.State.PUBLISHED, kind=Run.Kind.ENTERPRISES
    ).order_by("-published_at")
    later = published.filter(
        place=OuterRef("place"), year=OuterRef("year"), published_at__gt=OuterRef("published_at")
    )
    counting = published.filter(~Exists(later), run=OuterRef("run"), place=OuterRef("county"))
    rooms = Occupancy.objects.for_user(user, "enterprise.view").filter(enterprise=OuterRef("enterprise"))
    held = rooms.on(timezone.localdate()).order_by().values("enterprise")
    parks = held.annotate(said=StringAgg("park__name", "、", distinct=True)).values("said")
    rows = EnterpriseResult.objects.for_user(user).filter(Exists(counting), outcome=Outcome.RANKED)
    return rows.annotate(
        published_at=Subquery(counting.values("published_at")[:1]), parks_now=Subquery(parks)
    )


@dataclass(frozen=True)
class Held:
    """A table in force: its scheme, and what it says."""

    scheme: EvaluationScheme

    def of(self, letter: str) -> list[tuple[str, str]]:
        return self.scheme.rules.of(letter)

    def sentence(self, letter: str) -> str:
        return "；".join(f"{label}：{text.rstrip('。')}" for label, text in self.of(letter))


class Tables:
    """All published tables, read once: which holds for a county's classes of a year."""

    def __init__(self) -> None:
        rows = EvaluationScheme.objects.filter(
            subject=TREATMENT, state=EvaluationScheme.State.PUBLISHED
        ).annotate(place_code=F("place__code"))
        self.schemes = list(rows.order_by("is_reference", "-valid_from", "pk"))
        self.known: dict[tuple[str, int], Held | None] = {}

    def of(self, county_code: str, year: int) -> Held | None:
        """The county's own, else the reference of the instrument in force on the last day of the year, else None."""
        key = (county_code, year)
        if key not in self.known:
            found = next((one for one in self.schemes if self.holds(one, *key)), None)
            self.known[key] = Held(found) if found else None
        return self.known[key]

    def holds(self, scheme: Any, county_code: str, year: int) -> bool:
        on = rule_date_for_year(year)
        if not scheme.holds_on(on):
            return False
        if not scheme.is_reference:
            return bool(scheme.place_code == county_code)
        try:
            return get_library().in_force(county_code, on).id == scheme.policy
        except NoRuleInForce:
            return False
