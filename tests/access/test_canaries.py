"""R7: every page, answer and workbook each role can reach shows nothing of a park outside that role's place."""

import io
import re
from collections import Counter, deque
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from openpyxl import load_workbook

from evaluation.services import Asked, evaluate_now, run_now
from evaluation.services.reference import load_reference
from parks.records.kind import record_kinds
from tests.access.canaries import COUNTIES, YEAR, Canary, hatch
from tests.access.cast import SEATS
from tests.factories import place, user_with
from tests.formulas import explanations_on

# Where a walk begins: pages link to the rest; the API's addresses are not linked from pages.
STARTS = (
    "/",
    "/parks/",
    "/enterprises/",
    "/enterprises/figures/",
    "/admissions/",
    "/evaluation/",
    "/planning/",
    "/policies/",
    "/jobs/",
    "/sheets/",
    "/audit/",
    "/accounts/",
    "/me/",
    "/api/v1/",
)
# A view has an address for every kind of record in every park and place, and one for every clause; no more than that.
ENOUGH = len(list(record_kinds)) * len(COUNTIES) * 2
# Public by policy: published model cases, by the fields of `parks.views.cases.PUBLIC` alone.
FOR_ALL = "/parks/cases/"
# Results of rounds are public by policy, by the fields of `admissions.publicity` alone: of a park's texts its name, the
# round's, the firm's and how equals were told apart; of its numbers the area of the units given, the last prime.
PUBLICITY, PUBLISHED = "/admissions/publicity/", ("园", "批次", "公示厂", "同分")
# Sorting, sizes and pages of one list show the same rows. `about` is only the number of a record in a hidden field.
SAME_ROWS = {"sort", "size", "page", "about"}
# One view with one scope behind a product of words: each measure and each park, each indicator, area and day is
# walked, not every one of them with every other.
PRODUCTS = {"parks:explain", "planning:records"}
# Says the same to everybody: the role with the most to see walks each clause, the others one.
CLAUSE, CLAUSES_FOR = "portal:clause", "county_officer"
PHONE = "电话13900000000"
# Sentences of arithmetic the walk finds at least, so that it cannot pass by finding none.
FORMULAS = 80


def reach(client: Client, role: str) -> dict[str, str]:
    """Address → text of everything that can be reached by following links, exports included."""
    waiting, seen, found, visits = deque(STARTS), set(), {}, Counter()
    while waiting:
        url = waiting.popleft()
        parts = parts_of(url, role)
        if parts <= seen:
            continue
        seen |= parts
        answer = client.get(url)
        assert answer.status_code < 500, f"{url}: {answer.status_code}"
        if answer.status_code != 200:
            continue
        view = answer.resolver_match.view_name
        visits[view] += 1
        assert visits[view] <= ENOUGH, (
            f"{view}: the walk does not end: is there a calendar of links somewhere?"
        )
        found[url], links = read(url, answer)
        waiting.extend(links)
    return found


def parts_of(url: str, role: str) -> set[tuple]:
    """What makes an address worth a visit: one that has only parts already seen shows nothing new."""
    parts = urlsplit(url)
    query = {name: tuple(values) for name, values in parse_qs(parts.query).items() if name not in SAME_ROWS}
    try:
        match = resolve(parts.path)
    except Resolver404:
        return {(parts.path,)}
    if match.view_name == CLAUSE and role != CLAUSES_FOR:
        return {(CLAUSE,)}
    if match.view_name in PRODUCTS:
        # The workbook is made by code of its own.
        made, words = query.pop("format", ""), {**match.kwargs, **query}
        return {(match.view_name, made, name, value) for name, value in words.items()}
    return {(parts.path, frozenset(query.items()))}


def read(url: str, answer: Any) -> tuple[str, list[str]]:
    """The text of an answer, numbers without their commas, and the addresses it links to."""
    kind = answer["Content-Type"]
    if "spreadsheet" in kind:
        book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)), read_only=True)
        cells = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
        return " ".join(str(cell) for cell in cells if cell is not None), []
    if answer.streaming and "wordprocessing" not in kind:
        return b"".join(answer.streaming_content).decode(errors="replace"), []
    if "wordprocessing" in kind:
        parts = ZipFile(io.BytesIO(answer.content))
        return parts.read("word/document.xml").decode(), []
    text = answer.content.decode()
    if "json" in kind:
        links = re.findall(r'"https?://testserver(/[^"]*)"', text)
    else:
        hrefs = re.findall(r'(?:href|hx-get)="([^"#]+)', text)
        links = [urljoin(url, href.replace("&amp;", "&")) for href in hrefs]
    local = [
        link for link in links if link.startswith("/") and not link.startswith(("/static/", "/api/docs"))
    ]
    return re.sub(r"(?<=\d),(?=\d{3})", "", text), local


@pytest.fixture(scope="module")
def world(kept_places: None) -> list[Canary]:
    canaries = hatch()
    load_reference()
    for code in ("330302", "330382", "330300"):
        run_now(actor=None, place=place(code), year=YEAR)
        evaluate_now(actor=None, asked=Asked(place(code), YEAR))
        evaluate_now(actor=None, asked=Asked(place(code), YEAR, kind="parks"))
    return canaries


@pytest.mark.django_db
@pytest.mark.parametrize("role", SEATS)
def test_no_page_shows_what_lies_outside_ones_place(role, world):
    seat = world[0].park.place if SEATS[role] == "park" else None
    seat = world[0].park.place.parent if role == "township_officer" else seat or place(SEATS[role])
    client = Client()
    client.force_login(user_with(role, seat))
    pages = reach(client, role)
    foreign = [canary for canary in world if not seat.covers(canary.park.place)]
    leaks = [
        f"{url}: {traces}"
        for url, text in pages.items()
        if not url.startswith(FOR_ALL)
        for canary in foreign
        if (traces := canary.traces_in(unpublished(canary, text) if url.startswith(PUBLICITY) else text))
    ]
    assert not leaks, "\n".join(leaks[:20])
    if role == "county_officer":
        every_formula_gives_its_number(pages)
        sings_where_it_may(" ".join(pages.values()), world[:2])
    if role in ("manager", "department_reviewer", "operator"):
        telephones_are_for_those_who_need_them(role, pages)


def unpublished(canary: Canary, text: str) -> str:
    """The text of a public page without what may be read there."""
    for words in (*(canary.word + end for end in PUBLISHED), str(canary.primes[-1])):
        text = text.replace(words, "")
    return text


def every_formula_gives_its_number(pages: dict[str, str]) -> None:
    """U8: every explanation that can be reached, worked out again from the numbers shown beside it."""
    shown = [(url, one) for url, text in pages.items() for one in explanations_on(text)]
    faults = [f"{url}: {fault}" for url, one in shown for fault in one.faults()]
    assert not faults, "\n".join(faults[:20])
    assert sum(one.sentences for _, one in shown) >= FORMULAS


def sings_where_it_may(text: str, own: list[Canary]) -> None:
    """The proof above would hold for empty pages too: whoever may see a park does see its word and primes."""
    for canary in own:
        assert set(canary.traces_in(text)) == {canary.word, *map(str, canary.primes)}


def telephones_are_for_those_who_need_them(role: str, pages: dict[str, str]) -> None:
    """No page shows a number by itself; whoever keeps the contact has to see what is typed there, nobody else."""
    shown = {url for url, text in pages.items() if PHONE in text}
    assert all(url.endswith("/edit/") for url in shown) and bool(shown) == (role == "operator")
