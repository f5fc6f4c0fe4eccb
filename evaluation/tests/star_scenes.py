"""Parks with a published grade, and star cases on their way, for the tests."""

import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from evaluation.flows import CASE
from evaluation.models import ParkResult, ResultNotice, Run, StarCase
from evaluation.services.reference import load_reference
from evaluation.services.stars import begin_case, save_sheet
from evaluation.star_standing import rules_of
from parks.models import Park
from portal.bulk import next_id
from portal.workflow import perform
from tests.factories import ParkFactory, PhaseFactory, UserFactory, place, user_with

YEAR = 2022
CIXI, NINGBO = "330282", "330200"
RECOGNISED = datetime.date(2021, 9, 1)


def graded(park: Park, grade: str = "B", year: int = YEAR) -> ParkResult:
    """The park's published grade of the year."""
    county = place(park.place.county_code)
    run = Run.objects.create(
        pk=next_id(Run),
        kind=Run.Kind.PARKS,
        year=year,
        place=county,
        rule_date=datetime.date(year, 12, 31),
        instruments={county.code: {"title": "规定"}},
        counts={},
        rulebook_hash="0" * 64,
        inputs_hash="0" * 64,
        results_hash="0" * 64,
    )
    score = {"score": Decimal(80), "rank": 1, "ranked_grade": grade, "park_grade": grade}
    row = ParkResult.objects.create(
        run=run,
        county=county,
        park=park,
        name=park.name,
        park_type=park.park_type,
        outcome="ranked",
        values=[],
        points=[],
        bonus=0,
        deduction=0,
        vetoes=[],
        **score,
    )
    today = timezone.localdate()
    ResultNotice.objects.create(
        place=county,
        kind=Run.Kind.PARKS,
        year=year,
        run=run,
        state="published",
        publicity_from=today,
        publicity_until=today,
        published_by=UserFactory(),
        published_at=timezone.now(),
    )
    return row


def recognised_park(under: str = CIXI, **values: Any) -> Park:
    park = ParkFactory(under=place(under), recognised_on=RECOGNISED, **values)
    PhaseFactory(park=park, completed_on=datetime.date(2021, 5, 1))
    return park


class Scene:
    """A park of 慈溪 with a published grade, and everybody who has a part in its star."""

    def __init__(self, grade: str = "B") -> None:
        load_reference()
        self.park = recognised_park()
        if grade:
            graded(self.park, grade)
        self.operator = user_with("operator", self.park.place)
        self.scorer = user_with("county_officer", place(CIXI))
        self.second = user_with("county_officer", place(CIXI))
        self.city = user_with("city_officer", place(NINGBO))

    def begin(self, star: int = 2, year: int = YEAR) -> StarCase:
        return begin_case(actor=self.operator, park=self.park, year=year, star=star, statement="申请")

    def fill(self, case: StarCase, actor: Any, share: str = "1", **points: str) -> StarCase:
        """Every item with a share of its points, but for those named."""
        rules = rules_of(case)
        rows = {
            one.code: {"points": one.points * Decimal(share), "reason": "核对材料", "note": "见附件"}
            for one in rules.items
        }
        rows |= {code: {**rows[code], "points": Decimal(value)} for code, value in points.items()}
        case.refresh_from_db()
        save_sheet(actor=actor, case=case, version=case.version, rows=rows)
        case.refresh_from_db()
        return case

    def step(self, case: StarCase, code: str, actor: Any, comment: str = "意见", **given: Any) -> StarCase:
        return perform(flow=CASE, subject=case, transition=code, actor=actor, comment=comment, given=given)

    def submitted(self, star: int = 2) -> StarCase:
        case = self.fill(self.begin(star), self.operator)
        return self.step(case, "submit", self.operator)

    def visited(self, star: int = 2, share: str = "1", **points: str) -> StarCase:
        """Scored and visited: what the second person decides on."""
        case = self.fill(self.submitted(star), self.scorer, share, **points)
        case = self.step(case, "score", self.scorer)
        return self.step(case, "visit", self.scorer, **VISIT)

    def publicised(self, star: int = 2) -> StarCase:
        today = timezone.localdate()
        return self.step(self.visited(star), "publicise", self.second, last_day=today, is_public=True)


VISIT = {"visited_on": datetime.date(2023, 5, 8), "visitors": "张三、李四", "findings": "与材料一致"}
AWARD = {"document": "慈经信〔2023〕8 号", "awarded_on": datetime.date(2023, 6, 1)}
