"""The command and the API bring files in through the same services as the pages, and answer alike."""

import json
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from enterprises.models import YearlyFigure
from portal.jobs import runner
from portal.models import Job, SheetBatch
from portal.sheets import background
from tests.factories import OccupancyFactory, ParkFactory, place, user_with

pytestmark = pytest.mark.django_db
KIND = "yearly_figures"
ADDRESS = "/api/v1/imports/"


@pytest.fixture
def officer(places):
    return user_with("county_officer", place("330302"), username="officer")


@pytest.fixture
def sheet(officer) -> str:
    """One good row and one of a park that is nobody's."""
    room = OccupancyFactory(park=ParkFactory(name="东风园"))
    return (
        "统一社会信用代码,园区名称,年度,纳税总额(万元),销售产值(万元)\n"
        f"{room.enterprise.uscc},东风园,2021,12.5,300\n"
        f"{room.enterprise.uscc},西风园,2021,12.5,300\n"
    )


def command(path, *arguments, code=0) -> dict:
    out = StringIO()
    if code:
        with pytest.raises(SystemExit) as stopped:
            call_command("import_sheet", KIND, str(path), "--as", "officer", *arguments, stdout=out)
        assert stopped.value.code == code
    else:
        call_command("import_sheet", KIND, str(path), "--as", "officer", *arguments, stdout=out)
    return json.loads(out.getvalue())


def test_the_command_takes_all_or_the_good_rows(tmp_path, sheet):
    path = tmp_path / "f.csv"
    path.write_text(sheet)
    refused = command(path, code=1)
    assert refused["counts"] == {"new": 1, "changed": 0, "unchanged": 0, "wrong": 1}
    assert (refused["state"], YearlyFigure.objects.count()) == ("staged", 0)
    [error] = refused["errors"]
    assert (error["row"], error["column"], error["value"]) == (3, "园区名称", "西风园")
    assert command(path, "--accept", "good")["state"] == "committed"
    assert YearlyFigure.objects.count() == 1


def test_a_dry_run_leaves_no_trace_but_the_annotated_file(tmp_path, sheet):
    path, marked = tmp_path / "f.csv", tmp_path / "out.xlsx"
    path.write_text(sheet)
    answer = command(path, "--dry-run", "--annotated", str(marked))
    assert answer["counts"]["wrong"] == 1
    assert marked.read_bytes().startswith(b"PK")
    assert not SheetBatch.objects.exists()


def test_a_file_that_cannot_be_read_is_an_error_of_the_answer(tmp_path, officer):
    path = tmp_path / "f.xlsx"
    path.write_bytes(b"PK\x03\x04 no workbook")
    answer = command(path, code=1)
    assert answer["state"] == "refused" and answer["errors"][0]["message"]


def test_a_region_that_is_not_ones_own_is_refused(tmp_path, sheet):
    path = tmp_path / "f.csv"
    path.write_text(sheet)
    with pytest.raises(CommandError):
        command(path, "--region", "330303")


def send(client, text: str, **more):
    file = SimpleUploadedFile("年度数据.csv", text.encode())
    return client.post(ADDRESS, {"kind": KIND, "file": file, **more})


def step(client, batch: int, **values):
    return client.patch(f"{ADDRESS}{batch}/", json.dumps(values), content_type="application/json")


def test_programs_send_check_write_and_take_back(client, officer, sheet, django_capture_on_commit_callbacks):
    client.force_login(officer)
    sent = send(client, sheet)
    assert (sent.status_code, sent.json()["counts"]["new"]) == (201, 1)
    batch = sent.json()["batch"]
    assert step(client, batch, state="committed").status_code == 409  # a row is wrong
    assert step(client, batch, state="committed", accept="good").json()["state"] == "queued"
    assert not YearlyFigure.objects.exists()
    assert runner.run(Job.objects.get(kind=background.COMMITTING).pk)
    assert client.get(f"{ADDRESS}{batch}/").json()["state"] == "committed"
    assert YearlyFigure.objects.count() == 1
    assert step(client, batch, state="undone").json()["state"] == "undone"
    assert not YearlyFigure.objects.exists()


def test_what_is_sent_wrongly_is_said(client, officer, sheet):
    client.force_login(officer)
    assert client.post(ADDRESS, {"kind": "nothing"}).json()["fields"].keys() == {"kind", "file"}
    assert send(client, "").json()["code"] == "file_refused"
    assert send(client, sheet, region="330303").status_code == 403
    assert send(client, sheet, region="nowhere").status_code == 403
    client.force_login(user_with("manager", place("330302")))
    assert send(client, sheet).status_code == 403


def test_a_large_file_is_read_by_a_job(client, officer, sheet, monkeypatch):
    monkeypatch.setattr(background, "AT_ONCE", 10)
    client.force_login(officer)
    batch = send(client, sheet).json()
    assert batch["state"] == "received"
    assert runner.run(Job.objects.get(kind=background.STAGING).pk)
    assert client.get(f"{ADDRESS}{batch['batch']}/").json()["counts"]["new"] == 1


def test_a_large_file_that_cannot_be_read_is_refused_with_the_reason(client, officer, monkeypatch):
    monkeypatch.setattr(background, "AT_ONCE", 0)
    client.force_login(officer)
    batch = send(client, "谁,也,不认识\n1,2,3\n").json()["batch"]
    assert runner.run(Job.objects.get(kind=background.STAGING).pk)
    answer = client.get(f"{ADDRESS}{batch}/").json()
    assert answer["state"] == "refused" and answer["message"]


def test_a_commit_that_is_refused_in_the_background_can_be_asked_for_again(client, officer, sheet):
    client.force_login(officer)
    batch = send(client, sheet, accept="good").json()
    assert batch["state"] == "queued"
    officer.memberships.update(valid_until="2020-01-01")
    assert runner.run(Job.objects.get(kind=background.COMMITTING).pk)
    officer.memberships.update(valid_until=None)
    answer = client.get(f"{ADDRESS}{batch['batch']}/").json()
    assert answer["state"] == "staged" and answer["message"]
    assert step(client, batch["batch"], state="committed", accept="good").json()["state"] == "queued"
