"""更名、变更代码、合并重复记录: what a record was called stays known, and nothing of a double is lost."""

import datetime

import pytest
from django.apps import apps
from django.test import Client

from enterprises.models import Enterprise, Occupancy, YearlyFigure
from parks.models import Developer, Parcel, Park
from parks.services.bodies import register_developer
from portal.history import history
from portal.merging import links
from portal.models import AuditEntry, IdentityChange
from portal.search import search
from portal.uscc import uscc_from
from tests.factories import (
    DeveloperFactory,
    EnterpriseFactory,
    OccupancyFactory,
    OperatorFactory,
    ParcelFactory,
    ParkFactory,
    PhaseFactory,
    YearlyFigureFactory,
    place,
    user_with,
)

pytestmark = pytest.mark.django_db
WHY = {"reason": "工商登记变更", "on": "2024-3-1", "document": "（2024）1号"}


@pytest.fixture
def officer(places):
    return user_with("county_officer", place("330302"))


@pytest.fixture
def browser(officer):
    client = Client()
    client.force_login(officer)
    return client


def url(kind, record, verb):
    return f"/records/{kind}/{record.pk}/{verb}/"


def titles(user, text):
    return [hit.title for group in search(user, text) for hit in group.hits]


def test_a_renamed_park_is_found_by_both_names_and_its_place_is_called_as_it_is(officer, browser):
    park = ParkFactory(name="旧名园")
    answer = browser.post(url("park", park, "rename"), {"name": "新名园", "version": 1, **WHY})
    park.refresh_from_db()
    assert answer["Location"] == f"/parks/{park.pk}/"
    assert (park.name, park.place.name, park.version) == ("新名园", "新名园", 2)
    assert titles(officer, "旧名") == titles(officer, "xmy") == ["新名园"]
    page = browser.get(f"/parks/{park.pk}/").content.decode()
    assert "更名：旧名园 → 新名园。工商登记变更（（2024）1号）" in page
    entry = AuditEntry.objects.get(action="identity.rename")
    assert (entry.before, entry.after, entry.reason) == (
        {"name": "旧名园"},
        {"name": "新名园"},
        "工商登记变更",
    )


def test_two_who_rename_at_once_see_the_conflict(browser):
    firm = OccupancyFactory(park=ParkFactory()).enterprise
    firm.change(firm.version, name="别人改的")
    answer = browser.post(url("enterprise", firm, "rename"), {"name": "我改的", "version": 1, **WHY})
    assert answer.status_code == 409 and "别人改的" in answer.content.decode()
    assert not IdentityChange.objects.exists()


def test_a_changed_code_is_checked_kept_and_found(officer, browser):
    firm = OccupancyFactory(park=ParkFactory()).enterprise
    old, new = firm.uscc, uscc_from(77_777, "330302")
    wrong = browser.post(url("enterprise", firm, "uscc"), {"uscc": new[:-1] + "?", "version": 1, **WHY})
    assert wrong.status_code == 422
    taken = browser.post(
        url("enterprise", firm, "uscc"), {"uscc": EnterpriseFactory().uscc, "version": 1, **WHY}
    )
    assert "合并记录" in taken.content.decode()
    browser.post(url("enterprise", firm, "uscc"), {"uscc": new, "version": 1, **WHY})
    firm.refresh_from_db()
    assert firm.uscc == new
    assert titles(officer, old) == titles(officer, new) == [firm.name]


class TestMerging:
    @pytest.fixture
    def pair(self, officer):
        park = ParkFactory(name="甲园")
        firms = [EnterpriseFactory(name=name) for name in ("存续厂", "重复厂")]
        for firm in firms:
            OccupancyFactory(enterprise=firm, park=park)
            YearlyFigureFactory(enterprise=firm, park=park, year=2020)
        YearlyFigureFactory(enterprise=firms[1], park=park, year=2021, tax_wan=7)
        return firms

    def data(self, pair, **more):
        kept, gone = pair
        return {
            "other": gone.pk,
            "version": kept.version,
            "other_version": gone.version,
            "reason": "同一企业",
            **more,
        }

    def clash(self, gone):
        return f"enterprises.yearlyfigure:{gone.figures.get(year=2020).pk}"

    def test_the_page_says_what_moves_and_what_clashes(self, browser, pair):
        kept, gone = pair
        found = browser.get(url("enterprise", kept, "merge"), {"q": "cfc"}).content.decode()
        assert f"?other={gone.pk}" in found
        page = browser.get(url("enterprise", kept, "merge"), {"other": gone.pk}).content.decode()
        assert "入驻 1 条" in page and "年度数据 2 条" in page
        assert "“重复厂 2020”两条记录都有" in page and self.clash(gone) in page

    def test_a_clash_has_to_be_decided(self, browser, pair):
        kept, gone = pair
        answer = browser.post(url("enterprise", kept, "merge"), self.data(pair))
        assert answer.status_code == 422 and "请选择如何处理" in answer.content.decode()
        assert YearlyFigure.objects.filter(enterprise=gone).count() == 2

    @pytest.mark.parametrize("choice", ["keep", "take"])
    def test_all_moves_and_the_double_is_hidden_and_leads_on(self, officer, browser, pair, choice):
        kept, gone = pair
        wanted = (kept if choice == "keep" else gone).figures.get(year=2020).pk
        browser.post(url("enterprise", kept, "merge"), self.data(pair, **{self.clash(gone): choice}))
        gone.refresh_from_db()
        assert gone.merged_into == kept
        assert Occupancy.objects.filter(enterprise=kept).count() == 2
        assert set(kept.figures.values_list("year", flat=True)) == {2020, 2021}
        assert kept.figures.get(year=2020).pk == wanted
        assert not YearlyFigure.objects.filter(enterprise=gone).exists()
        moved = history(kept.figures.get(year=2021))[0]
        assert [(change.old, change.new) for change in moved.changes] == [("重复厂", "存续厂")]
        assert titles(officer, "重复厂") == titles(officer, gone.uscc) == ["存续厂"]
        answer = browser.get(f"/enterprises/{gone.pk}/figures/", follow=True)
        assert answer.redirect_chain[0][0] == f"/enterprises/{kept.pk}/figures/"
        assert "“重复厂”已并入“存续厂”" in answer.content.decode()
        assert browser.get("/enterprises/").context["table"].total == 1

    def test_somebody_elses_change_stops_it(self, browser, pair):
        kept, gone = pair
        data = self.data(pair, **{self.clash(gone): "keep"})
        gone.change(gone.version, founded_on=datetime.date(2019, 1, 1))
        assert browser.post(url("enterprise", kept, "merge"), data).status_code == 409
        assert Enterprise.objects.filter(merged_into=None).count() == 2

    def test_nothing_moves_that_lies_outside_ones_places(self, browser, pair):
        kept, gone = pair
        OccupancyFactory(enterprise=gone, park=ParkFactory(under=place("330382")))
        answer = browser.post(url("enterprise", kept, "merge"), self.data(pair, **{self.clash(gone): "keep"}))
        assert "不在您的管辖范围内" in answer.content.decode()
        assert gone.occupancies.count() == 2


def test_two_parks_become_one_with_land_of_the_same_name_renamed(browser):
    kept, gone = ParkFactory(name="甲园"), ParkFactory(name="乙园")
    for park in (kept, gone):
        ParcelFactory(park=park, name="1号地块")
    PhaseFactory(park=gone, name="乙一期")
    OccupancyFactory(park=gone)
    clash = f"parks.parcel:{gone.parcels.get().pk}"
    data = {"other": gone.pk, "version": 1, "other_version": 1, "reason": "重复登记", clash: "both"}
    assert browser.post(url("park", kept, "merge"), data).status_code == 302
    assert sorted(kept.parcels.values_list("name", flat=True)) == ["1号地块", "1号地块（原乙园）"]
    assert (kept.phases.count(), kept.occupancies.count()) == (1, 1)
    assert browser.get("/parks/").context["table"].total == 1
    # A second merger takes along what the double had taken in.
    third = ParkFactory(name="丙园")
    Park.objects.filter(pk=kept.pk).update(version=1)
    browser.post(
        url("park", third, "merge"), {"other": kept.pk, "version": 1, "other_version": 1, "reason": "同上"}
    )
    assert Parcel.objects.filter(park=third).count() == 2
    assert browser.get(f"/parks/{gone.pk}/")["Location"] == f"/parks/{third.pk}/"


def test_the_ownership_of_a_body_is_entered_and_stands_in_list_and_page(officer, browser):
    park = ParkFactory(developer=DeveloperFactory(name="甲开发"), operator=OperatorFactory())
    page = f"/parks/bodies/developer/{park.developer_id}/"
    assert f'href="{page}edit/"' in browser.get(page).content.decode()
    form = browser.get(f"{page}edit/").content.decode()
    assert f'href="{url("developer", park.developer, "uscc")}"' in form and 'name="name"' not in form
    assert browser.post(f"{page}edit/", {"version": 1, "ownership": "collective"})["Location"] == page
    for address in (page, "/parks/bodies/?kind=developer"):
        assert "集体" in browser.get(address).content.decode()
    assert AuditEntry.objects.get(action="developer.change").after["ownership"] == "collective"
    late = browser.post(f"{page}edit/", {"version": 1, "ownership": "state"})
    assert late.status_code == 409 and "集体" in late.content.decode()


def test_an_operator_is_professional_or_not_and_its_headquarters_came_on_a_day(browser):
    operator = ParkFactory(operator=OperatorFactory()).operator
    page = f"/parks/bodies/operator/{operator.pk}/"
    sent = {"version": 1, "ownership": "private", "headquartered_on": "2021年3月1日"}
    assert browser.post(f"{page}edit/", sent).status_code == 302
    operator.refresh_from_db()
    assert (operator.is_professional, operator.headquartered_on) == (False, datetime.date(2021, 3, 1))
    assert "2021-03-01" in browser.get(page).content.decode()


def test_who_only_looks_does_not_edit_a_body(officer):
    park, client = ParkFactory(developer=DeveloperFactory()), Client()
    client.force_login(user_with("manager", place("330300")))
    page = f"/parks/bodies/developer/{park.developer_id}/"
    assert f"{page}edit/" not in client.get(page).content.decode()
    assert client.get(f"{page}edit/").status_code == 403


def test_a_developers_page_and_its_double(officer, browser):
    kept, gone = DeveloperFactory(name="存续开发"), DeveloperFactory(name="重复开发")
    ParkFactory(developer=kept, name="甲园"), ParkFactory(developer=gone, name="乙园")
    assert browser.get("/parks/bodies/").context["table"].total == 2
    data = {"other": gone.pk, "version": 1, "other_version": 1, "reason": "重复登记"}
    browser.post(url("developer", kept, "merge"), data)
    page = browser.get(f"/parks/bodies/developer/{gone.pk}/", follow=True).content.decode()
    assert "甲园" in page and "乙园" in page
    # Whoever enters a park under the double's code gets the record that counts.
    body = register_developer(actor=officer, place=place("330302"), name="存续开发", uscc=gone.uscc)
    assert body == kept and Developer.objects.for_user(officer).count() == 1


@pytest.mark.parametrize(
    "label", ["parks.Park", "enterprises.Enterprise", "parks.Developer", "parks.Operator"]
)
def test_whatever_the_database_binds_to_a_record_is_known_to_the_merger(label):
    """A foreign key to come is moved without anybody registering it."""
    model = apps.get_model(label)
    bound = {
        f"{other._meta.label}.{key.name}"
        for other in apps.get_models()
        for key in other._meta.concrete_fields
        if key.related_model is model and key.db_constraint and other is not model
    }
    assert {f"{key.model._meta.label}.{key.name}" for key in links(model)} == bound
