"""入园合同 as records of a park: written, corrected, removed, with scan and history; W15, C(十)."""

import pytest

from enterprises.models import TenancyContract
from portal.models import AuditEntry
from tests.factories import OccupancyFactory, ParkFactory, TenancyContractFactory, place, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def park(places):
    return ParkFactory()


@pytest.fixture
def officer(client, park):
    person = user_with("county_officer", place("330302"))
    client.force_login(person)
    return person


@pytest.fixture
def room(park):
    return OccupancyFactory(park=park, room="101")


@pytest.fixture
def typed(room):
    return {
        "number": "HT-2026-1",
        "enterprise": room.enterprise_id,
        "tenure": "leased",
        "occupancy": room.pk,
        "signed_on": "2026-1-5",
        "floor_area_m2": "1,200.5",
        "amount_wan": "36",
        "valid_from": "2026-2-1",
        "valid_until": "2029-1-31",
    }


def new_url(park):
    return f"/parks/{park.pk}/records/tenancy/new/"


def test_a_contract_is_kept_with_its_firm_room_and_history(client, officer, park, room, typed):
    answer = client.post(new_url(park), typed)
    contract = TenancyContract.objects.get()
    assert answer["Location"] == f"/parks/records/tenancy/{contract.pk}/"
    page = client.get(answer["Location"]).content.decode()
    assert "HT-2026-1" in page and "1,200.5" in page and str(room.enterprise) in page
    assert f"about=tenancy-{contract.pk}" in page  # where its scan is added
    edit = f"{answer['Location']}edit/"
    client.post(edit, {**typed, "version": 1, "amount_wan": "40"})
    contract.refresh_from_db()
    assert contract.amount_wan == 40 and contract.version == 2
    assert client.post(edit, {**typed, "version": 1, "amount_wan": "50"}).status_code == 409
    client.post(f"{answer['Location']}remove/", {"version": 2})
    assert not TenancyContract.objects.exists()
    actions = AuditEntry.objects.filter(action__startswith="tenancy.").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "tenancy.add",
        "tenancy.change",
        "tenancy.remove",
    ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"valid_until": ""}, "valid_until"),
        ({"valid_until": "2026-1-1"}, "valid_until"),
        ({"floor_area_m2": "0"}, "floor_area_m2"),
        ({"amount_wan": "-1"}, "amount_wan"),
        ({"signed_on": "2999-1-1"}, "signed_on"),
        ({"number": "HT-1"}, "number"),
        ({"enterprise": ""}, "enterprise"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(client, officer, park, typed, wrong, field):
    TenancyContractFactory(park=park, number="HT-1")
    answer = client.post(new_url(park), {**typed, **wrong})
    assert answer.status_code == 422 and field in answer.context["form"].errors


def test_the_room_is_the_firms_own(client, officer, park, typed):
    other = OccupancyFactory(park=park)
    answer = client.post(new_url(park), {**typed, "enterprise": other.enterprise_id})
    assert answer.status_code == 422 and "occupancy" in answer.context["form"].errors
    assert not TenancyContract.objects.exists()


def test_a_firm_has_its_contracts_beside_it_and_programs_read_them(client, officer, park, room):
    TenancyContractFactory(park=park, enterprise=room.enterprise, number="HT-1")
    TenancyContractFactory(park=park, number="HT-2")
    assert "enterprise=" in client.get(f"/enterprises/{room.enterprise_id}/").content.decode()
    table = client.get(f"/parks/records/tenancy/?enterprise={room.enterprise_id}").context["table"]
    assert table.total == 1
    rows = client.get("/api/v1/tenancy-contracts/?number=HT-2").json()["results"]
    assert [row["number"] for row in rows] == ["HT-2"]
