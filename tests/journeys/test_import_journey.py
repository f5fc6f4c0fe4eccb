"""A county officer brings parks in by Excel: template, mistakes, marked workbook, corrected, taken in, taken back."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from parks.models import Park
from portal.jobs import runner
from portal.models import Job
from tests.factories import place, user_with
from tests.journeys.conftest import picture
from tests.journeys.inspection import barriers
from tests.plugin.browser import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PARKS = {
    "东风小微园": {"区县": "鹿城区", "园区类型": "生产制造类", "计划类别": "工业", "园区状态": "在建"},
    "西山小微园": {"区县": "鹿城", "园区类型": "厂房", "计划类别": "工业", "园区状态": "在建"},
    "南塘小微园": {"区县": "乐清市", "园区类型": "生产性服务类", "计划类别": "科创", "园区状态": "已投运"},
}


def saved(page: Page, link: str, to: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_text(link).click()
    waiting.value.save_as(to)
    return to


def columns(sheet) -> tuple[int, dict[str, int]]:
    """The row of the header and the place of each column."""
    for row in sheet.iter_rows(max_row=10):
        named = {str(cell.value or "").rstrip("*"): cell.column for cell in row}
        if "园区名称" in named:
            return row[0].row, named
    raise AssertionError("no header")


def filled_in(path: Path) -> None:
    book = load_workbook(path)
    sheet = book.worksheets[0]
    header, named = columns(sheet)
    for number, (name, values) in enumerate(PARKS.items(), header + 2):
        for label, value in {"园区名称": name, **values}.items():
            sheet.cell(number, named[label], value)
    book.save(path)


def corrected(path: Path) -> None:
    book = load_workbook(path)
    sheet = book.worksheets[0]
    header, named = columns(sheet)
    for row in range(header + 1, sheet.max_row + 1):
        if sheet.cell(row, named["园区类型"]).value == "厂房":
            sheet.cell(row, named["园区类型"], "生产制造类")
        if sheet.cell(row, named["区县"]).value == "乐清市":
            sheet.cell(row, named["区县"], "鹿城区")
    book.save(path)


def upload(visit: Visit, path: Path) -> Page:
    page = visit.open("/sheets/parks/")
    page.set_input_files("input[name=file]", path)
    page.get_by_role("button", name="上传并预检").click()
    page.wait_for_url("**/sheets/*/")
    return page


def test_parks_come_in_by_excel_and_go_again(reference, visit, tmp_path):
    officer = visit()
    officer.become(user_with("county_officer", place("330302")))
    page = officer.open("/sheets/")
    page.get_by_role("link", name="园区", exact=True).last.click()
    picture(officer, "import-kind")
    assert barriers(officer) == []
    template = saved(page, "下载空白模板", tmp_path / "园区.xlsx")
    filled_in(template)

    page = upload(officer, template)
    expect(page.get_by_text("不在选项中")).to_be_visible()
    expect(page.get_by_text("区县不在您的管理范围或名称有误")).to_be_visible()
    expect(page.get_by_role("button", name="只导入正确的行：将新增 1、更新 0、跳过 2")).to_be_visible()
    picture(officer, "import-errors")
    assert barriers(officer) == []
    marked = saved(page, "下载带批注的工作簿", tmp_path / "批注.xlsx")
    corrected(marked)

    page = upload(officer, marked)
    page.get_by_role("button", name="确认导入：将新增 3、更新 0").click()
    expect(page.get_by_text("刷新查看进度")).to_be_visible()
    assert runner.run(Job.objects.get().pk)
    expect(page.get_by_text("新增 3，更新 0")).to_be_visible(timeout=30_000)
    picture(officer, "import-done")
    assert barriers(officer) == []
    assert set(Park.objects.values_list("name", flat=True)) == set(PARKS)
    officer.open("/parks/")
    expect(page.get_by_role("link", name="南塘小微园")).to_be_visible()

    page.go_back()
    page.get_by_role("link", name="撤销导入").click()
    page.get_by_role("button", name="撤销导入").click()
    expect(page.get_by_text("导入已撤销")).to_be_visible()
    assert not Park.objects.exists()
