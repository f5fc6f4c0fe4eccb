"""政策库: every clause at its lasting address, found by search, its numbers readable."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils.html import escape

from policies.library import get_library
from policies.model import Pending
from portal.policy_library.facts import standing
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
CLAUSES = [(clause.instrument_id, clause.id) for clause in get_library().clauses()]


@pytest.fixture
def reader(client):
    """Somebody with an account and no role at all: the policies are for everyone."""
    client.force_login(UserFactory())
    return client


def listed(response) -> list[str]:
    """The ids of the clauses a list page links to, each once, in order."""
    text = response.content.decode()
    return list(dict.fromkeys(re.findall(r'href="/policies/[\w-]+/([\w-]+)/"', text)))


def test_the_library_lists_every_clause_of_both_documents(reader):
    response = reader.get("/policies/")
    assert listed(response) == [clause for _, clause in CLAUSES]
    text = response.content.decode()
    assert "2021-08-20 至 2023-12-31" in text
    assert "已失效" in text
    assert "2019-01-01 起" in text
    assert "现行有效" in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "履约保证金"}, ["w15"]),
        ({"q": "容积率", "instrument": "cixi-2021"}, ["c02"]),
        ({"instrument": "cixi-2021"}, [clause for document, clause in CLAUSES if document == "cixi-2021"]),
        ({"instrument": "nothing"}, [clause for _, clause in CLAUSES]),
        ({"q": "没有这样的条款"}, []),
        ({"q": "\x00"}, [clause for _, clause in CLAUSES]),
        ({"q": "𠮷<script>"}, []),
    ],
)
def test_search_and_choice_of_document_narrow_the_list(reader, query, expected):
    response = reader.get("/policies/", query)
    assert response.status_code == 200
    assert listed(response) == expected
    assert ("没有找到相关条款" in response.content.decode()) == (not expected)


@pytest.mark.parametrize(("document", "clause_id"), CLAUSES)
def test_every_clause_has_its_page(reader, document, clause_id):
    clause = get_library().clause(clause_id)
    text = reader.get(f"/policies/{document}/{clause_id}/").content.decode()
    assert f"{clause.article} {clause.title}" in text
    assert escape(clause.paraphrase) in text
    assert escape(clause.reference_text.splitlines()[0]) in text
    for parameter in clause.parameters:
        assert f'id="{parameter.id}"' in text
        assert parameter.show(parameter.values[0]) in text


def test_a_clause_page_says_who_reads_its_numbers_and_since_when(reader):
    text = reader.get("/policies/wenzhou-2019/w15/").content.decode()
    assert "公式：履约保证金" in text and "公式：税收差额违约金" in text
    assert f"待接入：{Pending.PLANNING.label}" in reader.get("/policies/wenzhou-2019/w02/").content.decode()
    assert (
        "校验：城镇土地使用税优惠的档次和截止日" in reader.get("/policies/wenzhou-2019/w16/").content.decode()
    )
    assert "2019-01-01 起" in text
    assert "硬性" in text
    assert "“总额不少于土地出让金总额的10%”" in text
    assert "校验：容积率" in reader.get("/policies/wenzhou-2019/w05/").content.decode()
    assert "校验：低效用地改造的投产年限" in reader.get("/policies/wenzhou-2019/w04/").content.decode()


def test_a_clause_page_leads_to_its_neighbours(reader):
    assert listed(reader.get("/policies/wenzhou-2019/w15/")) == ["w14", "w16"]
    assert listed(reader.get("/policies/wenzhou-2019/w01/")) == ["w02"]
    assert listed(reader.get("/policies/cixi-2021/c18/")) == ["c17"]


def test_the_annex_shows_its_table(reader):
    text = re.sub(r"\s+", "", reader.get("/policies/wenzhou-2019/w-annex2/").content.decode())
    assert '<thscope="row">文成县</th><tdclass="num">2</td><tdclass="num">1</td><tdclass="num"></td>' in text


@pytest.mark.parametrize(
    "path", ["wenzhou-2019/w99/", "cixi-2021/w15/", "nothing/w15/", "wenzhou-2019/", "wenzhou-2019/%00/"]
)
def test_an_address_without_a_clause_is_not_found(reader, path):
    assert reader.get(f"/policies/{path}").status_code == 404


def test_the_library_is_for_those_who_are_logged_in(client):
    assert client.get("/policies/").headers["Location"].startswith("/login/")
    assert client.get("/policies/wenzhou-2019/w15/").headers["Location"].startswith("/login/")


@pytest.mark.parametrize(
    ("day", "word"),
    [
        ("2021-08-19", "尚未施行"),
        ("2021-08-20", "现行有效"),
        ("2023-12-31", "现行有效"),
        ("2024-01-01", "已失效"),
    ],
)
def test_a_documents_standing_follows_its_dates(day, word):
    assert standing(get_library().instrument("cixi-2021"), date.fromisoformat(day))["word"] == word


def test_the_list_asks_the_database_as_much_for_one_clause_as_for_all(reader, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        reader.get(reverse("portal:policies"))
    with django_assert_max_num_queries(10):
        reader.get(reverse("portal:clause", args=("wenzhou-2019", "w15")))
