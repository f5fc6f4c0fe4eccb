"""Imported files are kept as long as the rule says; what came of them is kept for good."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from config.celery import app
from portal.models import AuditEntry, SheetBatch, SheetFile
from portal.sheets import services
from portal.sheets.retention import forget_files
from tests.factories import ParkFactory, place, user_with

pytestmark = pytest.mark.django_db
DATA = "园区名称,区县,园区类型,计划类别,园区状态\n新园,鹿城区,生产制造类,工业,已投运\n坏园,火星区,生产制造类,工业,已投运\n"


@pytest.fixture
def officer(places):
    ParkFactory()
    return user_with("county_officer", place("330302"))


@pytest.fixture
def batch(officer):
    return services.stage(actor=officer, kind="parks", data=DATA.encode(), filename="园区.csv")


def age(batch, days):
    SheetBatch.objects.filter(pk=batch.pk).update(created_at=timezone.now() - datetime.timedelta(days=days))


def test_an_old_file_goes_and_what_came_of_it_stays(client, officer, batch, settings):
    settings.SHEET_FILE_DAYS = 30
    age(batch, 31)
    assert forget_files() == 1 and forget_files() == 0
    assert not SheetFile.objects.exists() and batch.lines.count() == 2
    assert AuditEntry.objects.get(action="sheet.forget_files").after == {"rows": 1, "days": 30}
    client.force_login(officer)
    page = client.get(f"/sheets/{batch.pk}/").content.decode()
    assert "文件已按规定清理（保留 30 天）" in page and "下载带批注" not in page and "区县不在您的" in page
    again = client.get(f"/sheets/{batch.pk}/?download=annotated")
    assert again.status_code == 200 and "文件已按规定清理" in again.content.decode()
    services.commit(actor=officer, batch=batch, accept="good")
    services.undo(actor=officer, batch=batch)


def test_a_younger_file_and_one_not_read_yet_stay(batch, settings):
    settings.SHEET_FILE_DAYS = 30
    age(batch, 29)
    assert forget_files() == 0
    age(batch, 31)
    SheetBatch.objects.filter(pk=batch.pk).update(state="received")
    assert forget_files() == 0 and SheetFile.objects.count() == 1


def test_it_is_done_every_night(batch, settings):
    settings.SHEET_FILE_DAYS = 0
    assert "config.forget_sheet_files" in {one["task"] for one in app.conf.beat_schedule.values()}
    call_command("forget_sheet_files")
    assert not SheetFile.objects.exists()
