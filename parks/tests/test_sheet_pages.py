"""The import wizard through its pages: what a county officer sees and does."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from parks.models import Park
from parks.tests.registry_export import rows, workbook
from portal.jobs.runner import run
from portal.models import SheetBatch
from tests.factories import ParkFactory, place, user_with

pytestmark = pytest.mark.django_db
PARKS = "/sheets/parks/"
FORMULAS = [
    f"{sign}{rest}"
    for sign in ("=", "+", "-", "@", "＝", "＋")
    for rest in ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://a.b","点")', "SUM(A1:A9)", "WEBSERVICE(A1)")
]


@pytest.fixture
def officer(places):
    return user_with("county_officer", place("330302"))


@pytest.fixture
def county(client, officer):
    client.force_login(officer)
    return client


def upload(client, data, name="园区.xlsx"):
    answer = client.post(PARKS, {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    return SheetBatch.objects.latest("pk"), answer["Location"]


def content(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_the_way_through(county):
    ParkFactory(name="鹿城第1小微企业园", address="老地址")
    lines = rows()[:3]
    lines[2] = {**lines[2], "区县": "乐清市"}
    batch, page = upload(county, workbook(lines))
    text = county.get(page).content.decode()
    assert "只导入正确的行：将新增 1、更新 1、跳过 1" in text
    assert "区县不在您的管理范围或名称有误" in text
    changes = county.get(page, {"show": "changed"}).content.decode()
    assert "老地址" in changes and "示例路1号" in changes
    assert "鹿城第2小微企业园" in county.get(page, {"show": "new"}).content.decode()
    marked = load_workbook(io.BytesIO(content(county.get(page, {"download": "annotated"}))))
    assert marked.worksheets[0]["A1"].value == "错误说明"
    county.post(page, {"step": "all"})
    assert Park.objects.count() == 1  # refused while a row is wrong
    county.post(page, {"step": "good"})
    batch.refresh_from_db()
    assert "刷新查看进度" in county.get(page).content.decode()
    run(batch.job_id)
    assert "新增 1，更新 1，跳过 1" in county.get(page).content.decode()
    assert Park.objects.count() == 2
    assert "要撤销" in county.get(page, {"step": "undo"}).content.decode()
    county.post(page, {"step": "undo"})
    assert Park.objects.get().address == "老地址"
    assert "园区.xlsx" in county.get("/sheets/").content.decode()


def test_a_refused_undo_names_the_rows(county):
    batch, page = upload(county, workbook(rows()[:2]))
    county.post(page, {"step": "all"})
    batch.refresh_from_db()
    run(batch.job_id)
    park = Park.objects.get(name="鹿城第2小微企业园")
    park.change(park.version, address="别人改的")
    answer = county.post(page, {"step": "undo"}, follow=True)
    assert "不能撤销：第 3 行 鹿城第2小微企业园写入后又被修改" in answer.content.decode()


def test_a_file_that_cannot_be_read_is_refused_at_the_field(county):
    answer = county.post(PARKS, {"file": SimpleUploadedFile("园区.xlsx", b"not a workbook")})
    assert answer.status_code == 400
    assert "内容却不是 Excel 工作簿" in answer.content.decode()
    assert county.post(PARKS, {}).status_code == 422
    assert not SheetBatch.objects.exists()


def test_a_batch_is_its_owners_alone(county, client, officer):
    _, page = upload(county, workbook(rows()[:1]))
    client.force_login(user_with("county_officer", place("330302")))
    assert client.get(page).status_code == 404
    assert client.post(page, {"step": "all"}).status_code == 404


def test_the_list_goes_out_as_a_sheet_and_comes_back_unchanged(county):
    """R: nothing typed by anybody becomes a formula, and the filter shown is the filter exported."""
    for number, text in enumerate(FORMULAS):
        ParkFactory(name=f"{text[:60]}{number}", address=text, introduction=text)
    ParkFactory(name="在建园", status="building")
    assert "导出（可改后导入）" in county.get("/parks/").content.decode()
    data = content(county.get("/parks/", {"format": "sheet", "status": "operating"}))
    cells = [cell for row in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    assert {cell.value for cell in cells} >= set(FORMULAS)
    assert "在建园" not in {cell.value for cell in cells}
    batch, _ = upload(county, data)
    assert batch.counts == {"new": 0, "changed": 0, "unchanged": len(FORMULAS), "wrong": 0}


def test_templates_say_what_is_known_within_ones_places(county):
    ParkFactory(name="本县园")
    ParkFactory(name="外县园", under=place("330382"))
    empty = load_workbook(io.BytesIO(content(county.get(PARKS, {"template": "empty"})))).worksheets[0]
    filled = load_workbook(io.BytesIO(content(county.get(PARKS, {"template": "filled"})))).worksheets[0]
    known = {cell.value for row in filled.iter_rows() for cell in row}
    assert "本县园" in known and "外县园" not in known
    assert "本县园" not in {cell.value for row in empty.iter_rows() for cell in row}
