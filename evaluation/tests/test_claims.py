"""奖补申请: worked out from rows, proposed by one and checked by another, paid no more than once (W16, C十四, C十八)."""

import datetime
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from evaluation import claims
from evaluation.flows import CLAIM
from evaluation.models import Claim, HigherReward, RevenueContribution
from evaluation.money_records import CLAIM_KIND, RELIEF
from evaluation.services.claims import propose_claim
from parks.models import ParkStar
from parks.services.records import add_record, change_record
from parks.services.soundness import Unsound
from portal.errors import Incomplete, NotAllowed, PortalError
from portal.models import AuditEntry
from portal.workflow import perform
from tests.factories import ParcelFactory, ParkFactory, place, user_with

pytestmark = pytest.mark.usefixtures("places")
DAY = datetime.date
LUCHENG, CIXI = "330302", "330282"
GROWTH, ONE, THREE = "w16.reward_of_year", "c14.one_star_reward", "c14.three_star_reward"


@pytest.fixture
def officers():
    return [user_with("county_officer", place(CIXI)) for _ in range(2)]


@pytest.fixture
def park():
    """A park of 慈溪 that was given one star and then three stars in 2022."""
    park = ParkFactory(under=place(CIXI), recognised_on=DAY(2021, 10, 1))
    for star, month in ((1, 3), (3, 9)):
        ParkStar.objects.create(park=park, star=star, on=DAY(2022, month, 1), document=f"{star} 星文件")
    return park


def step(claim, transition, actor, comment="同意", **given) -> Claim:
    return perform(
        flow=CLAIM, subject=claim, transition=transition, actor=actor, comment=comment, given=given
    )


def approved(officers, park, reward, year=2022) -> Claim:
    claim = propose_claim(actor=officers[0], park=park, reward=reward, year=year)
    return step(step(claim, "submit", officers[0]), "approve", officers[1])


def pay(claim, actor, wan) -> Claim:
    return step(
        claim, "pay", actor, paid_on=DAY(2023, 3, 1), paid_wan=Decimal(wan), payment_document="拨款单 1 号"
    )


def contributions(park, *amounts, since=2019, kind="operator"):
    for year, amount in enumerate(amounts, start=since):
        RevenueContribution.objects.create(
            park=park, kind=kind, year=year, amount_wan=amount, source="税务局"
        )


def test_w16_each_years_reward_comes_from_the_contributions_and_adds_up_to_the_policys_example():
    park = ParkFactory(first_operating_year=2020)
    contributions(park, 0, 100, 150, 140, 200, 200, 260, 300, 280)
    years = [claims.worth(park, GROWTH, year) for year in range(2020, 2028)]
    assert sum(year.amount_wan for year in years) == Decimal("218.00")
    third = years[3].explanation
    assert third.result == Decimal("30.00") and third.clause_ids == ("w16",)
    assert {one.name for one in third.operands} == {"operating_year", "previous_wan", "current_wan"}
    assert all("/parks/records/contribution/" in one.source_url for one in third.operands[1:])


@pytest.mark.parametrize(
    ("first", "year", "words"),
    [(None, 2020, "投运首年"), (2020, 2021, "没有登记 2021 年"), (2011, 2020, "只奖励投运第 1 至第 8 年")],
)
def test_w16_what_is_missing_is_said_and_nothing_is_worked_out(first, year, words):
    park = ParkFactory(first_operating_year=first)
    contributions(park, 10, 20)
    found = claims.worth(park, GROWTH, year)
    assert found.amount_wan is None and words in " ".join(found.missing)


def test_c14_digital_and_revenue_ask_for_acceptance_and_stars(park):
    park.digital_spending.create(year=2022, software_wan=300, hardware_wan=200, document="审计报告")
    assert "竣工验收" in claims.worth(park, "c14.digital_subsidy", 2022).missing[0]
    ParcelFactory(park=park, started_on=None, accepted_on=DAY(2022, 5, 1))
    assert claims.worth(park, "c14.digital_subsidy", 2022).amount_wan == 80
    contributions(park, 350, since=2022, kind="firms")
    assert "4 星级及以上" in claims.worth(park, "c14.revenue_reward", 2022).missing[0]
    ParkStar.objects.create(park=park, star=4, on=DAY(2022, 12, 31))
    assert claims.worth(park, "c14.revenue_reward", 2022).amount_wan == 300
    assert claims.worth(park, "c14.provincial_reward", 2021).amount_wan == 10


def test_an_amount_is_never_typed_and_another_person_checks_it(park, officers):
    claim = propose_claim(actor=officers[0], park=park, reward=THREE, year=2022)
    assert claim.amount_wan == 50 and "amount_wan" not in CLAIM_KIND.fields
    with pytest.raises(Unsound, match="不能填写"):
        change_record(actor=officers[0], kind=CLAIM_KIND, row=claim, version=1, values={"year": 2021})
    claim = step(claim, "submit", officers[0])
    with pytest.raises(NotAllowed, match="另一人复核"):
        step(claim, "approve", officers[0])
    claim = pay(step(claim, "approve", officers[1]), officers[0], 50)
    assert (claim.state, claim.paid_wan, claim.payment_document) == ("paid", 50, "拨款单 1 号")
    assert AuditEntry.objects.filter(action="claim.pay", object_id=str(claim.pk)).exists()
    assert claims.kept_explanation(claim.basis).result == 50


def test_c14_each_level_is_rewarded_once_for_a_park(park, officers):
    propose_claim(actor=officers[0], park=park, reward=ONE, year=2022)
    with pytest.raises(Unsound, match="每级只奖励一次"):
        propose_claim(actor=officers[0], park=park, reward=ONE, year=2023)
    with pytest.raises(Unsound, match="已经提出"):
        propose_claim(actor=officers[0], park=park, reward=ONE, year=2022)


def test_c18_one_star_is_covered_by_three_stars_of_the_same_year(park, officers):
    small = propose_claim(actor=officers[0], park=park, reward=ONE, year=2022)
    small = step(small, "submit", officers[0])
    large = approved(officers, park, THREE)
    with pytest.raises(Incomplete, match=r"“三星级园区奖励”50\.00 万元更高"):
        step(small, "approve", officers[1])
    assert claims.own_ruling(large).due_wan == 50


def test_c18_what_was_paid_for_one_star_is_taken_off_the_three_stars(park, officers):
    pay(approved(officers, park, ONE), officers[0], 20)
    large = approved(officers, park, THREE)
    with pytest.raises(PortalError, match=r"不超过应付的 30\.00 万元"):
        pay(large, officers[0], 50)
    assert pay(large, officers[0], 30).state == "paid"


def test_c18_a_higher_levels_policy_is_carried_out_and_one_out_of_force_is_not(park, officers):
    large = approved(officers, park, THREE)
    given = {"title": "省级奖励", "purpose": "operation", "level": 3, "year": 2022, "document": "省文件"}
    row = HigherReward.objects.create(park=park, amount_wan=10, overrides=True, **given)
    with pytest.raises(Incomplete, match="上级政策已作调整"):
        pay(large, officers[0], 50)
    row.change(row.version, valid_until=DAY(2022, 6, 30))
    assert pay(large, officers[0], 50).state == "paid"


def test_no_reward_is_asked_for_where_no_rule_gives_it(park, officers):
    for reward, year in ((GROWTH, 2022), (THREE, 2024), (THREE, 2020)):
        with pytest.raises(Unsound, match="没有这项奖补的规定"):
            propose_claim(actor=officers[0], park=park, reward=reward, year=year)
    with pytest.raises(NotAllowed):
        propose_claim(actor=user_with("operator", park.place), park=park, reward=THREE, year=2022)


def test_what_changed_after_it_was_handed_in_goes_back_first():
    officers = [user_with("county_officer", place(LUCHENG)) for _ in range(2)]
    park = ParkFactory(first_operating_year=2020)
    contributions(park, 100, 150)
    claim = propose_claim(actor=officers[0], park=park, reward=GROWTH, year=2020)
    claim = step(claim, "submit", officers[0])
    row = RevenueContribution.objects.get(year=2020)
    row.change(row.version, amount_wan=Decimal(160))
    with pytest.raises(Incomplete, match="有改动"):
        step(claim, "approve", officers[1])
    assert claims.kept_explanation(claim.basis).result == 50, "what was handed in explains itself as it was"
    claim = step(claim, "send_back", officers[1])
    assert step(claim, "submit", officers[0]).amount_wan == 60


def test_the_database_pays_no_more_than_was_worked_out(park, officers):
    claim = approved(officers, park, THREE)
    paid = {"paid_on": DAY(2023, 1, 1), "payment_document": "x", "state": "paid"}
    with pytest.raises(IntegrityError, match="claim_paid_as_a_whole"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(paid_wan=Decimal("50.01"), **paid)


def test_the_page_shows_the_amount_what_covers_it_and_why(park, officers, client):
    small = step(propose_claim(actor=officers[0], park=park, reward=ONE, year=2022), "submit", officers[0])
    approved(officers, park, THREE)
    client.force_login(officers[1])
    page = client.get(CLAIM_KIND.url(small.pk)).content.decode()
    for words in (
        "一星级园区奖励上限",
        "已被覆盖",
        "50.00 万元更高，从高享受",
        "从高、从优、不重复",
        "1 星文件",
    ):
        assert words in page
    assert "待复核奖补" in client.get("/").content.decode()
    assert park.name in client.get(CLAIM_KIND.list_url()).content.decode()
    new = client.post(CLAIM_KIND.new_url(park), {"reward": "c14.digital_subsidy", "year": "2022"})
    page = client.get(new["Location"]).content.decode()
    assert "没有登记 2022 年的数字化投入" in page


def test_w16_a_relief_says_its_last_day_and_what_a_pre_sale_is_taxed_on(client):
    officer, park = user_with("county_officer", place(LUCHENG)), ParkFactory()
    empty = dict.fromkeys(("enterprise", "valid_until", "amount_wan", "presale_income_wan"))

    def page(**values) -> str:
        given = {**empty, "valid_from": DAY(2020, 7, 15), "document": "税务函", "note": "", **values}
        row = add_record(actor=officer, kind=RELIEF, owner=park, values=given)
        return client.get(RELIEF.url(row.pk)).content.decode()

    client.force_login(officer)
    found = page(kind="land_use_tax", valid_until=DAY(2023, 7, 14))
    assert "最晚享受到 2023-07-14，按第 1 档缴纳" in found and "在优惠年限内" in found
    assert "请核对" in page(kind="land_use_tax", valid_until=DAY(2023, 7, 15))
    assert "100.00" in page(kind="presale", presale_income_wan=Decimal(2000))
    with pytest.raises(Unsound, match="请选择企业并填写金额"):
        page(kind="service_voucher")
