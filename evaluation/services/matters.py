"""Freezing what a county says of its firms, and which of them reported nothing."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Value

from accounts.models import Place
from enterprises.models import Enterprise, Occupancy, YearlyFigure
from evaluation import measures
from evaluation.models import EvaluationMatter, RunMatter
from evaluation.rules.classes import ClassScheme
from evaluation.rules.classes.evaluating import Outcome
from evaluation.rules.classes.scoring import mark_of
from portal.bulk import insert_from_select

Kind = EvaluationMatter.Kind
NOTHING_REPORTED = "有入驻记录，没有报送本年度数据"


def freeze_matters(run_id: int, county: Place, year: int, scheme: ClassScheme) -> None:
    """Copy the county's matters of the year, and note the firms that were there and reported nothing."""
    items = {one.label: mark_of(one) for one in scheme.adjustments}
    rows = (
        EvaluationMatter.objects.filter(place=county, year=year).select_related("enterprise").order_by("pk")
    )
    kept = [frozen(run_id, matter, items) for matter in rows if counts(matter, items)]
    RunMatter.objects.bulk_create(kept, batch_size=1000)
    silent = silent_firms(county, year).order_by("pk")
    insert_from_select(
        RunMatter,
        silent,
        {
            "run": Value(run_id),
            "county": Value(county.pk),
            "enterprise": "pk",
            "enterprise_name": "name",
            "uscc": "uscc",
            "mark": Value(Outcome.NOT_REPORTED.value),
            "label": Value(Outcome.NOT_REPORTED.label),
            "reason": Value(NOTHING_REPORTED),
            "document": Value(""),
        },
    )


def counts(matter: EvaluationMatter, items: dict[str, str]) -> bool:
    """An adjustment counts when the scheme has it; every other matter always does."""
    return matter.kind != Kind.ADJUSTMENT or matter.item in items


def frozen(run_id: int, matter: EvaluationMatter, items: dict[str, str]) -> RunMatter:
    adjusts = matter.kind == Kind.ADJUSTMENT
    return RunMatter(
        run_id=run_id,
        county_id=matter.place_id,
        enterprise=matter.enterprise,
        enterprise_name=matter.enterprise.name,
        uscc=matter.enterprise.uscc,
        mark=items[matter.item] if adjusts else matter.kind,
        label=matter.item if adjusts else matter.get_kind_display(),
        reason=matter.reason,
        document=matter.document,
        matter_id=matter.pk,
        matter_version=matter.version,
    )


def silent_firms(county: Place, year: int) -> QuerySet[Enterprise]:
    """Firms with a counted month in a park of the county and no figure of the year there."""
    stays: QuerySet[Any] = Occupancy.objects.filter(
        enterprise=OuterRef("pk"), park__place__path__startswith=county.path
    ).annotate(months=measures.months_occupied(year, "valid_from", "valid_until"))
    figures = YearlyFigure.objects.filter(
        enterprise=OuterRef("pk"), year=year, park__place__path__startswith=county.path
    )
    return Enterprise.objects.filter(
        Exists(stays.filter(months__gt=0)), ~Exists(figures), merged_into__isnull=True
    )
