"""W8: meters report by themselves; R12/R13 for this one way in."""

import json
from decimal import Decimal

import pytest

from accounts.tokens import issue
from parks.models import Meter, MeterReading
from portal.models import AuditEntry
from tests.factories import ParkFactory, place, user_with

pytestmark = pytest.mark.django_db
URL = "/api/v1/meter-readings/"


@pytest.fixture
def meter(park):
    return Meter.objects.create(park=park, kind="water", number="S-1")


@pytest.fixture
def send(client, park, meter):
    """Send a body as somebody with a token; by default the park's operator."""
    operator = user_with("operator", park.place)

    def sent(body, user=operator):
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return client.post(URL, raw, "application/json", headers={"Authorization": f"Token {issue(user)}"})

    return sent


@pytest.fixture
def one(park):
    return {"park": park.pk, "kind": "water", "number": "S-1", "on": "2021-05-31", "value": "1024.125"}


def test_a_reading_is_taken_once_however_often_it_is_sent(send, one, meter):
    first, again = send(one), send(one)
    assert (first.status_code, first.json()["state"]) == (201, "new")
    assert (again.status_code, again.json()["state"]) == (200, "unchanged")
    assert meter.readings.get().value == Decimal("1024.125")
    changed = send({**one, "value": 1030.5})
    assert (changed.status_code, changed.json()["state"]) == (200, "changed")
    assert meter.readings.get().value == Decimal("1030.5")
    actions = AuditEntry.objects.filter(action__startswith="reading.").values_list("action", flat=True)
    assert sorted(actions) == ["reading.change", "reading.report"]


def test_a_list_is_taken_whole_or_not_at_all(send, one):
    rows = [{**one, "on": f"2021-0{month}-28", "value": month * 10} for month in range(1, 7)]
    bad = [*rows, {**one, "number": "S-9"}, {**one, "value": "-1", "on": "昨天"}]
    answer = send(bad)
    assert answer.status_code == 400 and set(answer.json()["fields"]) == {"7"}
    assert set(answer.json()["fields"]["7"]) == {"on", "value"}
    answer = send(bad[:-1])
    assert answer.json()["fields"] == {"6": {"number": ["本园区没有登记这块表，请先登记再报送。"]}}
    assert not MeterReading.objects.exists()
    assert send(rows).status_code == 201 and MeterReading.objects.count() == 6
    twice = send([{**one, "value": 1}, {**one, "value": 2}])
    assert "两个不同的读数" in twice.json()["fields"]["1"]["value"][0]
    same = send([one, one])
    assert [row["state"] for row in same.json()] == ["new", "unchanged"]


def test_only_parks_one_runs(send, one, manager, neighbour):
    assert send(one, manager).status_code == 403
    refused = send(one, neighbour)
    assert refused.status_code == 400 and "未找到该园区" in refused.json()["fields"]["park"][0]
    assert send(one, user_with("system_administrator", place("330300"))).status_code == 403
    assert "未找到" in send({**one, "park": ParkFactory().pk}).json()["fields"]["park"][0]
    assert not MeterReading.objects.exists()


POISON = [
    "\x00",
    "\ud800",
    "‮",
    "x" * 100_000,
    "1e400",
    "NaN",
    "9999-12-31",
    "１２",
    "𠮷㍙",
    "",
    None,
    True,
    [],
    {},
    [[]],
    -1,
    10**400,
    10**30,
    1.5,
    "';--",
]


@pytest.mark.parametrize("field", ["park", "kind", "number", "on", "value"])
def test_poison_is_refused_in_chinese_at_its_field(send, one, field):
    for value in POISON:
        answer = send({**one, field: value})
        assert answer.status_code in (200, 201, 400), (field, value)
        if answer.status_code == 400:
            sentences = answer.json()["fields"][field]
            assert all(any("一" <= char <= "鿿" for char in sentence) for sentence in sentences), sentences


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"value": NaN}',
        b'{"value": 1e400}',
        b'{"value": 1e999999999}',
        b"[" * 5000 + b"]" * 5000,
        b"[" * 200_000,
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
        b"9" * 5000,
        b"[]",
        b"null",
        b'"text"',
        b"[1, null, [], {}]",
        json.dumps([{}] * 1001).encode(),
    ],
)
def test_no_body_breaks_the_reader(send, body):
    answer = send(body)
    assert answer.status_code == 400 and answer.json()["code"] in {"parse_error", "invalid"}
