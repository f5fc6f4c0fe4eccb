"""What a star case stands on: its county's scheme, the gate, and what its park has to show for it (C十三)."""

import calendar
import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import Place
from accounts.roles import COUNTY_LEVEL
from evaluation.models import EvaluationScheme, StarCase, StarMark, StarRemoval
from evaluation.park_grades import published_grade
from evaluation.rules.stars.scoring import passes
from evaluation.schemes import scheme_for
from evaluation.star_measures import measured
from evaluation.star_standing import claim_of, rules_of
from parks.models import Park
from policies.errors import NoRuleInForce
from policies.library import rule_date_for_year
from portal.errors import PortalError

SUBJECT = "stars"
MOST_NAMED = 5


def address(case: StarCase) -> str:
    return reverse("parks:record", args=("star-case", case.pk))


def removal_address(removal: StarRemoval) -> str:
    return reverse("parks:record", args=("star-removal", removal.pk))


def county_of(place: Place) -> Place:
    """The county or zone a park lies in."""
    while place.kind not in COUNTY_LEVEL:
        place = place.parent
    return place


def star_scheme(park: Park, year: int) -> EvaluationScheme:
    """The scheme for figures of the year: the county's, else the reference. Raises PortalError where no rule holds."""
    county, on = county_of(park.place), rule_date_for_year(year)
    try:
        return scheme_for(county, on, SUBJECT)
    except NoRuleInForce as error:
        message = f"{county.name}在 {on} 无有效规定，不能按 {year} 年数据申报星级。请选择其他年度。"
        raise PortalError(message, code="no_rule_in_force") from error


def gate_of(case: StarCase) -> tuple[Any, str]:
    """The park's latest published grade and why it does not open the gate ("" when it does) (C十三)."""
    gate, grade = rules_of(case).settings.gate, published_grade(case.park)
    if grade is None:
        return None, f"园区还没有公布的绩效评价档次；绩效评价 {gate} 档及以上的园区方可自愿申报。"
    if not passes(grade.park_grade, gate):
        words = f"{grade.park_grade} 档" if grade.park_grade else "没有档次"
        return grade, f"园区 {grade.run.year} 年绩效评价为 {words}，低于申报门槛 {gate} 档，不能申报。"
    return grade, ""


def unready(case: StarCase) -> list[str]:
    """What stands against handing the case in: the park, the scheme, its own points, the gate."""
    park = case.park
    found = [] if park.recognised_on else ["园区尚未认定，不能申报星级。"]
    if park.star and case.star < park.star:
        found.append(f"园区已是更高的 {park.star} 星级，不能申报较低星级。")
    try:
        scheme = star_scheme(park, case.year)
        if scheme.pk != case.scheme_id:
            found.append(f"适用的评定方案已改为“{scheme}”，请撤回本申报，按新方案重新申报。")
    except PortalError as refusal:
        found.append(refusal.message)
    if missing := claim_of(case).unscored:
        named = "、".join(one.label for one in missing[:MOST_NAMED])
        found.append(f"还有 {len(missing)} 项没有自评：{named}{'等' if len(missing) > MOST_NAMED else ''}。")
    if closed := gate_of(case)[1]:
        found.append(closed)
    return found


def hand_in(case: StarCase) -> dict[str, Any]:
    """Freeze what the rows say beside each item, and answer the grade that opened the gate today."""
    items = {one.code: one for one in rules_of(case).items if one.measure}
    values = measured(case.park, case.year)
    marks = list(case.marks.filter(code__in=items))
    for mark in marks:
        known = values[items[mark.code].measure]
        mark.measured, mark.measured_how = known.value, known.how[:500]
    StarMark.objects.bulk_update(marks, ("measured", "measured_how"))
    grade = gate_of(case)[0]
    return {
        "kind": kind_for(case.park, case.star),
        "authority": rules_of(case).level(case.star).authority,
        "gate_grade": grade.park_grade,
        "gate_year": grade.run.year,
        "gate_on": timezone.localdate(),
    }


def kind_for(park: Park, star: int) -> str:
    if not park.star:
        return StarCase.Kind.FIRST
    return StarCase.Kind.UPGRADE if star > park.star else StarCase.Kind.REVIEW


def years_later(day: datetime.date, years: int) -> datetime.date:
    """The same day so many years later; 29 February becomes the 28th."""
    last = calendar.monthrange(day.year + years, day.month)[1]
    return datetime.date(day.year + years, day.month, min(day.day, last))


def valid_until(on: datetime.date, years: int) -> datetime.date | None:
    """The last day of a star given on a day; None where stars hold without end."""
    return years_later(on, years) - datetime.timedelta(days=1) if years else None


def in_transition(case: StarCase, today: datetime.date) -> datetime.date | None:
    """Until when the park is in transition after its recognition; None when it is not."""
    since, years = case.park.recognised_on, rules_of(case).settings.transition_years
    until = years_later(since, years) if since and years else None
    return until if until and today < until else None
