"""An evaluation by schemes (W12, C十三): county by county, each in one transaction, and the run itself when all are there.

What is evaluated, enterprises or parks, is a `RunKind`. `run_jobs` calls `evaluate_county` in a job for each county and
`finish` in the run's own; delivered twice, or again after a broken worker, they find their part and do nothing
(docs/decisions/0010-evaluation.md).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from accounts.models import Place, User
from evaluation.models import EvaluationScheme, Run, RunPart
from evaluation.rules.class_rulings import ClassRuling, class_ruling, hash_of, rulebook_hash
from evaluation.rules.rulings import NO_RULE
from evaluation.schemes import scheme_for
from evaluation.services.places import counties_of, require_year
from policies.errors import NoRuleInForce
from policies.library import get_library, rule_date_for_year
from policies.local import SchemeFaulty
from portal import audit
from portal.bulk import next_id
from portal.errors import PortalError
from portal.registry import Registry


@dataclass(frozen=True)
class RunKind:
    """What there is to say about a kind of run. `code` is that of `Run.Kind` and of the schemes' subject.

    `ready` answers whether a county has anything to evaluate in a year, `nothing` says that it has not. `write`
    freezes the county and writes its results; it answers what they were measured by and how many there are of each
    sort. The hashes are those of a run's county; `replayed` computes it again and answers every difference.
    """

    code: str
    ready: Callable[[Place, int], bool]
    nothing: Callable[[int], str]
    write: Callable[[int, Place, int, Any], tuple[dict[str, Any], dict[str, int]]]
    inputs_hash: Callable[[int, int], str]
    results_hash: Callable[[int, int], str]
    replayed: Callable[[RunPart], list[str]]


run_kinds: Registry[RunKind] = Registry("kinds of runs by schemes")


@dataclass(frozen=True)
class Basis:
    """What a county is evaluated by; of a what-if run another scheme or another day."""

    county: Place
    ruling: ClassRuling
    scheme: EvaluationScheme

    @property
    def kept_scheme(self) -> dict[str, Any]:
        one = self.scheme
        return {
            "id": one.pk,
            "version": one.version,
            "title": one.title,
            "is_reference": one.is_reference,
            "content": one.rules.as_content(),
        }


@dataclass(frozen=True)
class Asked:
    """What a run is to evaluate. `scheme` and `rule_year` are given for what-if runs only."""

    place: Place
    year: int
    scheme: EvaluationScheme | None = None
    rule_year: int | None = None
    kind: str = Run.Kind.ENTERPRISES

    @property
    def hypothetical(self) -> bool:
        return self.scheme is not None or self.rule_year not in (None, self.year)

    @property
    def on(self) -> Any:
        return rule_date_for_year(self.rule_year or self.year)

    @property
    def of(self) -> RunKind:
        return run_kinds.get(self.kind)

    @property
    def assumption(self) -> str:
        words = [f"改用方案“{self.scheme}”"] if self.scheme else []
        if self.rule_year not in (None, self.year):
            words.append(f"改用 {self.on} 的规则")
        return "，".join(words)


@transaction.atomic
def evaluate_now(*, actor: Any, asked: Asked) -> Run:
    """Evaluate every county of the place and write the run; `actor` None is the keeper of the machine.

    Raises NotAllowed, and PortalError when there is no rule, no figures, or a scheme that is not whole.
    """
    if actor is not None:
        actor.require("evaluation.run", asked.place)
    found = bases(asked)
    run_id = next_id(Run)
    for basis in found:
        evaluate_county(run_id=run_id, basis=basis, asked=asked)
    counties = {basis.county.pk for basis in found}
    run = finish(run_id=run_id, actor=actor, asked=asked, counties=counties)
    if run is None:
        raise PortalError("评价没有完成，请重试。", code="not_finished")
    return run


def bases(asked: Asked) -> list[Basis]:
    """What each county of the place is evaluated by; those without a rule are left out.

    Raises PortalError when none is left, or none has anything to evaluate.
    """
    require_year(asked.year)
    found = [one for county in counties_of(asked.place) if (one := basis_of(county, asked))]
    if not found:
        raise PortalError(
            f"{asked.place.name}在 {asked.on} {NO_RULE}，不能评价 {asked.year} 年数据。请选择其他年度或地域。",
            code="no_rule_in_force",
        )
    found = [one for one in found if asked.of.ready(one.county, asked.year)]
    if not found:
        raise PortalError(f"{asked.place.name}{asked.of.nothing(asked.year)}。", code="no_figures")
    return found


def basis_of(county: Place, asked: Asked) -> Basis | None:
    try:
        ruling = class_ruling(get_library(), county.policy_code, asked.on)
        scheme = asked.scheme or scheme_for(county, asked.on, asked.kind)
    except NoRuleInForce:
        return None
    try:
        _ = scheme.rules
    except SchemeFaulty as fault:
        raise PortalError(f"方案“{scheme}”还不完整：{fault}", code="scheme_faulty") from fault
    return Basis(county, ruling, scheme)


@transaction.atomic
def evaluate_county(*, run_id: int, basis: Basis, asked: Asked) -> RunPart:
    """Freeze, score, and write the county's part last; a county that has its part is left as it is."""
    county, work = basis.county, asked.of
    if known := RunPart.objects.filter(run_id=run_id, county=county).first():
        return known
    groups, counts = work.write(run_id, county, asked.year, basis.scheme.rules)
    hold(run_id)
    return RunPart.objects.create(
        run_id=run_id,
        county=county,
        ruling=basis.ruling.as_dict(),
        scheme=basis.kept_scheme,
        groups=groups,
        counts=counts,
        rulebook_hash=rulebook_hash(basis.ruling.as_dict(), basis.kept_scheme),
        inputs_hash=work.inputs_hash(run_id, county.pk),
        results_hash=work.results_hash(run_id, county.pk),
    )


def hold(run_id: int) -> None:
    """Parts of a run are committed one after another, so that whoever writes the last one sees all others."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"evaluation run {run_id}"])


@transaction.atomic
def finish(
    *, run_id: int, actor: User | None, asked: Asked, counties: set[int], job: Any = None
) -> Run | None:
    """Write the run itself once each of the counties has its part; None while one is missing. Again: the run there is."""
    hold(run_id)
    if known := Run.objects.filter(pk=run_id).first():
        return known
    parts = list(RunPart.objects.filter(run_id=run_id).select_related("county").order_by("county__code"))
    if {part.county_id for part in parts} != counties:
        return None
    run = Run.objects.create(
        pk=run_id,
        kind=asked.kind,
        year=asked.year,
        place=asked.place,
        rule_date=asked.on,
        created_by=actor,
        job=job,
        hypothetical=asked.hypothetical,
        assumption=asked.assumption,
        supersedes=None if asked.hypothetical else last_run(asked).first(),
        instruments={part.county.code: kept_ruling(part) for part in parts},
        left_out=left_out(asked, parts),
        counts=added_up(parts),
        **hashes(parts),
    )
    audit.record(
        actor=actor,
        action="evaluation.run",
        subject=run,
        place=asked.place,
        after={"year": asked.year, **run.counts, **hashes(parts)},
    )
    return run


def last_run(asked: Asked) -> QuerySet[Run]:
    """The real runs of the same place, kind and year, the latest first."""
    rows = Run.objects.filter(kind=asked.kind, place=asked.place, year=asked.year, hypothetical=False)
    return rows.order_by("-pk")


def kept_ruling(part: RunPart) -> dict[str, Any]:
    scheme = {name: part.scheme[name] for name in ("id", "title", "is_reference")}
    return {"name": part.county.name, **part.ruling, "scheme": scheme}


def left_out(asked: Asked, parts: list[RunPart]) -> list[dict[str, str]]:
    """The counties that were not evaluated, with the reason."""
    done = {part.county_id for part in parts}
    return [
        {"code": county.code, "name": county.name, "outcome": why_left_out(county, asked)}
        for county in counties_of(asked.place)
        if county.pk not in done
    ]


def why_left_out(county: Place, asked: Asked) -> str:
    return NO_RULE if basis_of(county, asked) is None else asked.of.nothing(asked.year)


def added_up(parts: list[RunPart]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for part in parts:
        for word, number in part.counts.items():
            counts[word] = counts.get(word, 0) + number
    return counts


def hashes(parts: list[RunPart]) -> dict[str, str]:
    names = ("rulebook_hash", "inputs_hash", "results_hash")
    return {name: hash_of({part.county.code: getattr(part, name) for part in parts}) for name in names}
