"""What a run takes from a county's parks as they were on the last day of a year, and how it is read again (C十三).

`taken` is JSON of natural values alone, so that its hash depends on no key: numbers are strings, matters and marks go by
the names the county gave them. Which of them count is the scheme's to say, when the parks are scored.
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import ExtractQuarter

from accounts.models import Place
from enterprises.land import with_land
from enterprises.measures import firms_sized, production_rooms
from enterprises.models import Demand, Filing, GrowthEvent, Occupancy, YearlyFigure
from enterprises.reporting import with_counts
from evaluation.models import ParkMark, ParkMatter, RunPark
from evaluation.rules.classes.scoring import mark_of
from evaluation.rules.park_grades import ParkScheme
from evaluation.rules.park_grades.evaluating import Park as Case
from evaluation.rules.park_grades.parts import FACTS, QUARTERS, Way
from parks.compliance import hold
from parks.models import FireGrade, HiddenDanger, Park, ParkStar, RegistryFigure, SafetyEvent
from parks.models.registry import FIGURES
from policies.checks import Verdict
from policies.numbers import plain

AREA = DecimalField(max_digits=20, decimal_places=4)
FIRE = {"A": 4, "B": 3, "C": 2, "D": 1}
GROWTH = {"stepped_up": "stepped_up", "specialised": "specialised", "tech_smes": "tech_sme"}
TALENTS = ("masters_or_associates", "invention_patents")
Numbers = dict[int, dict[str, Any]]


def parks_of(county: Place, year: int) -> QuerySet[Park]:
    """The county's parks, but for those that are gone and said nothing of the year."""
    told = YearlyFigure.objects.filter(park=OuterRef("pk"), year=year)
    rows = Park.objects.filter(place__path__startswith=county.path, merged_into__isnull=True)
    gone = Q(status=Park.Status.CLOSED, spoke__isnull=True)
    rows = rows.annotate(spoke=Subquery(told.values("pk")[:1])).exclude(gone)
    return rows.select_related("operator", "place").order_by("pk")


def take(county: Place, year: int) -> list[RunPark]:
    """A frozen row, yet without its run, for each of the county's parks."""
    parks = list(parks_of(county, year))
    asked = [park.pk for park in parks]
    numbers = gather(asked, year)
    marks, matters = marks_of(asked, year), matters_of(asked, year)
    stars = stars_of(asked, datetime.date(year, 12, 31))
    return [
        RunPark(
            park=park,
            place=park.place,
            county=county,
            park_name=park.name,
            finished_phases=numbers[park.pk].get("finished_phases") or 0,
            land_in_use_mu=numbers[park.pk].get("land_in_use_mu") or Decimal(0),
            finished_floor_m2=numbers[park.pk].get("finished_floor_m2") or Decimal(0),
            taken={
                "park_type": park.park_type,
                "star": stars.get(park.pk),
                "recognised_on": shown(park.recognised_on),
                "operating_since": park.first_operating_year,
                "transition_until": shown(park.transition_until),
                "facts": {code: shown(numbers[park.pk].get(code)) for code in FACTS},
                "marks": marks.get(park.pk, []),
                "matters": matters.get(park.pk, []),
            },
        )
        for park in parks
    ]


def shown(value: Any) -> str | None:
    """A number by its digits, zeros after the point left out; a day as ISO has it."""
    if value is None or isinstance(value, datetime.date):
        return value and value.isoformat()
    text = plain(Decimal(value))
    return text.rstrip("0").rstrip(".") if "." in text else text


def gather(asked: list[int], year: int) -> Numbers:
    """Every fact by park; a park that a source knows nothing of has the source's zeros, or no value."""
    last = datetime.date(year, 12, 31)
    found: Numbers = {pk: {"quarters": QUARTERS} for pk in asked}
    sources = (
        of_columns(asked),
        of_phases(asked, last),
        of_figures(asked, year),
        of_rooms(asked, last),
        of_growth(asked, year),
        of_demands(asked, year),
        of_registry(asked, year),
        of_filings(asked, year),
        of_safety(asked, year),
        of_checks(asked, last),
    )
    for source in sources:
        for pk, row in source.items():
            found[pk] |= row
    return found


def by_park(rows: QuerySet, path: str = "park_id", **columns: Any) -> Numbers:
    """Aggregates of rows by their park."""
    grouped = rows.order_by().values(path).annotate(**columns)
    return {row.pop(path): row for row in grouped}


def over_zeros(asked: list[int], found: Numbers, *names: str) -> Numbers:
    """What was counted; 0 where there was nothing to count."""
    nothing: Mapping[str, Any] = dict.fromkeys(names, 0)
    return {pk: {**nothing, **found.get(pk, {})} for pk in asked}


def of_columns(asked: list[int]) -> Numbers:
    lists = ("facilities", "services", "digital_functions", "party_items")
    return {
        park.pk: {
            **{name: len(getattr(park, name)) for name in lists},
            "professional_operator": int(bool(park.operator and park.operator.is_professional)),
        }
        for park in Park.objects.filter(pk__in=asked).select_related("operator")
    }


def of_phases(asked: list[int], last: datetime.date) -> Numbers:
    """Land and floor of the phases finished by the last day."""
    done = Q(phases__completed_on__lte=last)
    return by_park(
        Park.objects.filter(pk__in=asked),
        "pk",
        finished_phases=Count("phases", filter=done),
        land_in_use_mu=Sum("phases__land_area_mu", filter=done, default=Decimal(0)),
        finished_floor_m2=Sum("phases__floor_area_m2", filter=done, default=Decimal(0)),
    )


def of_figures(asked: list[int], year: int) -> Numbers:
    """Σ of what the firms reported; no energy where one of them reported none."""
    rows = YearlyFigure.objects.filter(park__in=asked, year=year)
    sums = by_park(
        rows,
        tax_wan=Sum("tax_wan"),
        sales_wan=Sum("sales_wan"),
        energy=Sum("energy_tce"),
        told=Count("energy_tce"),
        all=Count("pk"),
    )
    for row in sums.values():
        energy, told, everybody = row.pop("energy"), row.pop("told"), row.pop("all")
        row["energy_tce"] = energy if told == everybody else None
    land = by_park(with_land(rows, year, "enterprise", "park"), firms_land_mu=Sum("land_mu"))
    return {pk: {**row, **land[pk]} for pk, row in sums.items()}


def of_rooms(asked: list[int], last: datetime.date) -> Numbers:
    """Who held which rooms on the last day."""
    rows = Occupancy.objects.on(last).filter(park__in=asked)
    firms = by_park(
        rows,
        occupied_floor_m2=Sum("floor_area_m2"),
        firms=Count("enterprise", distinct=True),
        digital_firms=Count("enterprise", distinct=True, filter=~Q(enterprise__systems=[])),
    )
    production = by_park(
        production_rooms(last).filter(park__in=asked),
        production_floor_m2=Sum("floor_area_m2"),
        leading_floor_m2=Sum(
            "floor_area_m2", filter=Q(place_in_list__isnull=False), default=Decimal(0), output_field=AREA
        ),
    )
    small = by_park(
        firms_sized(last).filter(park__in=asked),
        small_firms=Count("enterprise", distinct=True, filter=Q(small=1)),
    )
    merged = {pk: {**row, **production.get(pk, {}), **small.get(pk, {})} for pk, row in firms.items()}
    areas = ("occupied_floor_m2", "production_floor_m2", "leading_floor_m2")
    return over_zeros(asked, merged, *areas, "firms", "small_firms", "digital_firms")


def of_growth(asked: list[int], year: int) -> Numbers:
    """Entries of the year less those who left (interpretations: 小升规)."""
    rows = GrowthEvent.objects.filter(park__in=asked, on__year=year)
    entered, left = GrowthEvent.Direction.ENTERED, GrowthEvent.Direction.LEFT
    counts = {
        name: Count("pk", filter=Q(kind=kind, direction=entered))
        - Count("pk", filter=Q(kind=kind, direction=left))
        for name, kind in GROWTH.items()
    }
    return over_zeros(asked, by_park(rows, **counts), *GROWTH)


def of_demands(asked: list[int], year: int) -> Numbers:
    rows = Demand.objects.filter(park__in=asked, due_on__year=year)
    found = by_park(
        rows, demands=Count("pk"), handled_demands=Count("pk", filter=Q(handled_on__lte=F("due_on")))
    )
    return over_zeros(asked, found, "demands", "handled_demands")


def of_registry(asked: list[int], year: int) -> Numbers:
    """How much of the registry's last count of the year is filled in, and in how many quarters there was one."""
    rows = RegistryFigure.objects.filter(park__in=asked, on__year=year)
    found = by_park(rows, registry_quarters=Count(ExtractQuarter("on"), distinct=True), latest=Max("on"))
    latest = rows.filter(on=Subquery(latest_on(year)))
    for one in latest:
        row = found[one.park_id]
        row["registry_filled"] = sum(getattr(one, name) is not None for name in FIGURES)
        row |= {"talents": one.masters_or_associates, "invention_patents": one.invention_patents}
    for row in found.values():
        del row["latest"]
    counted = over_zeros(asked, found, "registry_filled", "registry_quarters")
    return {pk: {**row, "registry_asked": len(FIGURES)} for pk, row in counted.items()}


def latest_on(year: int) -> QuerySet:
    rows = RegistryFigure.objects.filter(park=OuterRef("park"), on__year=year)
    return rows.order_by("-on").values("on")[:1]


def of_filings(asked: list[int], year: int) -> Numbers:
    """What was to be reported on the forms of the year: filings handed in by their day, fields filled in."""
    names = ("filings", "filings_on_time", "due_fields", "filled_fields")
    found: Numbers = {pk: dict.fromkeys(names, 0) for pk in asked}
    for one in with_counts(Filing.objects.filter(park__in=asked, year=year, due_on__isnull=False)):
        row = found[one.park_id]
        row["filings"] += 1
        row["filings_on_time"] += int(one.filed_on is not None and one.filed_on <= one.due_on)
        row["due_fields"] += one.due_fields
        row["filled_fields"] += one.filled_fields
    return found


def of_safety(asked: list[int], year: int) -> Numbers:
    """The fire brigade's grade, drills held, dangers due in the year, major ones open behind their day at its end."""
    last = datetime.date(year, 12, 31)
    grades = FireGrade.objects.filter(park__in=asked, year=year).values_list("park_id", "grade")
    drills = SafetyEvent.objects.filter(park__in=asked, kind=SafetyEvent.Kind.DRILL, on__year=year)
    dangers = HiddenDanger.objects.filter(park__in=asked)
    late = Q(closed_on__isnull=True) | Q(closed_on__gt=last)
    due = Q(due_on__year=year)
    found = over_zeros(asked, by_park(drills, drills=Count("pk")), "drills")
    held = by_park(
        dangers,
        dangers=Count("pk", filter=due),
        closed_dangers=Count("pk", filter=due & Q(closed_on__lte=F("due_on"))),
        major_overdue=Count("pk", filter=late & Q(level=HiddenDanger.Level.MAJOR, due_on__lte=last)),
    )
    counted = over_zeros(asked, held, "dangers", "closed_dangers", "major_overdue")
    fire = {pk: {"fire_score": FIRE[grade]} for pk, grade in grades}
    return {pk: {**found[pk], **counted[pk], **fire.get(pk, {})} for pk in asked}


def of_checks(asked: list[int], last: datetime.date) -> Numbers:
    """The park held against the standards of its place, as of the last day."""
    return {
        pk: {"checks": one.counted, "kept_checks": one.kept, "failed_checks": one.count(Verdict.NOT_MET)}
        for pk, one in hold(asked, last).items()
    }


def stars_of(asked: list[int], last: datetime.date) -> dict[int, int | None]:
    """The star each park held on the last day."""
    rows = ParkStar.objects.filter(park__in=asked, on__lte=last).exclude(valid_until__lt=last)
    return {row.park_id: row.star for row in rows.order_by("on", "pk")}


def marks_of(asked: list[int], year: int) -> dict[int, list[dict[str, str]]]:
    found: dict[int, list[dict[str, str]]] = {}
    for one in ParkMark.objects.filter(park__in=asked, year=year).order_by("item"):
        line = {"item": one.item, "points": str(shown(one.points)), "reason": one.reason}
        found.setdefault(one.park_id, []).append({**line, "document": one.document})
    return found


def matters_of(asked: list[int], year: int) -> dict[int, list[dict[str, str]]]:
    found: dict[int, list[dict[str, str]]] = {}
    for one in ParkMatter.objects.filter(park__in=asked, year=year).order_by("kind", "item"):
        line = {"kind": one.kind, "item": one.item, "reason": one.reason, "document": one.document}
        found.setdefault(one.park_id, []).append(line)
    return found


# Reading it again.


def case_of(row: RunPark, scheme: ParkScheme) -> Case:
    """The frozen row as the rules know a park, under a scheme."""
    taken = row.taken or {}
    return Case(
        key=str(row.park_id),
        park_type=taken["park_type"],
        facts={code: number(text) for code, text in taken["facts"].items()},
        marks=marks_under(taken["marks"], scheme),
        matters=frozenset(filter(None, (named(one, scheme) for one in taken["matters"]))),
        star=taken["star"],
        recognised_on=day(taken["recognised_on"]),
        operating_since=taken["operating_since"],
        transition_until=day(taken["transition_until"]),
    )


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def marks_under(marks: list[dict[str, str]], scheme: ParkScheme) -> dict[str, Decimal]:
    """The marks of those items that the scheme has assessed, by their codes."""
    codes = {one.label: one.code for one in scheme.items if one.way is Way.ASSESSED}
    return {codes[one["item"]]: Decimal(one["points"]) for one in marks if one["item"] in codes}


def named(matter: dict[str, str], scheme: ParkScheme) -> str:
    """How the rules know the matter; an adjustment the scheme does not have counts nothing."""
    if matter["kind"] != ParkMatter.Kind.ADJUSTMENT:
        return matter["kind"]
    return next((mark_of(one) for one in scheme.adjustments if one.label == matter["item"]), "")


def said(matter: dict[str, str]) -> str:
    """The matter in words."""
    label = matter["item"] or ParkMatter.Kind(matter["kind"]).label
    return f"{label}：{matter['reason']}"
