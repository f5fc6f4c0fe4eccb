"""R17: files are what they say, lie where nobody looks, and go to those who see their park."""

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from parks.models import Attachment
from parks.rules.files import clean_name, kind_of
from parks.services.attachments import path_of
from portal.models import AuditEntry
from tests.factories import HiddenDangerFactory, ParkFactory, attachment, place, user_with

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nwords"
PNG = b"\x89PNG\r\n\x1a\nrest"
JPG = b"\xff\xd8\xff\xe0rest"


def package(*names):
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as target:
        for name in names:
            target.writestr(name, "x")
    return sink.getvalue()


DOCX = package("[Content_Types].xml", "word/document.xml")
XLSX = package("[Content_Types].xml", "xl/workbook.xml")


def upload(client, park, name, content, **more):
    sent = {"file": SimpleUploadedFile(name, content, "application/octet-stream"), **more}
    return client.post(f"/parks/{park.pk}/records/attachment/new/", sent)


def str_only(value: object) -> str:
    """A package's bytes carry the time it was made at: no name for a test."""
    return value if isinstance(value, str) else "content"


@pytest.mark.parametrize(
    ("name", "content"),
    [("方案𠮷.pdf", PDF), ("图.PNG", PNG), ("照片.jpeg", JPG), ("合同.docx", DOCX), ("表.xlsx", XLSX)],
    ids=str_only,
)
def test_a_file_comes_back_as_it_was_sent(as_user, officer, park, name, content):
    client = as_user(officer)
    assert upload(client, park, name, content, note="原件").status_code == 302
    row = Attachment.objects.get()
    path = path_of(row.stored)
    assert row.name == name and name not in str(path)
    assert (
        Path(settings.ATTACHMENT_DIR) in path.parents
        and Path(settings.BASE_DIR, "static") not in path.parents
    )
    answer = client.get(f"/parks/attachments/{row.pk}/")
    assert b"".join(answer.streaming_content) == content
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert AuditEntry.objects.filter(action="attachment.add").count() == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", PNG, "内容与扩展名不一致"),
        ("a.png", PDF, "内容与扩展名不一致"),
        ("a.xlsx", DOCX, "内容与扩展名不一致"),
        ("a.html", b"<script>", "只能上传"),
        ("a.pdf", b"<html>%PDF-", "只能上传"),
        ("a.svg", b"<svg/>", "只能上传"),
        ("a.zip", package("x.txt"), "只能上传"),
        ("a.docx", package("x.txt"), "只能上传"),
        ("a.docx", DOCX[:40], "只能上传"),
        ("a.xlsx", package("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "只能上传"),
        ("a.docx", package("[Content_Types].xml", "xl/workbook.xml", "word/document.xml"), "只能上传"),
        ("a.exe", PDF, "只能上传"),
        ("pdf", PDF, "只能上传"),
        ("a.pdf", b"", "空"),
    ],
    ids=str_only,
)
def test_what_is_not_taken_is_refused_and_leaves_nothing(as_user, officer, park, name, content, words):
    answer = upload(as_user(officer), park, name, content)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Attachment.objects.exists()


def test_size_is_limited(as_user, officer, park, settings):
    settings.ATTACHMENT_MAX_BYTES = 1024 * 1024
    answer = upload(as_user(officer), park, "a.pdf", PDF + b"x" * 1024 * 1024)
    assert answer.status_code == 422 and "不能超过 1 MB" in answer.content.decode()


def test_a_file_is_for_those_who_see_its_park(as_user, officer, manager, neighbour, park):
    row = attachment(park)
    url = f"/parks/attachments/{row.pk}/"
    assert as_user(manager).get(url).status_code == 200
    assert as_user(neighbour).get(url).status_code == 404
    assert upload(as_user(manager), park, "a.pdf", PDF).status_code == 403
    assert upload(as_user(neighbour), park, "a.pdf", PDF).status_code == 404


def test_a_file_goes_with_its_row(as_user, officer, park, django_capture_on_commit_callbacks):
    row = attachment(park)
    path = path_of(row.stored)
    with django_capture_on_commit_callbacks(execute=True):
        answer = as_user(officer).post(f"/parks/records/attachment/{row.pk}/remove/", {"version": 1})
    assert answer.status_code == 302 and not path.exists()
    assert AuditEntry.objects.get(action="attachment.remove").before["name"] == "方案.pdf"
    row = attachment(park)
    path_of(row.stored).unlink()
    assert as_user(officer).get(f"/parks/attachments/{row.pk}/").status_code == 404


def test_a_file_hangs_on_a_record_of_the_same_park_only(as_user, officer, park):
    client = as_user(officer)
    danger, elsewhere = HiddenDangerFactory(park=park), HiddenDangerFactory(park=ParkFactory())
    for about, label in (
        (f"danger-{danger.pk}", "隐患：消火栓缺水带"),
        (f"danger-{elsewhere.pk}", ""),
        ("nothing-1", ""),
        ("danger-" + "9" * 40, ""),
        ("danger-٣", ""),
    ):
        assert upload(client, park, "整改.pdf", PDF, about=about).status_code == 302
        assert Attachment.objects.latest("pk").about_label == label
    page = client.get(f"/parks/records/danger/{danger.pk}/").content.decode()
    assert page.count("整改.pdf</a>") == 1


@given(st.binary(max_size=200))
def test_no_bytes_confuse_the_reader_of_kinds(content):
    assert kind_of(io.BytesIO(b"PK\x03\x04" + content)) == ""


@given(st.text(max_size=300))
def test_names_are_short_and_without_folders(name):
    cleaned = clean_name(name + ".pdf")
    assert len(cleaned) <= 125 and "/" not in cleaned and "\\" not in cleaned and cleaned.endswith(".pdf")


@pytest.mark.parametrize(
    ("name", "content", "shown"),
    [("方案.pdf", PDF, True), ("图.png", PNG, True), ("照.jpg", JPG, True), ("合同.docx", DOCX, False)],
    ids=str_only,
)
def test_only_what_a_browser_can_show_is_shown_in_place_and_shut_off(
    as_user, officer, park, name, content, shown
):
    row = attachment(park, name, content, kind=name.rsplit(".")[-1])
    answer = as_user(officer).get(f"/parks/attachments/{row.pk}/?inline")
    assert answer["Content-Disposition"].startswith("inline" if shown else "attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    policy = answer["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "sandbox", "frame-ancestors 'self'"} <= set(policy)


def test_a_file_is_shown_to_nobody_who_does_not_see_its_park(as_user, park):
    stranger = user_with("county_officer", place("330282"))
    assert as_user(stranger).get(f"/parks/attachments/{attachment(park).pk}/?inline").status_code == 404
