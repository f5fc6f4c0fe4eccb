"""Every refusal of the API is JSON with a stable code and a Chinese sentence."""

import pytest
from rest_framework import exceptions

from portal.rest.errors import exception_handler
from tests.factories import UserFactory, place, user_with

pytestmark = pytest.mark.django_db
NOT_FOUND = {"code": "not_found", "message": "未找到该记录，可能已被删除或您无权查看。"}


@pytest.fixture
def officer(client, places):
    client.force_login(user_with("county_officer", place("330302")))
    return client


@pytest.mark.parametrize("path", ["/api/v1/nothing/", "/api/v1/no/such/thing/", "/api/v1/parks/999999/"])
def test_what_is_not_there_is_404_in_json(officer, path):
    answer = officer.get(path)
    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


def test_an_address_without_its_last_slash_is_sent_on(officer):
    assert officer.get("/api/v1/parks", follow=True).status_code == 200


def test_without_login_nothing_is_said_about_what_exists(client):
    answer = client.get("/api/v1/nothing/")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


def test_whoever_holds_no_role_gets_the_sentence_of_the_permission(client, places):
    client.force_login(UserFactory())
    answer = client.get("/api/v1/parks/")
    assert (answer.status_code, answer.json()) == (
        403,
        {"code": "permission_denied", "message": "您的角色没有此接口的权限。"},
    )


@pytest.mark.parametrize(
    ("method", "headers", "status", "code"),
    [
        ("post", {}, 405, "method_not_allowed"),
        ("get", {"accept": "text/csv"}, 406, "not_acceptable"),
        ("get", {"authorization": "Token unknown"}, 401, "authentication_failed"),
    ],
)
def test_a_refused_request_says_why_in_chinese(officer, method, headers, status, code):
    answer = getattr(officer, method)("/api/v1/parks/", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not answer.json()["message"].isascii()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (exceptions.ParseError("JSON parse error"), "parse_error"),
        (exceptions.UnsupportedMediaType("text/csv"), "unsupported_media_type"),
        (exceptions.Throttled(wait=3), "throttled"),
        (exceptions.PermissionDenied("CSRF Failed: token missing"), "permission_denied"),
        (exceptions.APIException(), "error"),
    ],
)
def test_the_frameworks_own_english_stays_inside(error, code):
    said = exception_handler(error, {}).data
    assert said["code"] == code
    assert not any(letters in said["message"] for letters in ("parse error", "Failed", "text/csv", "Request"))
