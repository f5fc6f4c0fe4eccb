"""A world in which every park has a word of its own in every text and a prime of its own in every number.

Whatever page shows a word or a prime has shown something of that park; nothing else can produce it.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import Place
from admissions.models import (
    AdmissionScheme,
    Application,
    Assignment,
    Correction,
    Material,
    Opinion,
    Suspension,
    WantedUnit,
)
from admissions.services.reference import shipped_schemes
from admissions.tests import contract_scenes
from evaluation.models import EvaluationMatter, ParkMatter, ResultNotice, Run
from parks.models import Park, Unit
from parks.records.kind import record_kinds
from portal import audit
from portal.models import IdentityChange, Job, SavedView
from portal.uscc import uscc_from
from tests.access import rounds, subjects
from tests.factories import (
    BuildingFactory,
    DeveloperFactory,
    EnterpriseFactory,
    GrowthEventFactory,
    OccupancyFactory,
    OperatorFactory,
    ParcelFactory,
    ParkFactory,
    PhaseFactory,
    TenancyContractFactory,
    UnitFactory,
    UserFactory,
    YearlyFigureFactory,
    attachment,
    place,
    user_with,
)

YEAR = 2020
# Each county's parks by name; 鹿城 has two, because an operator sees one and a county officer both.
COUNTIES = {"鸟甲": "330302", "鸟乙": "330302", "鸟丙": "330382", "鸟丁": "330282"}

# Where the first choice leaves no room for a text.
CHOSEN = {
    (EvaluationMatter, "kind"): EvaluationMatter.Kind.ADJUSTMENT,
    (ParkMatter, "kind"): ParkMatter.Kind.ADJUSTMENT,
    (ResultNotice, "kind"): Run.Kind.ENTERPRISES,
}


@dataclass(frozen=True)
class Canary:
    """One park with its word and its primes."""

    word: str
    primes: tuple[int, ...]
    park: Park

    def traces_in(self, text: str) -> list[str]:
        """What of this park stands in `text`: its word, or one of its primes as a whole number."""
        found = [self.word] if self.word in text else []
        return found + [str(prime) for prime in self.primes if str(prime) in text]


def primes_from(start: int, count: int) -> tuple[int, ...]:
    """The first `count` primes from `start` on, by trial division."""
    found: list[int] = []
    number = start | 1
    while len(found) < count:
        if all(number % divisor for divisor in range(3, int(number**0.5) + 1, 2)):
            found.append(number)
        number += 2
    return tuple(found)


def hatch() -> list[Canary]:
    """All parks of the world, in the order of COUNTIES."""
    homes = list(Place.objects.filter(parent__code="330302", kind="township").order_by("code")[:2])
    return [
        canary(word, homes[index] if code == "330302" else place(code), index)
        for index, (word, code) in enumerate(COUNTIES.items())
    ]


def canary(word: str, under: Place, index: int) -> Canary:
    primes = primes_from(300_000 + 70_000 * index, 8)
    land, tax, sales, energy, people, floor, invest, room = primes
    park = ParkFactory(
        name=f"{word}园",
        under=under,
        address=f"{word}路",
        developer=DeveloperFactory(name=f"{word}开发"),
        operator=OperatorFactory(name=f"{word}运营"),
        recognised_on=datetime.date(YEAR, 9, 1),
        platform=f"{word}平台",
        introduction=f"{word}介绍",
    )
    ParcelFactory(
        park=park,
        name=f"{word}地",
        land_area_mu=Decimal(land),
        contract_number=f"{word}合同",
        started_on=datetime.date(YEAR, 2, 1),
    )
    building = BuildingFactory(park=park, name=f"{word}幢")
    unit = UnitFactory(storey__building=building, name=f"{word}单元", floor_area_m2=Decimal(room))
    PhaseFactory(park=park, name=f"{word}期", land_area_mu=Decimal(land), floor_area_m2=Decimal(floor * 100))
    firm = EnterpriseFactory(name=f"{word}厂")
    OccupancyFactory(enterprise=firm, park=park, unit=unit, room=f"{word}室", floor_area_m2=Decimal(floor))
    TenancyContractFactory(
        enterprise=firm,
        park=park,
        number=f"{word}同",
        floor_area_m2=Decimal(floor),
        amount_wan=Decimal(invest),
    )
    YearlyFigureFactory(
        enterprise=firm,
        park=park,
        year=YEAR,
        tax_wan=Decimal(tax),
        sales_wan=Decimal(sales),
        energy_tce=Decimal(energy),
        employees=people,
        source=f"{word}源",
    )
    GrowthEventFactory(enterprise=firm, park=park, document=f"{word}文")
    asked_for(submit_application(word, park, index, Decimal(invest)), unit, word)
    publish_round(word, park, index, unit)
    contract = contract_scenes.effective(park, word, Decimal(invest), unit)
    contract_scenes.breach(park, word, contract)
    contract_scenes.template(park, word)
    records_of(word, park, firm, Decimal(invest))
    draft_scheme(word, park, invest)
    account(word, park)
    Job.objects.create(kind="none", title=f"{word}任务", place=park.place, requested_by=UserFactory())
    return Canary(word, primes, park)


def records_of(word: str, park: Park, firm: Any, number: Decimal) -> None:
    """A row of every kind of record, the word in each text and the prime in each number."""
    phone = f"{word}电话13900000000"
    for kind in record_kinds:
        if kind.code == "attachment":
            attachment(park, f"{word}.pdf", f"%PDF-1.7 {word}".encode(), note=f"{word}注", about_label=word)
            continue
        if kind.code == "star-case":
            star_case(word, park, number)
            continue
        owner = park if kind.of_park else park.place
        row = kind.new(owner)
        for name in kind.fields:
            column = row._meta.get_field(name)
            setattr(row, name, told(column, word, number, park, firm))
        for name in kind.personal:
            setattr(row, name, phone)
        row.save()


def star_case(word: str, park: Park, number: Decimal) -> None:
    """A case whose texts have the word and whose content the number."""
    case = subjects.star_case(park, statement=f"{word}申报", findings="", visitors="")
    content = {
        **case.content,
        "items": [{**one, "label": f"{word}{one['label']}"} for one in case.content["items"]],
    }
    case.change(case.version, content=content)
    told = {"self_note": f"{word}自评", "reason": f"{word}理由", "measured_how": f"{word}算法"}
    case.marks.update(**told, self_points=1, desk_points=1, measured=number)


def rows_at(model: Any, park: Park) -> Any:
    """The rows of a model that hang on the park, or on its place."""
    return (
        model.objects.filter(park=park) if hasattr(model, "park") else model.objects.filter(place=park.place)
    )


def told(column: Any, word: str, number: Decimal, park: Park, firm: Any) -> Any:
    """What a column says in this park."""
    links = {"enterprise": firm, "operator": None, "developer": park.developer, "park": park}
    if column.related_model is Unit:
        return Unit.objects.filter(storey__building__park=park).first()
    if column.related_model is Run:
        return subjects.classed(park, COUNTIES["鸟甲"], YEAR)
    if column.name == "star_case":
        return None
    if column.is_relation:
        return links[column.name] if column.name in links else rows_at(column.related_model, park).first()
    if column.choices:
        return CHOSEN.get((column.model, column.name), column.choices[0][0])
    if column.name.endswith("year"):
        return YEAR
    if column.name.endswith("_days"):
        return 30
    if column.get_internal_type() == "DateField":
        return datetime.date(YEAR, 5, 6)
    if column.get_internal_type() == "DecimalField":
        return Decimal(50) if column.name.endswith("_percent") else number
    if column.get_internal_type() == "BooleanField":
        return True
    return int(number) if column.get_internal_type().startswith("Positive") else f"{word}话"


def submit_application(word: str, park: Park, index: int, invest: Decimal, **values: Any) -> Application:
    author = UserFactory(display_name=f"{word}起草人")
    now = datetime.datetime(YEAR, 5, 6, tzinfo=datetime.UTC)
    plain = {
        "park": park,
        "number": f"RY-{YEAR}-{800_000 + index}",
        "state": "submitted",
        "revision": 1,
        "first_submitted_on": now.date(),
        "submitted_at": now,
        "submitted_by": author,
        "firm_name": f"{word}申请厂",
        "uscc": uscc_from(990 + index, "330302"),
        "industry_code": "344",
        "founded_on": now.date(),
        "tenure": "leased",
        "requested_floor_m2": invest,
        "investment_wan": invest,
        "expected_tax_wan": invest,
        "expected_sales_wan": invest,
        "employees": 7,
        "leading_product": f"{word}产品",
        "process": f"{word}工艺",
        "equipment": [{"name": f"{word}机", "count": 3, "weight_t": "2", "storey": "1"}],
        "heavy_equipment": False,
        "answers": {"word": f"{word}答"},
        "scheme": AdmissionScheme.objects.filter(is_reference=True).first(),
        "score": Decimal(7),
        "score_trace": trace_of(word),
        "own_use_declared": True,
        "created_by": author,
        "owner": author,
    }
    made = Application.objects.create(**{**plain, **values})
    review_it(made, word, author, now)
    return made


def review_it(application: Application, word: str, by: Any, now: datetime.datetime) -> None:
    """What departments and officers write about it."""
    about = {"application": application}
    Opinion.objects.create(
        **about,
        revision=1,
        department="fire",
        asked_at=now,
        due_on=now.date(),
        verdict="disagree",
        text=f"{word}部门意见",
        given_by=by,
        given_at=now,
    )
    Suspension.objects.create(**about, begun_on=now.date(), reason=f"{word}中止", begun_by=by)
    Assignment.objects.create(**about, officer=by, by=by, reason=f"{word}转办")
    Correction.objects.create(**about, revision=1, section="rooms", label="用房", reason=f"{word}补正")


def publish_round(word: str, park: Park, index: int, unit: Any) -> None:
    """A round whose result everybody may read: its public fields, and no others."""
    values = {"firm_name": f"{word}公示厂", **rounds.decided(Decimal(1))}
    firm = submit_application(word, park, index + len(COUNTIES), Decimal(1), **values)
    rounds.enlarge(rounds.published(park, word), firm, unit, word)


def trace_of(word: str) -> dict[str, Any]:
    """A score as it is kept, the word in its texts."""
    line = {
        "label": f"{word}指标",
        "shown": f"{word}填报",
        "rule": f"{word}计分",
        "points": "7",
        "max": "9",
        "hint": "",
    }
    part = {"label": f"{word}维度", "points": "7", "max": "9", "indicators": [line]}
    standing = {"threshold": "6", "passed": True, "gap": "0", "vetoes": [], "missing": []}
    return {"total": "7", "full": "9", **standing, "dimensions": [part]}


def asked_for(application: Application, unit: Any, word: str) -> None:
    """A unit it wishes for and a file that goes with it."""
    WantedUnit.objects.create(application=application, unit=unit)
    file = attachment(application.park, f"{word}照.pdf", f"%PDF-1.7 {word}".encode())
    Material.objects.create(application=application, attachment=file, kind="licence")


def draft_scheme(word: str, park: Park, number: int) -> AdmissionScheme:
    """A draft of the park's own place, the word in its texts and the prime among its numbers."""
    content = shipped_schemes()[0]["content"]
    rows = [{**row, "label": f"{word}{row['label']}", "help": f"{word}注"} for row in content["indicators"]]
    settings = {**content["settings"], "area_cap_m2": str(number), "four_without": [f"{word}无"]}
    return AdmissionScheme.objects.create(
        place=park.place,
        title=f"{word}方案",
        valid_from=datetime.date(YEAR, 5, 6),
        drafted_by=UserFactory(display_name=f"{word}起草方案"),
        content={**content, "indicators": rows, "settings": settings},
    )


def account(word: str, park: Park) -> Any:
    """Somebody working for the park, with an audit entry: only administrators may come across either."""
    user = user_with("operator", park.place, username=f"canary{park.pk}", display_name=f"{word}人")
    audit.record(actor=user, action="park.change", subject=park, place=park.place, reason=f"{word}因")
    SavedView.objects.create(owner=user, code="parks:list", name=f"{word}视图", place=park.place)
    IdentityChange.objects.create(
        kind="park",
        record_id=park.pk,
        what="name",
        old=f"{word}旧园",
        new=park.name,
        on=datetime.date(YEAR, 1, 1),
        reason=f"{word}由",
        document=f"{word}据",
        by=user,
    )
    return user
