"""The search of the top bar: by name, pinyin, first letters, code and number, within one's places, never stale."""

import pgtrigger
import pytest
from django.db import connection
from django.test import Client

from enterprises.models import Enterprise
from parks.models import Park
from portal.models import SearchName
from portal.registry import searchers
from portal.search import matching, plain, search
from tests.access.subjects import submitted
from tests.factories import (
    DeveloperFactory,
    EnterpriseFactory,
    OccupancyFactory,
    ParcelFactory,
    ParkFactory,
    TenancyContractFactory,
    place,
    user_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(places):
    return user_with("county_officer", place("330302"))


def titles(user, text) -> list[str]:
    return [hit.title for group in search(user, text) for hit in group.hits]


@pytest.mark.parametrize(
    "typed",
    [
        "长虹",
        "温州",
        "wzsch",
        "WZ",
        "changhong",
        "zhanghong",
        "wenzhoushi",
        "温州市 长虹",
        "ｗｚｓ",
        "mjc",
        "mujuchang",
    ],
)
def test_a_name_is_found_as_people_type_it(officer, typed):
    ParkFactory(name="温州市长虹模具厂小微园")
    ParkFactory(name="别的园区")
    assert len(titles(officer, typed)) == 1


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("乐清虹桥园", "yqhq"),
        ("乐清虹桥园", "lqhq"),
        ("重庆路园", "cqly"),
        ("𠮷祥园", "𠮷"),
        ("㙍塘园", "㙍塘"),
        ("㙍塘园", "dty"),
        ("𬸣园", "𬸣"),
    ],
)
def test_characters_of_two_readings_and_rare_ones(officer, name, typed):
    ParkFactory(name=name)
    assert titles(officer, typed) == [name]


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "'", "\\", "\x00", "不存在的", "\ud800"])
def test_what_finds_nothing_is_no_error(officer, typed):
    ParkFactory(name="某园")
    assert titles(officer, typed) == []


def test_every_kind_by_its_codes_and_numbers(officer):
    park = ParkFactory(name="甲园", developer=DeveloperFactory(name="甲开发"))
    firm = OccupancyFactory(park=park, enterprise=EnterpriseFactory(name="甲厂")).enterprise
    ParcelFactory(park=park, contract_number="温土合〔2020〕12号")
    application = submitted(park)
    assert titles(officer, "jia") == ["甲园", "甲厂", "甲开发"]
    assert titles(officer, firm.uscc[4:]) == ["甲厂"]
    assert titles(officer, park.developer.uscc.lower()) == ["甲开发"]
    assert titles(officer, "2020〕12") == ["温土合〔2020〕12号"]
    assert titles(officer, application.number) == [application.firm_name]


def test_only_what_lies_in_ones_places_and_ones_work(officer):
    foreign = ParkFactory(name="外县园", under=place("330382"))
    OccupancyFactory(park=foreign, enterprise=EnterpriseFactory(name="外县厂"))
    assert titles(officer, "外县") == []
    assert titles(user_with("security_administrator", place("330300")), "外县") == []
    assert titles(user_with("manager", place("330300")), "外县") == ["外县园", "外县厂"]


def test_keys_follow_every_way_of_writing(officer):
    """One by one, in bulk, by raw SQL: the database keeps the keys itself."""
    Enterprise.objects.bulk_create(
        Enterprise(name=f"批量{index}厂", uscc=f"X{index:017d}", industry_code="344") for index in range(3)
    )
    assert SearchName.objects.filter(kind="enterprise", source="name", keys__contains=" pl1c").count() == 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE enterprises_enterprise SET name = '改名' || right(uscc, 1)")
    kept = SearchName.objects.filter(kind="enterprise", source="name").values_list("text", flat=True)
    assert sorted(kept) == ["改名0", "改名1", "改名2"]
    Enterprise.objects.all().delete()
    assert not SearchName.objects.filter(kind="enterprise").exists()


def test_every_kind_that_is_searched_keeps_its_keys(officer):
    """A list of triggers that a second one replaced would leave a kind nobody finds."""
    kept = {model for model, trigger in pgtrigger.registered() if trigger.name == "search_insert"}
    assert [one.code for one in searchers if one.model not in kept] == []
    TenancyContractFactory(number="HT-2026-017")
    assert titles(officer, "ht2026017") == ["HT-2026-017"]


def test_a_list_is_narrowed_by_the_same_search(officer):
    ParkFactory(name="藤桥园"), ParkFactory(name="别的园")
    client = Client()
    client.force_login(officer)
    assert client.get("/parks/?name=tqy").context["table"].total == 1
    assert matching(Park.objects.all(), "park", "tqy").get().name == "藤桥园"


def test_the_page_works_without_a_script_and_gives_its_results_alone_to_one(officer):
    for number in range(12):
        ParkFactory(name=f"藤桥{number}园")
    client = Client()
    client.force_login(officer)
    page = client.get("/search/?q=tq").content.decode()
    assert page.count('<div class="work-what">') == 10 and "/parks/?name=tq" in page and "更多园区" in page
    part = client.get("/search/?q=tq", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and part.count('<div class="work-what">') == 10


def test_python_and_database_agree_on_what_matters(db):
    texts = [
        "温州（城） A1·甲",
        "ＡＢＣ－１",
        "a%b_c\\d'e",
        "[x]{y}<z>",
        "Ⅳ期 #2 & 3*4+5",
        "“引号”《书名》、。，；：",
    ]
    with connection.cursor() as cursor:
        for text in texts:
            cursor.execute("SELECT portal_plain(%s)", [text])
            assert cursor.fetchone()[0] == plain(text), text
