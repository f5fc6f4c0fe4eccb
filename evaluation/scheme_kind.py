"""评价方案: what stands against one, beside what stands against every local scheme (W12)."""

import datetime

from django.utils import timezone

from accounts.models import Place
from accounts.selectors import people_with
from evaluation.models import EvaluationScheme, ResultNotice
from evaluation.rules.class_rulings import LAG
from evaluation.rules.subjects import SUBJECTS
from policies.accessor import Rules
from policies.errors import NoRuleInForce
from policies.library import get_library
from portal.schemes.kind import SchemeKind, scheme_kinds
from portal.schemes.succession import DAY


def faults(scheme: EvaluationScheme) -> list[str]:
    return SUBJECTS[scheme.subject].rules.sketch(scheme.content)[1]


def earliest(place: Place, today: datetime.date) -> datetime.date:
    """A scheme may begin with the year whose figures are evaluated now (w12.figures_lag_years); else today."""
    rules = Rules(get_library(), place.policy_code, today)
    try:
        lag = int(rules.value(LAG))
    except NoRuleInForce:
        return today
    return datetime.date(today.year - lag, 1, 1)


def dates(scheme: EvaluationScheme) -> list[str]:
    """No result that has been published changes its scheme afterwards."""
    first = earliest(scheme.place, timezone.localdate())
    early = [f"生效日期不能早于 {first}，请修改。"] if scheme.valid_from < first else []
    known = [
        f"{scheme.place} {year} 年的评价结果已公布，方案不能再改为从 {scheme.valid_from} 起生效。"
        for year in published_years(scheme)
    ]
    return [*early, *known]


def published_years(scheme: EvaluationScheme) -> list[int]:
    """Years on whose last day the scheme would hold and whose result is out."""
    published = ResultNotice.State.PUBLISHED
    rows = ResultNotice.objects.filter(place=scheme.place_id, kind=scheme.subject, state=published)
    rows = rows.filter(year__gte=scheme.valid_from.year)
    if scheme.valid_until:
        rows = rows.filter(year__lt=(scheme.valid_until + DAY).year)
    return sorted(set(rows.values_list("year", flat=True)))


SCHEMES = scheme_kinds.register(
    SchemeKind(
        code="evaluation_scheme",
        label="评价方案",
        model=EvaluationScheme,
        url="evaluation:scheme",
        series=("subject",),
        faults=faults,
        dates=dates,
        differences=lambda scheme, old, new: SUBJECTS[scheme.subject].changes(old, new),
        effect="；12 月 31 日在 {period} 之内的年度，按本方案评价。",
        publishers=lambda place: people_with("scheme.publish", place),
    )
)
SCHEME = SCHEMES.flow
