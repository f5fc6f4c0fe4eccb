"""The figures of a park held against the standards of its place: for the page, and beside the entry form."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import Place
from parks.models import Parcel, Phase
from parks.rules.derived import unrounded
from parks.rules.judging import Judged, judge
from parks.rules.units import M2_PER_MU, exact, round_half_up
from policies.accessor import Rules
from policies.errors import NoRuleInForce
from policies.library import get_library
from portal.numbers import DASH

LABELS = {
    "floor_area_ratio": "容积率",
    "non_production_share": "非生产性用房占总建筑面积",
    "non_production_share_of_counted": "非生产性用房占计容建筑面积",
}
ZERO = Decimal(0)


@dataclass(frozen=True)
class Areas:
    """The sums the figures are made of; None where a part of the sum is not known."""

    land_mu: Decimal | None = ZERO
    floor_m2: Decimal | None = ZERO
    far_counted_m2: Decimal | None = ZERO
    non_production_m2: Decimal | None = ZERO

    def __add__(self, other: "Areas") -> "Areas":
        pairs = zip(self.parts, other.parts, strict=True)
        return Areas(*(None if None in pair else sum(pair) for pair in pairs))

    @property
    def parts(self) -> tuple[Decimal | None, ...]:
        return (self.land_mu, self.floor_m2, self.far_counted_m2, self.non_production_m2)

    @property
    def figures(self) -> dict[str, Decimal | None]:
        """The unrounded figures by name."""
        land_m2 = None if self.land_mu is None else exact(self.land_mu) * M2_PER_MU
        return {
            "floor_area_ratio": unrounded(self.far_counted_m2, land_m2),
            "non_production_share": unrounded(self.non_production_m2, self.floor_m2),
            "non_production_share_of_counted": unrounded(self.non_production_m2, self.far_counted_m2),
        }


def areas_of(parcels: Iterable[Parcel], phases: Iterable[Phase]) -> Areas:
    """The sums over parcels and phases at hand."""
    parts = [Areas(land_mu=parcel.land_area_mu) for parcel in parcels]
    parts += [
        Areas(ZERO, phase.floor_area_m2, phase.far_counted_floor_m2, phase.non_production_floor_m2)
        for phase in phases
    ]
    return sum(parts, Areas())


@dataclass(frozen=True)
class Figure:
    """One line: what the figure is, and how it stands to the standard (None: nothing is prescribed)."""

    code: str
    value: Decimal | None
    judged: Judged | None

    @property
    def label(self) -> str:
        return LABELS[self.code]

    @property
    def shown(self) -> str:
        if self.value is None:
            return DASH
        if self.code == "floor_area_ratio":
            return f"{round_half_up(self.value, 2):f}"
        return f"{round_half_up(self.value * 100, 2):f}%"


@dataclass(frozen=True)
class RuleDay:
    """The day whose rules hold for a park, and why that day."""

    on: datetime.date
    reason: str


def rule_day(parcels: Iterable[Parcel], today: datetime.date) -> RuleDay:
    """The first land contract, else the first start of works, else today (interpretation of the policies)."""
    rows = list(parcels)
    for name, reason in (("contracted_on", "土地合同日期"), ("started_on", "开工日期")):
        dates = [getattr(row, name) for row in rows if getattr(row, name)]
        if dates:
            return RuleDay(min(dates), reason)
    return RuleDay(today, "今天")


def rules_of(place: Place, day: RuleDay) -> Rules:
    """The rules of the place a park stands in (or will stand in)."""
    return Rules(get_library(), place.policy_code, day.on)


@dataclass(frozen=True)
class Card:
    """All figures of a park with the standards they are held against."""

    figures: tuple[Figure, ...]
    basis: str


def card(values: dict[str, Decimal | None], place: Place | None, day: RuleDay) -> Card:
    """The figures by name, judged by the rules of the place on the day; unjudged while no place is chosen."""
    if place is None:
        return Card(lines(values, {}), "选择所在地后显示当地标准。")
    rules = rules_of(place, day)
    judged = {one.bound.measure: one for one in judge(rules, values)}
    return Card(lines(values, judged), basis(rules, place, day))


def lines(values: dict[str, Decimal | None], judged: dict[str, Judged]) -> tuple[Figure, ...]:
    """Cixi's share is shown where Cixi's rules hold; the other figures always."""
    shown = [name for name in LABELS if name != "non_production_share_of_counted" or name in judged]
    return tuple(Figure(name, values[name], judged.get(name)) for name in shown)


def basis(rules: Rules, place: Place, day: RuleDay) -> str:
    try:
        return f"按 {day.on}（{day.reason}）有效的 {rules.instrument.short_title} 核对。"
    except NoRuleInForce:
        return f"{area_of(place)}在 {day.on}（{day.reason}）无有效规定，不作核对。"


def area_of(place: Place) -> str:
    """The county or zone of a park, of a township, or the place itself."""
    while place.kind in (Place.Kind.PARK, Place.Kind.TOWNSHIP):
        place = place.parent
    return place.name
