"""One record of each kind in a given park: what the addresses of the matrix are about."""

import datetime
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import Any

from accounts.departments import Department
from accounts.models import Place
from admissions.models import AdmissionScheme, Application, Opinion
from admissions.services.reference import shipped_schemes
from admissions.tests import contract_scenes
from enterprises.models import Filing, SuppliedFigure
from evaluation.models import (
    EnterpriseResult,
    EvaluationScheme,
    ParkResult,
    ResultNotice,
    Run,
    RunResult,
    RunStarMark,
    StarCase,
    StarMark,
    StarRemoval,
    StarResult,
)
from evaluation.rules.class_rulings import class_ruling
from evaluation.services import Asked, run_now
from evaluation.services.pipeline import Basis, bases, evaluate_county, hashes, kept_ruling
from evaluation.services.reference import load_reference
from evaluation.services.reference import shipped_schemes as shipped_class_schemes
from parks.models import Meter, MeterReading, Park, Waiver
from planning.models import PlanTarget
from policies.library import get_library
from portal.bulk import next_id
from portal.models import AuditEntry, FlowEntry, Job, SheetBatch
from portal.uscc import uscc_from
from tests.access import rounds
from tests.factories import (
    BuildingFactory,
    DeveloperFactory,
    EnterpriseFactory,
    GrowthEventFactory,
    HiddenDangerFactory,
    OccupancyFactory,
    ParcelFactory,
    PhaseFactory,
    StoreyFactory,
    TenancyContractFactory,
    UnitFactory,
    UserFactory,
    YearlyFigureFactory,
    attachment,
    give,
)

DAY = datetime.date(2020, 5, 6)
NUMBERS = count(500_000)
# Both policies are in force at the end of it.
YEAR = 2021
COPIED = ("year", "rule_date", "instruments", "counts", "rulebook_hash", "inputs_hash", "results_hash")


def firm(park: Park) -> Any:
    return OccupancyFactory(park=park).enterprise


def developer(park: Park) -> Any:
    """One to a park. Asked of the database: `park` outlives the transaction of a test."""
    rows = Park.objects.filter(pk=park.pk)
    if rows.filter(developer=None).exists():
        rows.update(developer=DeveloperFactory())
    return rows.get().developer


def tenancy(park: Park) -> Any:
    return TenancyContractFactory(enterprise=OccupancyFactory(park=park).enterprise, park=park)


def figure(park: Park, year: int = 2020) -> Any:
    room = OccupancyFactory(park=park)
    return YearlyFigureFactory(enterprise=room.enterprise, park=park, year=year)


def difference(park: Park) -> SuppliedFigure:
    """A figure of the tax office far from the firm's."""
    own = figure(park, YEAR)
    return SuppliedFigure.objects.create(
        enterprise=own.enterprise, park=park, year=YEAR, department="tax", item="tax_wan", value=Decimal(9)
    )


def application(park: Park, **values: Any) -> Application:
    """A complete draft by somebody nobody in the cast is."""
    author = UserFactory()
    return Application.objects.create(
        park=park,
        firm_name="申请企业",
        uscc=uscc_from(next(NUMBERS), "330302"),
        industry_code="344",
        founded_on=DAY,
        tenure="leased",
        requested_floor_m2=Decimal("1000"),
        investment_wan=Decimal("500"),
        expected_tax_wan=Decimal("30"),
        expected_sales_wan=Decimal("900"),
        employees=20,
        leading_product="阀门",
        process="机加工",
        heavy_equipment=False,
        own_use_declared=True,
        created_by=author,
        owner=author,
        **values,
    )


def submitted(park: Park, **values: Any) -> Application:
    now = datetime.datetime(2020, 5, 6, tzinfo=datetime.UTC)
    plain = {
        "state": "submitted",
        "number": f"RY-2020-{next(NUMBERS):06d}",
        "revision": 1,
        "first_submitted_on": DAY,
        "submitted_at": now,
        "submitted_by": UserFactory(),
    }
    return application(park, **{**plain, **values})


def approved(park: Park) -> Application:
    return submitted(park, **rounds.decided(Decimal(1000)))


def round_(park: Park) -> Any:
    """In its publicity, with one firm on its list and one objection."""
    made = rounds.published(park)
    rounds.enlarge(made, approved(park))
    return made


def objection(park: Park) -> Any:
    return rounds.objection(rounds.published(park))


def in_review(park: Park) -> Application:
    """Under review, with the opinion of every department asked for and none given."""
    row = submitted(park)
    now, officer = datetime.datetime.now(datetime.UTC), UserFactory()
    Opinion.objects.bulk_create(
        Opinion(application=row, revision=1, department=code, asked_at=now, due_on=datetime.date(2099, 1, 1))
        for code in Department.values
    )
    FlowEntry.objects.create(
        flow="admission",
        subject_id=row.pk,
        transition="accept",
        source="submitted",
        target="in_review",
        actor=officer,
    )
    Application.objects.filter(pk=row.pk).update(state="in_review", accepted_at=now, accepted_by=officer)
    row.refresh_from_db()
    return row


def job(park: Park) -> Job:
    return Job.objects.create(kind="none", title="任务", place=park.place, requested_by=UserFactory())


def sheet(park: Park) -> SheetBatch:
    """A file for the park, brought by somebody who is not in the cast: it exists for nobody else."""
    return SheetBatch.objects.create(
        kind="yearly_figures",
        file_name="年度数据.csv",
        place=park.place,
        requested_by=UserFactory(),
        sha256="0" * 64,
    )


def audit_entry(park: Park) -> AuditEntry:
    return AuditEntry.objects.create(actor_name="某人", action="park.change", place=park.place)


def account(park: Park) -> Any:
    user = UserFactory()
    give(user, "operator", park.place)
    return user


def result(park: Park) -> RunResult:
    """The park's row of a run held for its county."""
    PhaseFactory(park=park)
    county = Place.objects.get(code=park.place.county_code)
    figure(park, YEAR)
    held = run_now(actor=None, place=county, year=YEAR)
    return RunResult.objects.get(run=held, park=park, level="park")


def run(park: Park) -> Run:
    """A run of the park's own place: whoever has a part in that place sees that it was held."""
    held = result(park).run
    values = {name: getattr(held, name) for name in COPIED}
    return Run.objects.create(place=park.place, **values)


def class_run(park: Park) -> Run:
    """A run of enterprise classes of the park's own place, as its county would be evaluated."""
    PhaseFactory(park=park)
    kept = figure(park, YEAR)
    kept.change(kept.version, energy_tce=Decimal(30))
    return classed(park, park.place.county_code)


def classed(park: Park, like: str, year: int = YEAR, kind: str = Run.Kind.ENTERPRISES) -> Run:
    """A run over the park alone, by the rules and the scheme of the county `like`."""
    load_reference()
    run_id = next_id(Run)
    asked = Asked(Place.objects.get(code=like), year, kind=kind)
    basis = replace(bases(asked)[0], county=park.place)
    part = evaluate_county(run_id=run_id, basis=basis, asked=asked)
    return kept_run(park, asked, run_id, part)


def kept_run(park: Park, asked: Asked, run_id: int, part: Any) -> Run:
    return Run.objects.create(
        pk=run_id,
        kind=asked.kind,
        place=park.place,
        year=asked.year,
        rule_date=asked.on,
        instruments={park.place.code: kept_ruling(part)},
        counts=part.counts,
        **hashes([part]),
    )


def class_result(park: Park) -> EnterpriseResult:
    """The result of the firm that came last."""
    rows = EnterpriseResult.objects.filter(run=class_run(park), county=park.place)
    return rows.latest("enterprise_id")


def grade_run(park: Park) -> Run:
    """Park grades, over the park alone."""
    return classed(park, park.place.county_code, kind=Run.Kind.PARKS)


def grade_result(park: Park) -> ParkResult:
    return ParkResult.objects.get(run=grade_run(park), park=park)


def evaluation_scheme(park: Park, **given: Any) -> EvaluationScheme:
    """A draft of the park's own place: its next step is its drafter's."""
    values = {"place": park.place, "title": "评价方案", "valid_from": DAY, "drafted_by": UserFactory()}
    content = shipped_class_schemes()[0]["content"]
    return EvaluationScheme.objects.create(**{**values, "content": content, **given})


def result_notice(park: Park) -> ResultNotice:
    """A draft: its next step is that of whoever evaluates."""
    return ResultNotice.objects.create(place=park.place, year=YEAR, run=class_run(park))


def star_case(park: Park, **given: Any) -> StarCase:
    """A draft of the park, with a mark for every item of its scheme; a park has one at a time."""
    load_reference()
    if not given and (known := StarCase.objects.filter(park=park, state="draft").first()):
        return known
    scheme = EvaluationScheme.objects.get(is_reference=True, policy="cixi-2021", subject="stars")
    values = {"year": YEAR, "star": 2, "kind": "first", "authority": "county", "scheme": scheme}
    case = StarCase.objects.create(park=park, content=scheme.content, **{**values, **given})
    StarMark.objects.bulk_create(
        [StarMark(case=case, code=one["code"]) for one in (*case.content["items"], *case.content["vetoes"])]
    )
    return case


def star_removal(park: Park) -> StarRemoval:
    return StarRemoval.objects.create(
        park=park, ground="grade", reason="绩效评价 D 档", document="文号", removed_on=DAY
    )


def star_result(park: Park) -> StarResult:
    """A case's result in a run over the park alone, by the scheme of its case."""
    case, run_id = star_case(park, state="withdrawn"), next_id(Run)
    asked = Asked(park.place, YEAR, kind=Run.Kind.STARS)
    ruling = class_ruling(get_library(), "330282", asked.on)
    part = evaluate_county(run_id=run_id, basis=Basis(park.place, ruling, case.scheme), asked=asked)
    kept_run(park, asked, run_id, part)
    frozen = {"run_id": run_id, "county": park.place, "case": case}
    RunStarMark.objects.create(**frozen, code="fire_item", points=Decimal(3), vetoed=False)
    found = {"dimensions": [Decimal(3)], "score": Decimal(3), "reached": 0, "rank": 1}
    return StarResult.objects.create(
        **frozen,
        park=park,
        case_version=1,
        case_state="decide",
        park_name=park.name,
        applied=2,
        gate_grade="B",
        **found,
    )


def star_run(park: Park) -> Run:
    return Run.objects.get(pk=star_result(park).run_id)


def target(park: Park) -> PlanTarget:
    return PlanTarget.objects.create(
        area=park.place,
        indicator="annex1.land_started",
        year=2020,
        state="number",
        value=Decimal(100),
        instrument_id="wenzhou-2019",
        period_start=datetime.date(2020, 1, 1),
        period_end=datetime.date(2020, 12, 31),
    )


def disabled(park: Park) -> Any:
    user = UserFactory(is_active=False)
    give(user, "operator", park.place)
    return user


def reading(park: Park) -> MeterReading:
    meter = Meter.objects.create(park=park, kind="water", number=f"S{next(NUMBERS)}")
    return MeterReading.objects.create(meter=meter, on=DAY, value=Decimal("7.5"))


def waiver(park: Park) -> Waiver:
    """A draft: its next step is its drafter's."""
    until = datetime.date(2030, 1, 1)
    return Waiver.objects.create(
        park=park, rule="w05.far", reason="工艺需要", document="会议纪要", decided_on=DAY, valid_until=until
    )


def scheme(park: Park, **values: Any) -> AdmissionScheme:
    """A draft of the park's own place: its next step is its drafter's."""
    given = {
        "place": park.place,
        "title": "方案",
        "valid_from": DAY,
        "content": shipped_schemes()[0]["content"],
    }
    return AdmissionScheme.objects.create(drafted_by=UserFactory(), **{**given, **values})


def commitment(park: Park) -> Any:
    return contract_scenes.effective(park).commitments.first()


SUBJECTS: dict[str, Callable[[Park], Any]] = {
    "contract": contract_scenes.effective,
    "contract_template": contract_scenes.template,
    "commitment": commitment,
    "breach": contract_scenes.breach,
    "park": lambda park: park,
    "waiver": waiver,
    "parcel": lambda park: ParcelFactory(park=park),
    "phase": lambda park: PhaseFactory(park=park),
    "attachment": attachment,
    "reading": reading,
    "building": lambda park: BuildingFactory(park=park),
    "storey": lambda park: StoreyFactory(building__park=park),
    "unit": lambda park: UnitFactory(storey__building__park=park),
    "danger": lambda park: HiddenDangerFactory(park=park),
    "firm": firm,
    "developer": developer,
    "occupancy": lambda park: OccupancyFactory(park=park, enterprise=EnterpriseFactory()),
    "figure": figure,
    "difference": difference,
    "filing": lambda park: Filing.objects.get_or_create(park=park, form="park_year", year=YEAR)[0],
    "tenancy": tenancy,
    "growth": lambda park: GrowthEventFactory(park=park),
    "application": application,
    "scheme": scheme,
    "submitted": submitted,
    "approved": approved,
    "round": round_,
    "objection": objection,
    "in_review": in_review,
    "job": job,
    "sheet": sheet,
    "audit_entry": audit_entry,
    "account": account,
    "disabled": disabled,
    "run": run,
    "result": result,
    "class_run": class_run,
    "class_result": class_result,
    "grade_run": grade_run,
    "grade_result": grade_result,
    "evaluation_scheme": evaluation_scheme,
    "star_case": star_case,
    "star_run": star_run,
    "star_result": star_result,
    "target": target,
    "place": lambda park: park.place,
}
