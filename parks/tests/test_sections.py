"""编辑园区 by sections: each saves its own part, and the list says what is still missing."""

import datetime

import pytest

from parks.forms import SECTIONS
from parks.models import Park
from parks.services.soundness import Unsound, require_sound
from tests.factories import ParcelFactory, place

pytestmark = pytest.mark.django_db
# What a county officer types in each section, and what the park then says.
TYPED = {
    "basics": {
        "parent": "",
        "park_type": "manufacturing",
        "plan_kind": "industrial",
        "status": "operating",
        "address": "工业路1号",
        "first_operating_year": "2020",
        "registry_code": "ZJ-1",
        "registry_grade": "B",
    },
    "layout": {"layout_mode": "in_zone", "development_mode": "agent", "is_renovated": "no"},
    "industries": {"leading_industries": ["344", "", "352"]},
    "bodies": {
        "developer_name": "",
        "operator_name": "温州园区运营有限公司",
        "operator_uscc": "91330302R6838WPG60",
    },
    "facilities": {
        "facilities": ["canteen", "dormitory"],
        "services": ["agency"],
        "has_bike_charging": "yes",
        "rentable_floor_m2": "1,200.5",
    },
    "digital": {"networks": ["fibre", "mobile_5g"], "digital_functions": []},
    "party": {"party_items": ["branch"], "party_branch_on": "2020-7-1"},
    "introduction": {"introduction": "一座园区。"},
}
SAID = {
    "layout": {"layout_mode": "in_zone", "is_renovated": False, "is_on_added_land": None},
    "industries": {"leading_industries": ["344", "352"]},
    # Ticked options are kept in the order of the list, not of the ticking.
    "facilities": {"facilities": ["dormitory", "canteen"], "has_bike_charging": True},
    "digital": {"networks": ["fibre", "mobile_5g"], "digital_functions": []},
    "party": {"party_branch_on": datetime.date(2020, 7, 1)},
    "introduction": {"introduction": "一座园区。"},
}


def save(client, park, code, **changes):
    typed = {**TYPED[code], "version": park.version, **changes}
    if code == "basics":
        typed["parent"] = str(place("330302").pk)
    return client.post(f"/parks/{park.pk}/edit/{code}/", typed)


def test_every_section_is_shown_saved_and_shown_again(as_user, officer, park):
    client = as_user(officer)
    for code in TYPED:
        path = f"/parks/{park.pk}/edit/{code}/"
        assert client.get(path).status_code == 200
        park = Park.objects.get(pk=park.pk)
        assert save(client, park, code)["Location"] == f"/parks/{park.pk}/edit/"
        park = Park.objects.get(pk=park.pk)
        for name, value in SAID.get(code, {}).items():
            assert getattr(park, name) == value, name
        assert client.get(path).status_code == 200
        assert save(client, park, code).status_code == 302
        assert Park.objects.get(pk=park.pk).version == park.version, "saving the same again writes nothing"
    assert list(TYPED) == [section.code for section in SECTIONS]


def test_every_column_of_a_park_that_people_fill_in_stands_in_one_section():
    entered = [name for section in SECTIONS for name in section.names]
    assert len(entered) == len(set(entered))
    # Facts that come about by verbs, and links that the sections write by name and code.
    others = {
        "name",
        "place",
        "developer",
        "operator",
        "recognised_on",
        "star",
        "star_on",
        "is_demo",
        "entry_token",
    }
    columns = {field.name for field in Park._meta.concrete_fields if field.editable and not field.primary_key}
    assert columns - others - {"id", "created_at", "updated_at"} == set(entered) & columns


def test_the_task_list_says_what_is_missing(as_user, officer, park):
    client = as_user(officer)
    tasks = {task["label"]: task for task in client.get(f"/parks/{park.pk}/edit/").context["tasks"]}
    assert not tasks["党建"]["is_done"]
    assert tasks["党建"]["known"] == "0/2 项"
    assert tasks["地块"]["is_done"]
    save(client, park, "party")
    response = client.get(f"/parks/{park.pk}/edit/")
    tasks = {task["label"]: task for task in response.context["tasks"]}
    assert tasks["党建"]["is_done"]
    assert "已完成" in response.content.decode()


def test_no_is_an_answer_and_unknown_is_none(as_user, officer, park):
    client = as_user(officer)
    save(client, park, "layout")
    tasks = {task["label"]: task for task in client.get(f"/parks/{park.pk}/edit/").context["tasks"]}
    assert tasks["布局与建设模式"]["known"] == "3/7 项"


def test_an_unknown_section_is_not_found(as_user, officer, park):
    assert as_user(officer).get(f"/parks/{park.pk}/edit/nothing/").status_code == 404


def test_the_same_industry_twice_is_one_and_an_unknown_one_is_refused(as_user, officer, park):
    client = as_user(officer)
    assert save(client, park, "industries", leading_industries=["344", "344"]).status_code == 302
    assert Park.objects.get(pk=park.pk).leading_industries == ["344"]
    park.refresh_from_db()
    assert save(client, park, "industries", leading_industries=["999"]).status_code == 422


def test_two_editors_of_ticked_options_see_both_and_can_keep_either(as_user, officer, park):
    client = as_user(officer)
    assert save(client, park, "digital").status_code == 302
    response = save(client, park, "digital", networks=["mobile_4g", "fibre"], digital_functions=["energy"])
    assert response.status_code == 409
    rows = {row["name"]: row for row in response.context["rows"]}
    assert rows["networks"]["theirs"] == "fibre,mobile_5g"
    assert rows["networks"]["theirs_label"] == "光纤、5G"
    assert rows["networks"]["mine_label"] == "4G、光纤"
    kept = {"networks": rows["networks"]["mine"], "digital_functions": "energy", "version": 2}
    assert client.post(f"/parks/{park.pk}/edit/digital/", kept).status_code == 302
    park.refresh_from_db()
    assert (park.networks, park.digital_functions) == (["fibre", "mobile_4g"], ["energy"])


def test_a_parcel_keeps_its_land_contract_promises_and_checklist(as_user, officer, park):
    parcel = park.parcels.get()
    path = f"/parks/{park.pk}/parcels/{parcel.pk}/edit/"
    typed = {
        "name": parcel.name,
        "land_area_mu": "90",
        "natures": ["commercial", "industrial"],
        "contract_number": "3303-2019-7",
        "land_price_wan": "335",
        "promised_tax_per_mu": "13.6",
        "approval_applied_on": "2019-1-5",
        "started_on": "2019-06-01",
        "restricted_in_notice": "yes",
        "restricted_in_land_contract": "no",
        "version": parcel.version,
    }
    assert as_user(officer).post(path, typed).status_code == 302
    parcel.refresh_from_db()
    assert parcel.natures == ["industrial", "commercial"]
    checklist = (
        parcel.restricted_in_notice,
        parcel.restricted_in_land_contract,
        parcel.restricted_in_project_contract,
    )
    assert checklist == (True, False, None)
    html = as_user(officer).get(path).content.decode()
    assert 'value="13.6"' in html


def test_constraints_speak_at_the_field_they_are_about(park):
    parcel = ParcelFactory.build(park=park, name="二号", land_price_wan=-1)
    with pytest.raises(Unsound, match="成交地价不能为负数") as refusal:
        require_sound(parcel)
    assert refusal.value.field == "land_price_wan"
    parcel = ParcelFactory.build(
        park=park, name="二号", started_on=datetime.date(2019, 6, 1), completed_on=datetime.date(2019, 5, 31)
    )
    with pytest.raises(Unsound, match="竣工日期不能早于开工日期") as refusal:
        require_sound(parcel)
    assert refusal.value.field == "completed_on"
