"""报送: which rows a filing is made of, who owes them, by when, and whether they may still be written."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Case, F, Func, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import Place
from enterprises.models import (
    Enterprise,
    Filing,
    Occupancy,
    ParkFigure,
    QuarterlyFigure,
    ReportingTerm,
    YearlyFigure,
)
from enterprises.rules.reporting import FORMS, Period, ReportForm, Subject, Values
from parks.models import Park

MODELS: dict[str, type[models.Model]] = {
    "firm_year": YearlyFigure,
    "firm_quarter": QuarterlyFigure,
    "park_year": ParkFigure,
    "park_quarter": ParkFigure,
}
State = Filing.State
# A firm (None for the park's own), a park, a year and a quarter (0: the whole year).
Stay = tuple[int | None, int, int, int]
# A park, a year and a quarter.
Slot = tuple[int, int, int]


@dataclass(frozen=True)
class Key:
    """What one reported row is about."""

    report: ReportForm
    park: Park
    period: Period
    enterprise: Enterprise | None = None

    @property
    def stay(self) -> Stay:
        firm = self.enterprise.pk if self.enterprise else None
        return (firm, self.park.pk, self.period.year, self.period.quarter)

    @property
    def lookup(self) -> dict[str, Any]:
        found: dict[str, Any] = {"park": self.park, "year": self.period.year}
        if self.report.code != "firm_year":
            found["quarter"] = self.period.quarter
        return found | ({"enterprise": self.enterprise} if self.enterprise else {})


def rows_of(filing: Filing) -> QuerySet:
    """The rows reported for a filing."""
    key = Key(filing.report, filing.park, filing.period)
    return MODELS[filing.form]._default_manager.filter(**key.lookup)


def row_of(key: Key) -> Any:
    return MODELS[key.report.code]._default_manager.filter(**key.lookup).first()


def owing_firms(filing: Filing) -> QuerySet[Enterprise]:
    """The firms that held rooms of the park on a day of the period."""
    stays = Occupancy.objects.filter(park=filing.park_id).between(filing.period.first, filing.period.last)
    return Enterprise.objects.filter(pk__in=stays.values("enterprise")).order_by("name", "pk")


def last_values(report: ReportForm, stays: Iterable[Stay]) -> dict[Stay, Values]:
    """What was reported for the period before each stay, where anything was: one query for all."""
    stays = set(stays)
    before = {stay: previous(stay) for stay in stays}
    names = [item.name for item in report.items]
    keys = ["park_id", "year", *(["enterprise_id"] if report.subject == Subject.FIRM else [])]
    keys += [] if report.code == "firm_year" else ["quarter"]
    rows = MODELS[report.code]._default_manager.filter(
        park__in={park for _, park, _, _ in stays}, year__in={year for _, _, year, _ in before.values()}
    )
    if report.subject == Subject.FIRM:
        rows = rows.filter(enterprise__in={firm for firm, *_ in stays})
    found = {
        (row.get("enterprise_id"), row["park_id"], row["year"], row.get("quarter", 0)): row
        for row in rows.values(*keys, *names)
    }
    return {
        stay: {name: found[past][name] for name in names} for stay, past in before.items() if past in found
    }


def previous(stay: Stay) -> Stay:
    firm, park, year, quarter = stay
    before = Period(year, quarter).previous
    return (firm, park, before.year, before.quarter)


def closed(form: str, slots: Iterable[Slot], *, hold: bool = False) -> dict[Slot, str]:
    """Those of the slots whose filing takes no more changes, with the sentence why; the one lock that page, sheet and
    API ask. `hold` keeps the filings as they are until the transaction ends."""
    slots = set(slots)
    filings = Filing.objects.filter(
        form=form, park__in={park for park, _, _ in slots}, year__in={year for _, year, _ in slots}
    )
    if hold:
        filings = filings.select_for_update(of=("self",), no_key=True).order_by("pk")
    shut = {
        (one.park_id, one.year, one.quarter): why_closed(one) for one in filings if one.state != State.OPEN
    }
    return {slot: shut[slot] for slot in slots if slot in shut}


def why_closed(filing: Filing) -> str:
    what = f"{filing.period.label}{filing.report.label}"
    if filing.state == State.LOCKED:
        return f"{what}已锁定，由市级说明理由重新开启后才能修改。"
    return f"{what}已报送，正在{filing.get_state_display()}；需要修改的，请审核人退回。"


def terms_for(places: Iterable[Place], on: datetime.date) -> dict[int, ReportingTerm]:
    """The terms that hold at each place (by its key) on the day: its own or those of the nearest place above, before the
    shipped reference."""
    terms = ReportingTerm.objects.on(on).select_related("place")
    by_path = {(term.place.path, term.is_reference): term for term in terms}
    found = {}
    for place in places:
        above = ["/".join(place.codes[: depth + 1]) + "/" for depth in reversed(range(len(place.codes)))]
        held = (by_path.get((path, shipped)) for shipped in (False, True) for path in above)
        if term := next((term for term in held if term), None):
            found[place.pk] = term
    return found


def term_for(place: Place, on: datetime.date) -> ReportingTerm | None:
    return terms_for([place], on).get(place.pk)


class MakeDate(Func):
    function = "MAKE_DATE"
    output_field = models.DateField()


def first_day(prefix: str = "") -> Func:
    """The first day of the period of a filing, in the database."""
    month = Case(
        When(**{f"{prefix}quarter": 0}, then=Value(1)),
        default=F(f"{prefix}quarter") * 3 - 2,
        output_field=IntegerField(),
    )
    return MakeDate(F(f"{prefix}year"), month, Value(1))


def day_after() -> Func:
    """The first day after the period of a filing."""
    year = Case(When(quarter__in=(0, 4), then=F("year") + 1), default=F("year"), output_field=IntegerField())
    month = Case(
        When(quarter__in=(0, 4), then=Value(1)), default=F("quarter") * 3 + 1, output_field=IntegerField()
    )
    return MakeDate(year, month, Value(1))


def with_counts(filings: QuerySet[Filing]) -> QuerySet[Filing]:
    """Add `owed` (rows due), `given` (rows reported by those who owe them), `due_fields`, `filled_fields`."""
    filings = filings.annotate(first_day=first_day(), day_after=day_after())
    stays = Occupancy.objects.filter(
        models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=OuterRef("first_day")),
        park=OuterRef("park"),
        valid_from__lt=OuterRef("day_after"),
    )
    firms = stays.order_by().values("park").annotate(found=models.Count("enterprise", distinct=True))
    # Looked up from within the rows: the firm reports, and held rooms.
    held = models.Exists(
        Occupancy.objects.filter(
            models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=OuterRef(OuterRef("first_day"))),
            park=OuterRef("park"),
            enterprise=OuterRef("enterprise"),
            valid_from__lt=OuterRef(OuterRef("day_after")),
        )
    )
    ofs = {
        "firm_year": YearlyFigure.objects.filter(held, park=OuterRef("park"), year=OuterRef("year")),
        "firm_quarter": QuarterlyFigure.objects.filter(
            held, park=OuterRef("park"), year=OuterRef("year"), quarter=OuterRef("quarter")
        ),
        "park": ParkFigure.objects.filter(
            park=OuterRef("park"), year=OuterRef("year"), quarter=OuterRef("quarter")
        ),
    }
    return filings.annotate(
        owed=Case(
            When(form__startswith="park", then=Value(1)),
            default=Coalesce(Subquery(firms.values("found")), 0),
            output_field=IntegerField(),
        ),
        given=by_form(ofs, lambda form: models.Count("pk")),
        filled_fields=by_form(ofs, lambda form: models.Sum(filled(form))),
    ).annotate(
        due_fields=F("owed")
        * Case(
            *(When(form=code, then=Value(len(form.items))) for code, form in FORMS.items()),
            output_field=IntegerField(),
        )
    )


def filled(form: str) -> Func:
    names = [item.name for item in FORMS["park_year" if form == "park" else form].items]
    return Func(*names, function="NUM_NONNULLS", output_field=IntegerField())


def by_form(rows: dict[str, QuerySet], aggregate: Any) -> Case:
    return Case(
        *(
            When(
                form__startswith=form,
                then=Coalesce(
                    Subquery(found.order_by().values("park").annotate(n=aggregate(form)).values("n")), 0
                ),
            )
            for form, found in rows.items()
        ),
        default=Value(0),
        output_field=IntegerField(),
    )


def year_end(year: int) -> datetime.date:
    return datetime.date(year, 12, 31)


def floor_of(park: Park) -> Decimal | None:
    """The park's whole floor (㎡), as far as its phases are known."""
    return park.phases.aggregate(floor=models.Sum("floor_area_m2"))["floor"]


def tolerance(place: Place, on: datetime.date) -> Decimal | None:
    term = term_for(place, on)
    return term.tolerance_percent if term else None


def locked(form: str, slot: Slot) -> str:
    """Why the rows of this slot are locked, holding its filing; "" when they are not. The county settles differences
    while it reviews, which `closed` would refuse."""
    park, year, quarter = slot
    filing = (
        Filing.objects.select_for_update(of=("self",), no_key=True)
        .filter(form=form, park=park, year=year, quarter=quarter)
        .first()
    )
    return why_closed(filing) if filing and filing.state == State.LOCKED else ""
