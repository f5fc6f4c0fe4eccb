"""评分方案: what stands against one, beside what stands against every local scheme (W9, W10)."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.selectors import people_with
from admissions.models import AdmissionScheme
from admissions.rules.scheme import Scheme
from admissions.rules.scheme.publishing import lacking
from admissions.rules.scheme.words import differences
from policies.accessor import Rules
from policies.library import get_library
from portal.schemes.kind import SchemeKind, scheme_kinds


def faults(scheme: AdmissionScheme) -> list[str]:
    """What its content lacks, by itself and for the policy."""
    found, wrong = Scheme.sketch(scheme.content)
    rules = Rules(get_library(), scheme.place.policy_code, scheme.valid_from)
    return [*wrong, *lacking(found, rules)]


def dates(scheme: AdmissionScheme) -> list[str]:
    """Nobody is scored by a rule that was not published on the day."""
    late = scheme.valid_from < timezone.localdate()
    return [f"生效日期 {scheme.valid_from} 已过，请改为今天或以后。"] if late else []


def changes(scheme: AdmissionScheme, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Any]:
    return differences(Scheme.sketch(old)[0], Scheme.sketch(new)[0])


SCHEMES = scheme_kinds.register(
    SchemeKind(
        code="scheme",
        label="评分方案",
        model=AdmissionScheme,
        url="admissions:scheme",
        faults=faults,
        dates=dates,
        differences=changes,
        effect="，{period}首次提交的申请按本方案评分，任何人可以查阅。",
        publishers=lambda place: people_with("scheme.publish", place),
    )
)
SCHEME = SCHEMES.flow
