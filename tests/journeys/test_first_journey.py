"""The main job from end to end: four people, four windows, one park, one firm, and numbers done by hand."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from admissions.models import Application
from admissions.services.applications import settle
from parks.models import Park
from portal.jobs import runner
from portal.models import Job
from portal.uscc import uscc_from
from tests.factories import PASSWORD, place, user_with
from tests.journeys.conftest import departments_agree, picture, refused
from tests.plugin.browser import Visit

PARK = "锦绣小微企业园"
FIRM = "温州华阀泵业有限公司"
FIRM_CODE = uscc_from(7301, "330302")
WRONG_CODE = FIRM_CODE[:-1] + ("0" if FIRM_CODE[-1] != "0" else "1")
NEW_PASSWORD = "liushi-valve-2026-park"
# 75 亩 = 50 000 ㎡: 120 000 ÷ 50 000 = 2.40; corrected to 80 亩 = 53 333.33… ㎡: 2.25. 18 000 ÷ 120 000 = 15 %.
PARK_ANSWERS = {
    "name": PARK,
    "parent": "鹿城区 · 五马街道",
    "park_type": "生产制造类",
    "plan_kind": "工业",
    "status": "已投运",
    "first_operating_year": "2021",
    "address": "五马街道锦绣路 18 号",
    "operator_name": "锦绣园区运营有限公司",
    "operator_uscc": uscc_from(7302, "330302"),
    "parcel_contracted_on": "2020年1月15日",
    "parcel_started_on": "20200301",
    "phase_land_area_mu": "75",
    "phase_floor_area_m2": "120,000",
    "phase_production_floor_m2": "102000",
    "phase_non_production_floor_m2": "18000",
    "phase_completed_on": "2021-6-30",
}
# What the operator types section by section, beyond the firm's own page; choices are ticked by their label.
SECTIONS = (
    ({"leading_product": "工业阀门", "process": "机加工"}, "否"),
    ({}, ""),
    ({"investment_wan": "1200"}, ""),
    ({"expected_tax_wan": "60", "expected_sales_wan": "2400"}, ""),
    ({}, ""),
    ({}, ""),
    ({}, ""),
    ({"requested_floor_m2": "3000"}, "租赁"),
)
PROCESS = "阀门铸件机加工、装配、试压。设备：数控车床 12 台、加工中心 4 台，均在一层。"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_four_people_bring_a_firm_into_a_park_and_see_it_counted(reference, visit, fill):
    windows = {name: visit() for name in ("officer", "administrator", "operator", "manager")}
    user_with("county_officer", place("330302"), username="officer", display_name="陈晓东")
    user_with("security_administrator", place("330300"), username="keeper", display_name="安全管理员")
    user_with("manager", place("330300"), username="manager", display_name="林建国")
    story = Story(windows, fill)
    for chapter in (
        story.officer_enters_the_park,
        story.officer_corrects_it,
        story.administrator_opens_the_operators_account,
        story.operator_applies,
        story.officer_sends_back,
        story.operator_corrects,
        story.officer_approves,
        story.operator_reports_the_year,
        story.officer_evaluates,
        story.manager_reads_the_result,
        story.manager_reads_the_plan,
    ):
        chapter()


class Story:
    """The chapters in their order; each window stays open, as at four desks."""

    def __init__(self, windows: dict[str, Visit], fill: Callable[..., None]) -> None:
        self.officer, self.administrator = windows["officer"], windows["administrator"]
        self.operator, self.manager = windows["operator"], windows["manager"]
        self.fill = fill
        self.first_password = ""

    def officer_enters_the_park(self) -> None:
        page = self.officer.open("/login/")
        picture(self.officer, "login")
        self.officer.sign_in("officer", PASSWORD)
        expect(page.get_by_role("heading", level=1)).to_have_text("我的待办")
        page.get_by_role("navigation", name="主导航").get_by_role("link", name="园区", exact=True).click()
        page.locator(".page-action").get_by_role("link", name="新增园区").click()
        self.fill(self.officer, **PARK_ANSWERS, parcel_land_area_mu="75", phase_far_counted_floor_m2="80000")
        derived = page.locator("#derived")
        expect(derived).to_contain_text("1.60")
        expect(derived).to_contain_text("偏离")
        page.fill("[name=phase_far_counted_floor_m2]", "120000")
        expect(derived).to_contain_text("2.40")
        expect(derived).to_contain_text("15.00%")
        expect(derived).not_to_contain_text("偏离")
        picture(self.officer, "park-new")
        assert not Park.objects.exists()
        page.fill("[name=parcel_land_area_mu]", "约75")
        page.get_by_role("button", name="保存园区").click()
        picture(self.officer, "park-mistake")
        refused(self.officer, "parcel_land_area_mu", "请填写数字（单位：亩），例如 12.5。")
        assert page.input_value("[name=phase_floor_area_m2]") == "120,000", "what was typed is lost"
        page.fill("[name=parcel_land_area_mu]", " ７５ 亩")
        page.get_by_role("button", name="保存园区").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(PARK)
        expect(page.locator(".notice-success")).to_have_text(f"“{PARK}”已保存。")
        expect(row(page, "容积率")).to_contain_text("2.40")
        picture(self.officer, "park")

    def officer_corrects_it(self) -> None:
        page = self.officer.page
        tab(page, "土地与建设")
        row(page, "1号地块").get_by_role("link", name="编辑").click()
        self.fill(self.officer, land_area_mu="80")
        expect(page.locator("#derived")).to_contain_text("2.25")
        page.get_by_role("button", name="保存").click()
        expect(row(page, "1号地块")).to_contain_text("80")
        picture(self.officer, "park-land")
        tab(page, "历史")
        expect(page.locator(".timeline")).to_contain_text(re.compile(r"用地面积.*75.*→.*80"))
        picture(self.officer, "park-history")

    def administrator_opens_the_operators_account(self) -> None:
        page = self.administrator.sign_in("keeper", PASSWORD)
        page.get_by_role("navigation", name="主导航").get_by_role("link", name="账号").click()
        picture(self.administrator, "accounts")
        page.get_by_role("link", name="新建账号").click()
        park_place = Park.objects.get().place
        self.fill(
            self.administrator,
            username="wulina",
            display_name="吴丽娜",
            organisation="锦绣园区运营有限公司",
            role="运营机构",
            place=f"{PARK} {park_place.code}",
            valid_from="2026-1-1",
        )
        picture(self.administrator, "account-new")
        page.get_by_role("button", name="创建账号并生成初始密码").click()
        picture(self.administrator, "account-password")
        self.first_password = page.locator(".secret").inner_text()

    def operator_applies(self) -> None:
        page = self.operator.sign_in("wulina", self.first_password)
        old, new = self.first_password, NEW_PASSWORD
        self.fill(self.operator, old_password=old, new_password=new, repeated=new)
        page.get_by_role("button", name="设置新密码").click()
        page.get_by_role("navigation", name="主导航").get_by_role("link", name="入园准入").click()
        page.locator(".page-action").get_by_role("link", name="新建申请").click()
        self.fill(self.operator, firm_name=FIRM, uscc=WRONG_CODE)
        page.get_by_role("button", name="开始填写").click()
        picture(self.operator, "application-mistake")
        refused(self.operator, "uscc", "统一社会信用代码")
        page.fill("[name=uscc]", FIRM_CODE.lower())
        page.get_by_role("button", name="开始填写").click()
        picture(self.operator, "application-tasks")
        page.locator(".tasks").get_by_role("link", name="企业基本信息").click()
        trade = "344 泵、阀门、压缩机及类似机械制造"
        self.fill(self.operator, founded_on="2016-5-20", employees="45", industry_code=trade)
        expect(page.locator("[data-autosave-words]")).to_contain_text("已自动保存")
        for typed, ticked in SECTIONS:
            # The next section has the same button: wait until it is there.
            with page.expect_navigation():
                page.get_by_role("button", name="保存并继续").click()
            self.fill(self.operator, **typed)
            if ticked:
                page.get_by_label(ticked, exact=True).first.check()
        picture(self.operator, "application-new")
        page.get_by_role("button", name="保存并继续").click()
        page.get_by_role("link", name="继续：核对并提交").click()
        expect(page.locator("main")).to_contain_text(FIRM_CODE)
        page.locator("[name=own_use_declared]").check()
        picture(self.operator, "application-check")
        page.get_by_role("button", name="确认提交申请").click()
        expect(page.locator(".notice-success")).to_contain_text(re.compile(r"编号 RY-\d{4}-\d{6}"))
        expect(page.locator("main")).to_contain_text("第 1 次提交")
        picture(self.operator, "application-receipt")

    def officer_sends_back(self) -> None:
        page = self.officer.open("/")
        work = page.locator(".work", has_text="待资格审查")
        expect(work.locator("h2 .count")).to_have_text("1")
        picture(self.officer, "home")
        picture(self.officer, "home-phone", phone=True)
        work.get_by_role("link", name="审查", exact=False).last.click()
        picture(self.officer, "application-review")
        picture(self.officer, "application-review-phone", phone=True)
        page.get_by_role("link", name="退回补正").click()
        page.get_by_role("button", name="确认退回补正").click()
        refused(self.officer, "comment", "请填写意见，说明理由。")
        page.fill("[name=comment]", "请写明主要设备的数量和所在楼层。")
        picture(self.officer, "application-return")
        page.get_by_role("button", name="确认退回补正").click()
        expect(page.locator(".notice-success")).to_contain_text("已退回补正")
        self.officer.open("/")
        expect(page.locator("main")).not_to_contain_text("待资格审查")

    def operator_corrects(self) -> None:
        page = self.operator.open("/")
        work = page.locator(".work", has_text="被退回的申请")
        expect(work.locator("h2 .count")).to_have_text("1")
        picture(self.operator, "home-operator")
        work.get_by_role("link", name="补正").click()
        expect(page.locator(".notice-warning")).to_contain_text("请写明主要设备的数量和所在楼层。")
        page.get_by_role("link", name="核对并提交").click()
        page.get_by_role("link", name=re.compile(r"修改\s*主导产业与生产工艺")).click()
        page.fill("[name=process]", PROCESS)
        page.get_by_role("button", name="保存并返回核对").click()
        page.locator("[name=own_use_declared]").check()
        page.get_by_role("button", name="确认提交申请").click()
        expect(page.locator("main")).to_contain_text("第 2 次提交")

    def officer_approves(self) -> None:
        page = self.officer.open("/")
        page.locator(".work").get_by_role("link", name=re.compile("^审查")).click()
        expect(page.locator("main")).to_contain_text("加工中心 4 台")
        page.get_by_role("link", name="通过资格审查").click()
        expect(page.locator("[name=cleared]").first).to_be_visible()
        for sign in page.locator("[name=cleared]").all():
            sign.check()
        page.get_by_role("button", name="确认通过资格审查").click()
        expect(page.locator(".page-tag")).to_have_text("会审中")
        departments_agree(Application.objects.get())
        page.reload()
        page.get_by_role("link", name="通过申请").click()
        self.fill(self.officer, floor_area_m2="3000", comment="县重点招商项目，同意入园。")
        picture(self.officer, "application-approve")
        page.get_by_role("button", name="确认通过申请").click()
        expect(page.locator(".page-tag")).to_have_text("已通过")
        picture(self.officer, "application-done")
        settle(
            application=Application.objects.get(),
            actor=User.objects.get(username="officer"),
            valid_from=datetime.date(2021, 7, 1),
        )
        self.officer.open(f"/parks/{Park.objects.get().pk}/")
        tab(page, "企业")
        expect(row(page, FIRM)).to_contain_text("3,000")
        picture(self.officer, "park-firms")

    def operator_reports_the_year(self) -> None:
        page = self.operator.open("/enterprises/")
        page.get_by_role("link", name=FIRM).click()
        tab(page, "年度数据")
        page.locator(".page-action").get_by_role("link", name="填报年度数据").click()
        self.fill(self.operator, year="2021", tax_wan="22.5", sales_wan="450", employees="45")
        picture(self.operator, "figures-new")
        page.get_by_role("button", name="填报").click()
        expect(page.locator(".notice-success")).to_have_text("2021 年度数据已填报。")
        expect(row(page, "2021")).to_contain_text("22.50")
        picture(self.operator, "figures")

    def officer_evaluates(self) -> None:
        """land 75 亩 × 3000 ㎡ × 6 months ÷ (120 000 ㎡ × 12) = 0.9375 亩; 22.5 ÷ 0.9375 = 24.00 万元/亩."""
        page = self.officer.open("/evaluation/")
        page.locator(".page-action").get_by_role("link", name="开始评价").click()
        self.fill(self.officer, place="鹿城区", year="2021")
        picture(self.officer, "evaluation-new")
        page.get_by_role("button", name="开始评价").click()
        expect(page.locator(".progress-box")).to_contain_text("排队")
        picture(self.officer, "evaluation-job")
        assert runner.run(Job.objects.get().pk)
        page.get_by_role("link", name="查看结果").click()
        expect(page.locator(".headline", has_text="亩均税收")).to_contain_text("24.00")
        picture(self.officer, "evaluation-run")
        tab(page, "企业")
        row(page, FIRM).get_by_role("link").first.click()
        row(page, PARK).get_by_role("link").first.click()
        picture(self.officer, "evaluation-result")

    def manager_reads_the_result(self) -> None:
        page = self.manager.sign_in("manager", PASSWORD)
        self.manager.open("/evaluation/")
        page.locator("table.data tbody a").first.click()
        tab(page, "企业")
        row(page, FIRM).get_by_role("link").first.click()
        expect(page.locator(".explanation-result").first).to_contain_text("24.00")
        row(page, PARK).get_by_role("link").first.click()
        told = page.locator("main").inner_text()
        for word in ("24.00", "22.50", "0.9375", "18,000.00", "120,000.00", "75.0000"):
            assert word in told, f"{word} is missing in the explanation"
        expect(page.locator(".formula").first).to_contain_text("÷")
        page.locator(".explanation a.clause, .explanation table a[href^='/policies/']").first.click()
        expect(page).to_have_url(re.compile("/policies/"))

    def manager_reads_the_plan(self) -> None:
        """2020 plans 150 亩: 80 ÷ 150 = 53.3 %; 2021 plans 20 万㎡: 12 ÷ 20 = 60.0 %; one of 550 firms."""
        page = self.manager.open("/planning/")
        picture(self.manager, "planning")
        picture(self.manager, "planning-phone", phone=True, whole=False)
        lucheng = page.get_by_role("row", name=re.compile("^鹿城区"))
        expect(lucheng.first).to_contain_text("53.3%")
        expect(lucheng.first).to_contain_text("80/150")
        expect(lucheng.first).to_contain_text("12/20")
        expect(lucheng.last).to_contain_text("1/550")
        lucheng.first.get_by_role("link").filter(has_text="80/150").click()
        expect(page.locator(".plan-standing")).to_contain_text(re.compile(r"1 条记录合计\s*80\s*亩"))
        picture(self.manager, "planning-records")
        expect(row(page, PARK)).to_contain_text("1号地块")
        row(page, PARK).get_by_role("link").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(PARK)
        page.go_back()
        page.locator(".plan-standing a[href^='/policies/']").click()
        expect(page.locator("main")).to_contain_text("附件一")
        picture(self.manager, "clause")
        self.manager.open("/policies/")
        picture(self.manager, "policies", whole=False)


def row(page: Any, text: str) -> Any:
    """The first row of a table with this text."""
    return page.get_by_role("row").filter(has_text=text).first


def tab(page: Any, name: str) -> None:
    page.get_by_role("navigation", name="分栏").get_by_role("link", name=name, exact=True).click()
