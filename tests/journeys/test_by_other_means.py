"""U3–5: the work is done without a mouse, and without scripts."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from admissions.models import Application
from parks.models import Park
from portal.uscc import uscc_from
from tests.factories import PASSWORD, ParkFactory, place, user_with
from tests.journeys.conftest import departments_agree, forgive
from tests.plugin.browser import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_TABS = 80
FIRM = {"firm_name": "温州键盘电器有限公司", "uscc": uscc_from(7401, "330302")}
# Section by section: fields typed, then the group of choices and how far down the chosen one is.
SECTIONS: tuple[tuple[dict[str, str], str, int], ...] = (
    (
        {
            "industry_code": "344 泵、阀门、压缩机及类似机械制造",
            "founded_on": "20160520",
            "employees": "30",
        },
        "",
        0,
    ),
    ({"leading_product": "开关", "process": "开关装配和测试"}, "heavy_equipment", 2),
    ({}, "", 0),
    ({"investment_wan": "800"}, "", 0),
    ({"expected_tax_wan": "40", "expected_sales_wan": "1600"}, "", 0),
    ({}, "", 0),
    ({}, "", 0),
    ({}, "", 0),
    ({"requested_floor_m2": "2500"}, "tenure", 1),
)
PARK = {
    "name": "键盘小微园",
    "parent": "鹿城区 · 五马街道",
    "park_type": "生产制造类",
    "plan_kind": "工业",
    "status": "在建",
    "parcel_land_area_mu": "75",
    "phase_land_area_mu": "75",
    "phase_floor_area_m2": "120000",
}


class Keys:
    """Somebody whose hands stay on the keyboard."""

    def __init__(self, visit: Visit) -> None:
        self.page, self.keyboard = visit.page, visit.page.keyboard

    def to(self, **wanted: str) -> None:
        """Tab on until the focus is on a field (`name`) or on what reads as `text`."""
        for _ in range(MOST_TABS):
            self.keyboard.press("Tab")
            if self.focused(**wanted):
                return
        raise AssertionError(f"{MOST_TABS} times Tab do not lead to {wanted}")

    def focused(self, name: str = "", text: str = "") -> bool:
        at = self.page.evaluate(
            "(({name, innerText}) => [name || '', (innerText || '').trim()])(document.activeElement)"
        )
        return at[0] == name if name else at[1] == text

    def go(self, text: str) -> None:
        """Tab to a link or button and press it."""
        self.to(text=text)
        with self.page.expect_navigation():
            self.keyboard.press("Enter")

    def answer(self, **answers: str) -> None:
        for name, answer in answers.items():
            self.to(name=name)
            if self.page.evaluate("document.activeElement.tagName") == "SELECT":
                self.choose(answer)
            else:
                self.keyboard.type(answer)

    def mix(self, typed: dict[str, str], group: str, down: int) -> None:
        """Fields and a group of choices of one page: Tab comes to them in their order there."""
        if group == "tenure":
            self.tick(group, down)
        self.answer(**typed)
        if group == "heavy_equipment":
            self.tick(group, down)

    def tick(self, group: str, down: int) -> None:
        self.to(name=group)
        for _ in range(down):
            self.keyboard.press("ArrowDown")

    def choose(self, label: str) -> None:
        """Down the list to the choice."""
        labels = self.page.evaluate("[...document.activeElement.options].map((one) => one.label.trim())")
        current = self.page.evaluate("document.activeElement.selectedIndex")
        for _ in range(labels.index(label) - current):
            self.keyboard.press("ArrowDown")

    def log_in(self, visit: Visit, username: str) -> None:
        visit.open("/login/")
        self.keyboard.type(username)
        self.to(name="password")
        self.keyboard.type(PASSWORD)
        with self.page.expect_navigation():
            self.keyboard.press("Enter")


def test_a_park_is_entered_by_keyboard_alone(reference, visit):
    user_with("county_officer", place("330302"), username="officer")
    window = visit()
    keys = Keys(window)
    keys.log_in(window, "officer")
    keys.go("园区")
    keys.go("新增园区")
    keys.answer(**PARK)
    keys.go("保存园区")
    expect(window.page.get_by_role("heading", level=1)).to_have_text(PARK["name"])
    park = Park.objects.get()
    assert (park.name, park.plan_kind, park.parcels.get().land_area_mu) == (PARK["name"], "industrial", 75)


def test_an_application_is_written_and_submitted_by_keyboard_alone(reference, visit):
    park = ParkFactory(name="键盘园")
    user_with("operator", park.place, username="operator")
    window = visit()
    keys = Keys(window)
    keys.log_in(window, "operator")
    keys.go("入园准入")
    keys.go("新建申请")
    keys.answer(**FIRM)
    keys.go("开始填写")
    keys.go("企业基本信息")
    for typed, group, down in SECTIONS:
        keys.mix(typed, group, down)
        keys.go("保存并继续")
    keys.go("继续：核对并提交")
    keys.to(name="own_use_declared")
    keys.keyboard.press("Space")
    keys.go("确认提交申请")
    expect(window.page.locator(".notice-success")).to_contain_text("已提交")
    sent = Application.objects.get()
    assert (sent.state, sent.tenure, sent.uscc) == ("submitted", "leased", FIRM["uscc"])


def test_entry_application_and_review_work_without_scripts(reference, visit, fill):
    user_with("county_officer", place("330302"), username="officer")
    officer, operator = visit(java_script_enabled=False), visit(java_script_enabled=False)
    park = enter_park(officer, fill)
    user_with("operator", park.place, username="operator")
    apply(operator, fill)
    page = officer.open("/")
    page.get_by_role("link", name=re.compile("^审查")).click()
    page.get_by_role("link", name="通过资格审查").click()
    for sign in page.locator("[name=cleared]").all():
        sign.check()
    page.get_by_role("button", name="确认通过资格审查").click()
    expect(page.locator(".page-tag")).to_have_text("会审中")
    departments_agree(Application.objects.get())
    page.reload()
    page.get_by_role("link", name="通过申请").click()
    # Without answers it scores below the line: then the page asks why.
    expect(page.locator("main")).to_contain_text("评分低于入围线，仍予通过的须写明理由。")
    fill(officer, floor_area_m2="2400", comment="产业链缺口企业。")
    page.get_by_role("button", name="确认通过申请").click()
    expect(page.locator(".page-tag")).to_have_text("已通过")
    expect(page.locator("main")).to_contain_text("2,400")


def enter_park(officer: Visit, fill: Any) -> Park:
    """From the login to the park's page, with one mistake whose sentence comes from the server too."""
    page = officer.sign_in("officer", PASSWORD)
    officer.open("/parks/?q=没有")
    expect(page.locator("main .empty")).to_be_visible()
    officer.open("/parks/new/")
    fill(officer, **{**PARK, "parcel_land_area_mu": "很大"})
    page.get_by_role("button", name="保存园区").click()
    expect(page.locator(".error-summary")).to_contain_text("请填写数字（单位：亩）")
    forgive(officer)
    fill(officer, parcel_land_area_mu="75")
    page.get_by_role("button", name="保存园区").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(PARK["name"])
    return Park.objects.get()


def apply(operator: Visit, fill: Any) -> None:
    page = operator.sign_in("operator", PASSWORD)
    operator.open("/admissions/new/")
    fill(operator, **FIRM)
    page.get_by_role("button", name="开始填写").click()
    page.get_by_role("link", name="企业基本信息").click()
    for typed, group, _ in SECTIONS:
        fill(operator, **typed)
        if group:
            page.get_by_label({"heavy_equipment": "否", "tenure": "租赁"}[group], exact=True).first.check()
        page.get_by_role("button", name="保存并继续").click()
    page.get_by_role("link", name="继续：核对并提交").click()
    page.locator("[name=own_use_declared]").check()
    page.get_by_role("button", name="确认提交申请").click()
    expect(page.locator(".notice-success")).to_contain_text("已提交")
