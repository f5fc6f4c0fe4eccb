"""演示数据: star cases on their way. 慈溪: one awarded three stars by the city, one made public with an objection, one to be
visited, one in draft, and one park whose star was taken away; 鹿城: one to be scored."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.demo import give_operator
from accounts.models import Place, User
from evaluation.flows import CASE, REMOVAL
from evaluation.models import Run, StarCase
from evaluation.park_grades import published_grade
from evaluation.rules.stars.scoring import passes, suggested
from evaluation.services import Asked, evaluate_now
from evaluation.services.objections import file_objection
from evaluation.services.stars import begin_case, save_sheet
from evaluation.star_records import REMOVAL_KIND
from evaluation.star_standing import rules_of
from parks.models import Park
from parks.services.records import add_record
from policies.numbers import round_half_up
from portal.workflow import perform

YEAR, CIXI, LUCHENG = 2022, "330282", "330302"
PEOPLE = ("cixi", "cixi2", "cixi-operator", "ningbo", "operator")
WEEK = datetime.timedelta(days=7)
STRONG, FAIR = Decimal("0.94"), Decimal("0.8")


def load() -> int:
    """Make the demo cases; answers how many there are. Does nothing when there are some already."""
    people = {user.username: user for user in User.objects.filter(is_demo=True)}
    if not StarCase.objects.exists() and set(PEOPLE) <= people.keys():
        Demo(people).load()
    return StarCase.objects.count()


def ready(code: str) -> Iterator[Park]:
    """Recognised parks of the county whose published grade opens the gate."""
    parks = Park.objects.filter(
        is_demo=True, place__path__contains=f"/{code}/", recognised_on__isnull=False, merged_into=None
    )
    for park in parks.select_related("place__parent__parent").order_by("place__path"):
        grade = published_grade(park)
        if grade and passes(grade.park_grade, "C"):
            yield park


class Demo:
    def __init__(self, people: dict[str, User]) -> None:
        self.officer, self.second = people["cixi"], people["cixi2"]
        self.city, self.operator = people["ningbo"], people["cixi-operator"]
        self.other = people["operator"]

    def load(self) -> None:
        makes = (self.awarded, self.made_public, self.to_visit, self.draft)
        parks = [park for park in ready(CIXI) if (park.star or 0) <= 2][: len(makes)]
        for park in parks:
            give_operator(self.operator, park)
        # What one may do is read once a person.
        self.operator = User.objects.get(pk=self.operator.pk)
        for park, make in zip(parks, makes, strict=False):
            make(park)
        self.removed()
        own = Park.objects.for_user(self.other, "star.apply")
        for park in [one for one in ready(LUCHENG) if own.filter(pk=one.pk)][:1]:
            self.handed_in(park, max(park.star or 1, 2), self.other)
        place = Place.objects.get(code=CIXI)
        evaluate_now(actor=self.officer, asked=Asked(place, YEAR, kind=Run.Kind.STARS))

    def awarded(self, park: Park) -> None:
        """Recommended by the county, made public and awarded by the city; as if the days of publicity were over."""
        today = timezone.localdate()
        case = self.step(self.visited(park, 3, STRONG), "recommend", self.second, "同意推荐。")
        case = self.step(case, "city_publicise", self.city, "同意公示。", last_day=today, is_public=True)
        rows = StarCase.objects.filter(pk=case.pk)
        rows.update(publicity_from=today - 2 * WEEK, publicity_until=today - WEEK)
        given = {"document": "演示文号（2023）12 号", "awarded_on": today - datetime.timedelta(days=3)}
        self.step(rows.get(), "city_award", self.city, "公示无异议。", **given)

    def made_public(self, park: Park) -> None:
        case = self.visited(park, 2, FAIR)
        days = {"last_day": timezone.localdate() + WEEK, "is_public": True}
        case = self.step(case, "publicise", self.second, "评分核对无误。", **days)
        said = "园区东门消防通道长期停放货车，请核实。"
        file_objection(notice=case, name="演示企业", contact="0574-00000000", text=said)

    def to_visit(self, park: Park) -> None:
        self.scored(park, 2, FAIR)

    def draft(self, park: Park) -> None:
        """Half of the sheet is filled."""
        case = begin_case(
            actor=self.operator, park=park, year=YEAR, star=max(park.star or 1, 2), statement="首次申报"
        )
        self.fill(case, self.operator, STRONG, every=2)

    def removed(self) -> None:
        rows = Park.objects.filter(is_demo=True, place__path__contains=f"/{CIXI}/", star__isnull=False)
        park = rows.exclude(star_cases__isnull=False).order_by("place__path").first()
        if park is None:
            return
        values = {
            "ground": "given_up",
            "reason": "园区整体改造，运营机构申请不再保留星级",
            "document": "演示文号（2023）15 号",
            "removed_on": timezone.localdate() - WEEK,
        }
        row = add_record(actor=self.officer, kind=REMOVAL_KIND, owner=park, values=values)
        row = perform(flow=REMOVAL, subject=row, transition="submit", actor=self.officer)
        perform(flow=REMOVAL, subject=row, transition="remove", actor=self.second, comment="核对属实。")

    def visited(self, park: Park, star: int, share: Decimal) -> StarCase:
        visit = {
            "visited_on": timezone.localdate() - WEEK,
            "visitors": "徐海波、县消防救援大队一人",
            "findings": "抽查台账和现场，与申报材料基本一致。",
        }
        return self.step(self.scored(park, star, share), "visit", self.officer, "", **visit)

    def scored(self, park: Park, star: int, share: Decimal) -> StarCase:
        case = self.handed_in(park, max(park.star or 1, star), self.operator)
        case = self.fill(case, self.officer, share)
        return self.step(case, "score", self.officer)

    def handed_in(self, park: Park, star: int, operator: User) -> StarCase:
        case = begin_case(
            actor=operator, park=park, year=YEAR, star=star, statement="按评定方案逐项自评，材料齐全。"
        )
        return self.step(self.fill(case, operator, Decimal(1)), "submit", operator)

    def fill(self, case: StarCase, actor: User, share: Decimal, every: int = 1) -> StarCase:
        """A share of each item's points; what the rows suggest where that is more."""
        marks = {one.code: one for one in case.marks.all()}
        rows: dict[str, dict[str, Any]] = {}
        for item in rules_of(case).items[::every]:
            hint = suggested(item, marks[item.code].measured) or Decimal(0)
            points = max(round_half_up(item.points * share), hint)
            rows[item.code] = {"points": points, "note": "见佐证材料", "reason": "核对材料和库中数据"}
        return save_sheet(actor=actor, case=case, version=case.version, rows=rows)

    def step(self, case: StarCase, code: str, actor: User, comment: str = "", **given: Any) -> StarCase:
        return perform(flow=CASE, subject=case, transition=code, actor=actor, comment=comment, given=given)
