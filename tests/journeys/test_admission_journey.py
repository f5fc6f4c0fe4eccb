"""入园 from the first word to the way out: a phone, five departments, a public list, a contract, a breach, a transfer."""

import base64
import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Place, User
from admissions.models import AdmissionRound, Application
from admissions.services import rounds
from admissions.services.reference import load_reference as load_schemes
from parks.models import Park
from portal.uscc import uscc_from
from tests.factories import (
    DeveloperFactory,
    ParcelFactory,
    ParkFactory,
    PhaseFactory,
    StoreyFactory,
    UnitFactory,
    place,
    user_with,
)
from tests.journeys.conftest import departments_agree, picture
from tests.journeys.inspection import sideways
from tests.plugin.browser import PHONE, Visit

FIRM, FIRM_CODE = "温州精工阀门有限公司", uscc_from(7401, "330302")
ROUND = "第一批"
# Those who speak at the desk, one after the other; the other departments agree meanwhile.
SPEAKERS = {"industry": "符合产业方向，同意。", "township": "属地无异议。"}
# Section by section: what is typed, what is ticked.
SECTIONS: tuple[tuple[dict[str, str], tuple[str, ...]], ...] = (
    ({"leading_product": "工业阀门", "process": "机加工"}, ("否",)),
    (
        {"answer_rd_share": "5.2", "answer_patents": "3"},
        ("国家高新技术企业或专精特新“小巨人”",),
    ),
    ({"investment_wan": "1200", "answer_equipment_share": "72"}, ()),
    ({"expected_tax_wan": "60", "expected_sales_wan": "2400"}, ()),
    ({}, ()),
    ({}, ()),
    ({}, ()),
    ({"requested_floor_m2": "1000"}, ("租赁",)),
)
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
Fill = Callable[..., None]


@pytest.fixture
def days(monkeypatch):
    """The calendar on the wall: turned on by days, while the clock goes on ticking."""
    now, ahead = timezone.now, [datetime.timedelta()]
    monkeypatch.setattr("django.utils.timezone.now", lambda: now() + ahead[0])

    def later(number: int) -> None:
        ahead[0] += datetime.timedelta(days=number)

    return later


@pytest.fixture
def park(reference) -> Park:
    """A park in a street of 鹿城区 with one room to give, in a round that is open today."""
    load_schemes()
    street = Place.objects.filter(parent__code="330302", kind="township").order_by("code").first()
    park = ParkFactory(name="滨江小微企业园", under=street, developer=DeveloperFactory())
    ParcelFactory(park=park)
    PhaseFactory(park=park)
    storey = StoreyFactory(building__park=park, building__name="1幢", number=1)
    unit = UnitFactory(storey=storey, name="101室", floor_area_m2=Decimal(1000), may_be_sold=True)
    officer = user_with("county_officer", place("330302"), display_name="陈晓东")
    user_with("operator", park.place, display_name="吴丽娜")
    today = timezone.localdate()
    made = rounds.create_round(actor=officer, park=park, name=ROUND, opens_on=today, closes_on=today)
    rounds.offer_units(round_=made, actor=officer, units=[unit])
    rounds.step(round_=made, transition="open", actor=officer)
    return park


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_firm_goes_all_the_way_from_its_application_to_asking_for_a_transfer(park, days, visit, fill):
    story = Story(visit, fill, park)
    story.operator_applies()
    story.officer_sends_back()
    story.operator_mends()
    story.officer_accepts()
    story.departments_speak()
    story.officer_approves()
    days(1)
    story.list_is_published()
    days(8)
    story.list_is_final()
    story.contract_is_signed()
    story.breach_is_recorded()
    story.operator_asks_for_a_transfer()


class Story:
    """The chapters in their order: the operator's telephone, the officer's desk, the departments' desk."""

    def __init__(self, visit: Any, fill: Fill, park: Park) -> None:
        self.phone: Visit = visit(PHONE)
        self.desk: Visit = visit()
        self.fill, self.park = fill, park
        self.visit = visit

    def people(self, name: str) -> User:
        return User.objects.get(display_name=name)

    def operator(self, path: str = "/") -> Page:
        """The operator picks up the telephone."""
        self.phone.become(self.people("吴丽娜"))
        return self.phone.open(path)

    def officer(self, path: str = "/") -> Page:
        self.desk.become(self.people("陈晓东"))
        return self.desk.open(path)

    def fits(self) -> None:
        assert sideways(self.phone) == [], self.phone.page.url

    def operator_applies(self) -> None:
        page = self.operator()
        menu(page, "入园准入")
        page.locator(".page-action").get_by_role("link", name="新建申请").click()
        self.fill(self.phone, firm_name=FIRM, uscc=FIRM_CODE)
        page.get_by_role("button", name="开始填写").click()
        self.fits()
        page.get_by_role("link", name=f"报入“{ROUND}”").click()
        page.get_by_label(FIRM).check()
        press(page, "保存")
        expect(page.locator("main")).to_contain_text(f"已报入批次“{ROUND}”")
        page.locator(".tasks").get_by_role("link", name="企业基本信息").click()
        trade = "344 泵、阀门、压缩机及类似机械制造"
        self.fill(self.phone, founded_on="2016-5-20", employees="45", industry_code=trade)
        for typed, ticked in SECTIONS:
            press(page, "保存并继续")
            self.fill(self.phone, **typed)
            for label in ticked:
                page.get_by_label(label, exact=True).first.check()
            self.fits()
        press(page, "保存并继续")
        self.operator_brings_a_file(page)
        page.get_by_role("link", name="继续：核对并提交").click()
        self.fits()
        self.hand_in(page, 1)
        picture(self.phone, "admission-receipt-phone")

    def operator_brings_a_file(self, page: Page) -> None:
        page.locator("[name=kind]").select_option(index=1)
        page.set_input_files(
            "input[name=file]", {"name": "营业执照.png", "mimeType": "image/png", "buffer": PNG}
        )
        press(page, "上传")
        expect(page.locator(".files")).to_contain_text("营业执照.png")
        self.fits()

    def hand_in(self, page: Page, time: int) -> None:
        page.locator("[name=own_use_declared]").check()
        press(page, "确认提交申请")
        expect(page.locator("main")).to_contain_text(f"第 {time} 次提交")
        self.fits()

    def officer_sends_back(self) -> None:
        page = self.officer()
        page.locator(".work", has_text="待资格审查").get_by_role("link", name=re.compile("^审查")).click()
        shown = page.get_by_role("img", name=re.compile("营业执照"))
        shown.scroll_into_view_if_needed()
        expect(shown).to_have_js_property("naturalWidth", 1)
        page.get_by_role("link", name="退回补正").click()
        self.fill(self.desk, production_reason="请写明各工序和主要设备的数量。")
        page.locator("[name=production_clause]").select_option(index=1)
        press(page, "确认退回补正")
        expect(page.locator(".notice-success")).to_contain_text("已退回补正")
        picture(self.desk, "admission-sent-back")

    def operator_mends(self) -> None:
        page = self.operator()
        page.locator(".work", has_text="被退回的申请").get_by_role("link", name="补正").click()
        mends = page.get_by_role("region", name="补正事项")
        expect(mends).to_contain_text("请写明各工序和主要设备的数量。")
        self.fits()
        mends.get_by_role("link", name="主导产业与生产工艺").click()
        page.fill("[name=process]", "铸件机加工、装配、试压；数控车床 12 台。")
        press(page, "保存并返回核对")
        self.hand_in(page, 2)

    def officer_accepts(self) -> None:
        page = self.officer()
        page.locator(".work", has_text="待资格审查").get_by_role("link", name=re.compile("^审查")).click()
        expect(page.locator(".changes").first).to_contain_text("数控车床 12 台")
        page.get_by_role("link", name="通过资格审查").click()
        expect(page.locator("[name=cleared]").first).to_be_visible()
        for sign in page.locator("[name=cleared]").all():
            sign.check()
        press(page, "确认通过资格审查")
        expect(page.locator(".page-tag")).to_have_text("会审中")

    def departments_speak(self) -> None:
        """One desk, one person after the other; nobody reads what the others said before all have spoken."""
        desk = self.visit()
        for department, text in SPEAKERS.items():
            desk.become(self.speaker(department))
            page = desk.open("/")
            page.locator(".work", has_text="待出具意见").get_by_role("link").last.click()
            page.get_by_role("link", name="出具部门意见").click()
            page.get_by_label("同意", exact=True).check()
            page.fill("[name=text]", text)
            press(page, "确认出具意见")
            expect(page.locator(".notice-success")).to_contain_text("意见已出具")
            if department == "township":
                expect(page.locator("main")).not_to_contain_text(SPEAKERS["industry"])
        departments_agree(Application.objects.get())
        picture(desk, "admission-opinions")

    def speaker(self, department: str) -> User:
        if department == "township":
            return user_with("township_officer", self.park.place.parent)
        person = user_with("department_reviewer", place("330302"))
        person.memberships.update(department=department)
        return person

    def officer_approves(self) -> None:
        page = self.officer()
        page.locator(".work", has_text="待决定").get_by_role("link").last.click()
        expect(page.locator("main")).to_contain_text(SPEAKERS["industry"])
        page.get_by_role("link", name="通过申请").click()
        self.fill(self.desk, floor_area_m2="1000")
        press(page, "确认通过申请")
        expect(page.locator(".page-tag")).to_have_text("已通过")

    def list_is_published(self) -> None:
        page = self.officer()
        menu(page, "入园批次")
        page.get_by_role("link", name=ROUND).first.click()
        for step in ("结束报名", "排序分配", "公示"):
            self.take(page, step)
        expect(page.locator("main")).to_contain_text("101室")
        public = self.visit(PHONE)
        there = public.open("/admissions/publicity/")
        there.get_by_role("link", name=re.compile(ROUND)).first.click()
        expect(there.locator("main")).to_contain_text(FIRM)
        assert sideways(public) == []
        picture(public, "admission-publicity-phone")

    def take(self, page: Page, step: str) -> None:
        page.get_by_role("link", name=re.compile(f"^{step}")).first.click()
        expect(page.get_by_role("button", name=re.compile(f"^确认{step}"))).to_be_visible()
        comment = page.locator("textarea[name=comment]")
        if comment.count():
            comment.fill("按规定办理。")
        press(page, re.compile(f"^确认{step}"))
        expect(page.locator(".notice-success")).to_be_visible()

    def list_is_final(self) -> None:
        page = self.officer()
        menu(page, "入园批次")
        page.get_by_role("link", name=ROUND).first.click()
        self.take(page, "定案")
        assert AdmissionRound.objects.get().state == "final"

    def contract_is_signed(self) -> None:
        page, today = self.desk.page, timezone.localdate()
        page.get_by_role("link", name=FIRM).first.click()
        page.get_by_role("link", name="起草三方合同").click()
        press(page, "起草合同")
        self.fill(
            self.desk,
            unit_price_yuan="15",
            valid_from=f"{today}",
            valid_until=f"{today.replace(day=1, year=today.year + 5)}",
            full_production_due=f"{today.replace(day=1, year=today.year + 2)}",
        )
        press(page, "保存")
        self.take(page, "送各方签订")
        for _ in range(3):
            page.get_by_role("link", name="登记签订").click()
            page.locator("[name=role]").select_option(index=1)
            self.fill(self.desk, signed_on=f"{today}", signatory="王建军")
            press(page, "确认登记签订")
        self.take(page, "合同生效")
        expect(page.locator(".page-tag")).to_have_text("已生效")
        picture(self.desk, "admission-contract")

    def breach_is_recorded(self) -> None:
        page = self.desk.page
        page.get_by_role("link", name="登记违约").click()
        page.locator("[name=ground]").select_option(label="擅自转让、转租或改变用途")
        self.fill(self.desk, found_on=f"{timezone.localdate()}", description="检查发现部分用房改作仓储出租。")
        press(page, "确认登记违约")
        expect(page.locator("#performance")).to_be_visible()
        expect(page.locator("main")).to_contain_text("部分用房改作仓储出租")
        phone = self.operator()
        expect(phone.locator(".work", has_text="部分用房改作仓储出租")).to_be_visible()
        self.fits()

    def operator_asks_for_a_transfer(self) -> None:
        page = self.phone.page
        menu(page, "转让转租")
        self.fits()
        page.locator(".page-action").get_by_role("link", name=re.compile("^新增")).click()
        page.locator("[name=occupancy]").select_option(index=1)
        self.fill(self.phone, kind="转让", reason="企业迁往省外。")
        self.fits()
        press(page, re.compile("新增|保存"))
        page.get_by_role("link", name="提交申请").click()
        press(page, re.compile("提交申请"))
        expect(page.locator("main")).to_contain_text("待答复回购")
        self.fits()
        picture(self.phone, "admission-transfer-phone")
        desk = self.officer()
        expect(desk.locator(".work", has_text="转让转租待答复")).to_contain_text(FIRM)


def menu(page: Page, name: str) -> None:
    """Through the menu, which a telephone folds away."""
    toggle = page.locator("[data-menu-toggle]")
    if toggle.is_visible():
        toggle.click()
    page.get_by_role("navigation", name="主导航").get_by_role("link", name=name, exact=True).click()


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Press a button of the page's form and wait for the page it leads to: the next may look the same."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=isinstance(name, str)).click()
