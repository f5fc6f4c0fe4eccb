"""Every list: columns as chosen, saved views, rows picked."""

import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from parks.models import Park
from parks.records.kind import record_kinds
from portal.models import AuditEntry, SavedView
from portal.pages import ListPage
from portal.sheets.kinds import SheetKind, sheet_kinds
from tests.factories import ParkFactory, place, user_with

pytestmark = pytest.mark.django_db
LISTS = "/lists/"


@pytest.fixture
def officer(places):
    return user_with("county_officer", place("330302"))


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def settings(client, at="/parks/", **data):
    return client.post(LISTS, {"at": at, **data}, follow=True)


def heads(answer) -> list[str]:
    return [head["label"] for head in answer.context["table"].heads]


def cells_of(answer) -> list[tuple]:
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return list(book.active.iter_rows(values_only=True))


def test_columns_chosen_are_remembered_for_this_person_and_list_and_the_export_follows(officer):
    park = ParkFactory(address="江滨路 1 号")
    client = browser(officer)
    shown = settings(client, do="arrange", column=["address", "status"], size="50", dense="1")
    assert heads(shown) == ["名称", "状态", "园区地址"]
    later = client.get("/parks/")
    assert heads(later) == ["名称", "状态", "园区地址"]
    assert later.context["table"].page.size == 50
    assert 'class="data dense"' in later.content.decode()
    head, row, *_ = cells_of(client.get("/parks/?format=xlsx"))
    assert head == ("名称", "状态", "园区地址") and row == (park.name, "已投运", "江滨路 1 号")
    assert "县区" in heads(browser(user_with("county_officer", place("330302"))).get("/parks/"))
    assert AuditEntry.objects.filter(action="list.arrange", actor=officer).exists()
    assert "县区" in heads(settings(client, do="reset"))


def test_a_view_keeps_filter_order_and_columns(officer):
    ParkFactory(name="在建园", status="building")
    ParkFactory(name="投运园")
    client = browser(officer)
    at = "/parks/?status=building&sort=-name&page=1"
    saved = settings(client, at=at, do="save", name="在建的", column=["status"])
    view = SavedView.objects.get(name="在建的")
    assert view.query == "status=building&sort=-name"
    assert heads(saved) == ["名称", "状态"] and saved.context["table"].total == 1
    link = saved.context["look"].links[0]
    assert link["active"] and link["url"] == f"?status=building&sort=-name&view={view.pk}"
    # Narrowing the filter keeps looking through the view; the list without it is the usual one.
    assert f'name="view" value="{view.pk}"' in saved.content.decode()
    assert "县区" in heads(client.get("/parks/"))


def test_the_view_to_begin_with(officer):
    ParkFactory(name="在建园", status="building")
    ParkFactory(name="投运园")
    client = browser(officer)
    settings(client, at="/parks/?status=building", do="save", name="在建的", default="1")
    assert client.get("/parks/").context["table"].total == 1
    assert client.get("/parks/?view=0").context["table"].total == 2
    # Clearing the filter means everything, not the default view again.
    assert 'href="?view=0"' in client.get("/parks/").content.decode()
    view = SavedView.objects.get(name="在建的")
    settings(client, do="no_default", view=view.pk)
    assert client.get("/parks/").context["table"].total == 2


def test_a_view_is_shared_with_those_of_the_same_place_only(officer):
    county = place("330302")
    at = f"/parks/?name={'x' * 3}"
    settings(browser(officer), at=at, do="save", name="同事看的", place=county.pk)
    settings(browser(officer), at=at, do="save", name="自己看的")
    colleague, stranger = user_with("manager", county), user_with("county_officer", place("330382"))
    assert [view["label"] for view in browser(colleague).get("/parks/").context["look"].links] == ["同事看的"]
    assert browser(stranger).get("/parks/").context["look"].links == []
    # Whoever did not save it cannot take it away; nobody shares it where he has no role.
    view = SavedView.objects.get(name="同事看的")
    refused = browser(colleague).post(LISTS, {"at": "/parks/", "do": "delete", "view": view.pk, "sure": "1"})
    assert refused.status_code == 403
    settings(browser(officer), at=at, do="save", name="越界", place=place("330300").pk)
    assert not SavedView.objects.filter(name="越界").exists()


def test_a_view_is_deleted_on_a_second_page(officer):
    client = browser(officer)
    settings(client, do="save", name="不用了")
    view = SavedView.objects.get(name="不用了")
    asked = settings(client, do="delete", view=view.pk)
    assert "删除视图“不用了”？" in asked.content.decode() and SavedView.objects.filter(pk=view.pk).exists()
    settings(client, do="delete", view=view.pk, sure="1")
    assert not SavedView.objects.filter(pk=view.pk).exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": ""}, "请填写视图名称。"),
        ({"name": "重名"}, "您已有同名视图"),
        ({"name": "坏\x07"}, "无法识别的字符"),
    ],
)
def test_a_refused_view_is_a_sentence(officer, data, sentence):
    client = browser(officer)
    settings(client, do="save", name="重名")
    assert sentence in settings(client, do="save", **data).content.decode()


@pytest.mark.parametrize("at", ["", "/", "//evil.example/parks/", "https://evil.example/parks/", "/nowhere/"])
def test_settings_lead_back_to_lists_of_the_portal_only(officer, at):
    answer = browser(officer).post(LISTS, {"at": at, "do": "arrange", "column": "status"})
    assert answer["Location"] == "/" and not SavedView.objects.exists()


def test_the_rows_picked_are_exported(officer):
    one, _ = ParkFactory(name="甲园"), ParkFactory(name="乙园")
    rows = cells_of(browser(officer).get("/parks/", {"do": "export", "pk": [one.pk]}))
    assert [row[0] for row in rows if row[0]][1] == "甲园" and "乙园" not in str(rows)
    nothing = browser(officer).get("/parks/?do=export&status=building", follow=True)
    assert "请先勾选" in nothing.content.decode()


class TestBulk:
    """批量改状态 of the list of parks: counts before and after, one transaction, versions respected."""

    @pytest.fixture
    def parks(self, places):
        return [ParkFactory(name="甲园", status="planned"), ParkFactory(name="乙园", status="building")]

    def rows(self, parks):
        return [f"{park.pk}:{park.version}" for park in parks]

    def test_counted_before_and_after_then_done(self, officer, parks):
        client = browser(officer)
        asked = client.get("/parks/", {"do": "status", "pk": [park.pk for park in parks]}).content.decode()
        assert all(f'value="{row}"' in asked for row in self.rows(parks))
        data = {"do": "status", "row": self.rows(parks), "status": "operating"}
        preview = client.post("/parks/", data)
        counted = [(one["value"], one["before"], one["after"]) for one in preview.context["counts"]]
        assert counted == [("规划中", 1, 0), ("在建", 1, 0), ("已投运", 0, 2)]
        assert not Park.objects.filter(status="operating").exists()
        client.post("/parks/", {**data, "sure": "1"})
        assert Park.objects.filter(status="operating").count() == 2
        assert AuditEntry.objects.filter(action="park.bulk_change", after__rows=2).count() == 1

    def test_somebody_elses_change_stops_all_of_it(self, officer, parks):
        data = {"do": "status", "row": self.rows(parks), "status": "closed", "sure": "1"}
        parks[1].change(parks[1].version, address="新址")
        answer = browser(officer).post("/parks/", data)
        assert answer.status_code == 409 and "乙园" in answer.content.decode()
        assert not Park.objects.filter(status="closed").exists()

    def test_only_ones_own(self, officer, parks):
        foreign = ParkFactory(name="外县园", under=place("330382"))
        data = {"do": "status", "row": self.rows([*parks, foreign]), "status": "closed", "sure": "1"}
        browser(officer).post("/parks/", data)
        assert not Park.objects.filter(status="closed").exists()
        manager = browser(user_with("manager", place("330302")))
        assert manager.post("/parks/", data).status_code == 403
        assert manager.get("/parks/", {"do": "status", "pk": parks[0].pk}).status_code == 403
        assert browser(officer).get("/parks/", {"do": "nothing", "pk": parks[0].pk}).status_code == 404


def list_pages(above: type = ListPage) -> list[type]:
    return [one for direct in above.__subclasses__() for one in (direct, *list_pages(direct))]


def test_what_goes_out_as_a_sheet_has_rows_to_go_out():
    named = {page.sheet_kind for page in list_pages()} | {kind.sheet for kind in record_kinds}
    assert {"parks", "yearly_figures"} <= named
    silent = [code for code in named - {""} if type(sheet_kinds.get(code)).rows is SheetKind.rows]
    assert silent == []
