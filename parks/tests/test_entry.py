"""A county officer enters a park in the browser (the first step of the journey)."""

import datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from parks.models import Operator, Park
from portal.models import AuditEntry
from tests.factories import OperatorFactory, ParkFactory, place

pytestmark = pytest.mark.django_db


def enter(client, entry, **changes):
    return client.post("/parks/new/", {**entry, **changes})


def errors_of(response):
    assert response.status_code == 422
    return response.context["form"].errors


def test_a_whole_park_at_once(as_user, officer, entry):
    response = enter(as_user(officer), entry)
    park = Park.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/parks/{park.pk}/")
    assert park.place.path == f"{place('330302').path}{park.place.code}/"
    assert park.operator.uscc == "91330302R6838WPG60"
    parcel, phase = park.parcels.get(), park.phases.get()
    assert (parcel.land_area_mu, parcel.started_on) == (90, datetime.date(2019, 6, 1))
    assert (phase.non_production_floor_m2, phase.completed_on) == (15000, datetime.date(2020, 12, 1))
    made = AuditEntry.objects.exclude(action="list.export").values_list("action", flat=True)
    assert set(made) >= {"park.create", "parcel.add", "phase.add"}


def test_the_park_can_be_entered_without_parcel_and_phase(as_user, officer, entry):
    bare = {
        key: "" if key.startswith(("parcel_l", "parcel_c", "parcel_s")) else value
        for key, value in entry.items()
    }
    bare = {
        key: "" if key.startswith("phase_") and key != "phase_name" else value for key, value in bare.items()
    }
    assert enter(as_user(officer), bare).status_code == 302
    park = Park.objects.get()
    assert (park.parcels.count(), park.phases.count()) == (0, 0)


def test_a_begun_section_must_be_finished(as_user, officer, entry):
    errors = errors_of(enter(as_user(officer), entry, parcel_land_area_mu=""))
    assert errors["parcel_land_area_mu"] == ["请填写用地面积。"]
    assert not Park.objects.exists()


@pytest.mark.parametrize(
    ("typed", "read"),
    [("９０", "90"), ("90亩", "90"), (" 1,090.5 ", "1090.5"), ("1，090.5", "1090.5"), ("90.0001", "90.0001")],
)
def test_harmless_dirt_in_numbers_is_read(as_user, officer, entry, typed, read):
    assert enter(as_user(officer), entry, parcel_land_area_mu=typed).status_code == 302
    assert Park.objects.get().parcels.get().land_area_mu == Decimal(read)


@pytest.mark.parametrize(
    "typed", ["九十", "NaN", "Infinity", "1e5", "-1", "90.00001", "9" * 40, "0", "\x00", "１/２", "<b>"]
)
def test_what_is_no_land_area_is_refused_at_its_field(as_user, officer, entry, typed):
    errors = errors_of(enter(as_user(officer), entry, parcel_land_area_mu=typed))
    assert set(errors) == {"parcel_land_area_mu"}
    assert not Park.objects.exists()


def test_typed_values_stay_and_the_summary_links_to_the_field(as_user, officer, entry):
    html = enter(as_user(officer), entry, parcel_land_area_mu="九十").content.decode()
    assert 'value="九十"' in html
    assert 'href="#id_parcel_land_area_mu"' in html
    assert "<title>错误：" in html


def test_floors_must_add_up(as_user, officer, entry):
    errors = errors_of(enter(as_user(officer), entry, phase_non_production_floor_m2="15000.01"))
    assert errors["phase_non_production_floor_m2"] == ["生产性用房与非生产性用房之和应等于总建筑面积。"]


@pytest.mark.parametrize(("counted", "status"), [("120000.01", 302), ("-0.01", 422)])
def test_counted_floor_may_exceed_the_total_but_not_be_negative(as_user, officer, entry, counted, status):
    assert enter(as_user(officer), entry, phase_far_counted_floor_m2=counted).status_code == status


@pytest.mark.parametrize(("started", "status"), [("2019-03-01", 302), ("2019-02-28", 422)])
def test_works_start_on_or_after_the_contract(as_user, officer, entry, started, status):
    response = enter(as_user(officer), entry, parcel_started_on=started)
    assert response.status_code == status
    if status == 422:
        assert response.context["form"].errors["parcel_started_on"] == ["开工日期不能早于土地合同日期。"]


def test_a_completion_to_come_is_no_completion(as_user, officer, entry):
    tomorrow = datetime.date.today() + datetime.timedelta(days=2)
    errors = errors_of(enter(as_user(officer), entry, phase_completed_on=tomorrow.isoformat()))
    assert errors["phase_completed_on"] == ["不能晚于今天；尚未发生的请留空。"]


def test_a_wrong_credit_code_says_what_to_do(as_user, officer, entry):
    errors = errors_of(enter(as_user(officer), entry, operator_uscc="91310115MA1H8R7C6D"))
    assert "校验位不符" in errors["operator_uscc"][0]
    assert not Park.objects.exists()


def test_an_operator_already_known_is_the_same_record(as_user, officer, entry):
    known = OperatorFactory(name="温州园区运营有限公司", uscc="91330302R6838WPG60")
    enter(as_user(officer), entry, operator_uscc=" 9133 0302 r683 8wpg 60 ")
    assert Park.objects.get().operator == known
    assert Operator.objects.count() == 1


def test_a_code_known_under_another_name_is_questioned(as_user, officer, entry):
    OperatorFactory(name="别的公司", uscc="91330302R6838WPG60")
    errors = errors_of(enter(as_user(officer), entry))
    assert "已登记为“别的公司”" in errors["operator_name"][0]
    assert "请按已登记的名称填写" in errors["operator_name"][0]


def test_a_body_registered_on_the_way_leaves_its_own_entry(as_user, officer, entry):
    enter(as_user(officer), entry)
    enter(as_user(officer), entry, name="另一园区")
    trace = AuditEntry.objects.get(action="operator.register")
    assert (trace.actor, trace.place, trace.after["uscc"]) == (officer, place("330302"), "91330302R6838WPG60")


def test_the_same_page_sent_twice_makes_one_park(as_user, officer, entry):
    client, token = as_user(officer), str(uuid4())
    first, second = (enter(client, entry, token=token) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Park.objects.count() == 1
    assert Park.objects.get().parcels.count() == 1


def test_the_page_brings_its_token_along(as_user, officer):
    tokens = {as_user(officer).get("/parks/new/").context["form"].initial["token"] for _ in range(2)}
    assert len(tokens) == 2


def test_another_persons_token_opens_nothing(as_user, officer, neighbour, entry):
    token = str(uuid4())
    enter(as_user(officer), entry, token=token)
    response = enter(as_user(neighbour), entry, token=token, parent=str(place("330304").pk))
    assert response.status_code == 400
    assert Park.objects.count() == 1


def test_one_name_is_one_park_within_a_county(as_user, officer, neighbour, entry):
    ParkFactory(name="鞋都小微园")
    errors = errors_of(enter(as_user(officer), entry))
    assert "鹿城区已有名为“鞋都小微园”的园区" in errors["name"][0]
    assert enter(as_user(neighbour), entry, parent=str(place("330304").pk)).status_code == 302


@pytest.mark.parametrize("parent", ["330304", "330300", "330282"])
def test_a_park_cannot_be_put_in_somebody_elses_place(as_user, officer, entry, parent):
    errors = errors_of(enter(as_user(officer), entry, parent=str(place(parent).pk)))
    assert set(errors) == {"parent"}


@pytest.mark.parametrize("parent", ["", "abc", "0", "99999999999999999999999", "\x00"])
def test_poison_for_a_place_is_an_error_at_the_field(as_user, officer, entry, parent):
    assert set(errors_of(enter(as_user(officer), entry, parent=parent))) == {"parent"}


def test_codes_of_leaves_follow_each_other(as_user, officer, entry):
    codes = []
    for name in ("甲园", "乙园"):
        enter(as_user(officer), entry, name=name)
        codes.append(Park.objects.get(name=name).place.code)
    assert codes == ["P000001", "P000002"]


def test_everything_wrong_is_said_at_once(as_user, officer, entry):
    changes = {"name": "", "operator_uscc": "1", "parcel_land_area_mu": "x", "phase_floor_area_m2": ""}
    errors = errors_of(enter(as_user(officer), entry, **changes))
    assert set(errors) == {"name", "operator_uscc", "parcel_land_area_mu", "phase_floor_area_m2"}


def test_a_code_without_a_name_asks_for_the_name(as_user, officer, entry):
    errors = errors_of(enter(as_user(officer), entry, operator_name=""))
    assert set(errors) == {"operator_name"}
