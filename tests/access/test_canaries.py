"""R7: every page, answer and workbook each role can reach shows nothing of a park outside that role's place."""

import io
import re
from collections import deque
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.test import Client
from openpyxl import load_workbook

from evaluation.services.evaluate import run_now
from tests.access.canaries import YEAR, Canary, hatch
from tests.access.cast import SEATS
from tests.factories import place, user_with

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
ENOUGH = 1000
# Public by policy: published model cases, by the fields of `parks.views.cases.PUBLIC` alone.
FOR_ALL = "/parks/cases/"
# Sorting, sizes and pages of one list show the same rows; each list is asked once for each other question. The form
# for a file is the same for every record.
SAME_ROWS = {"sort", "size", "page", "about"}
# One view with one scope behind many names: of each park one explanation, of the policies one clause.
ALIKE = re.compile(r"(?<=/explain/)[a-z0-9_]+(?=/$)|(?<=^/policies/)[a-z]+-[0-9]+/[a-z0-9-]+(?=/$)")
PHONE = "电话13900000000"


def reach(client: Client) -> dict[str, str]:
    """Address → text of everything that can be reached by following links, exports included."""
    waiting, seen, found = deque(STARTS), set(), {}
    while waiting and len(found) < ENOUGH:
        url = waiting.popleft()
        if key(url) in seen:
            continue
        seen.add(key(url))
        answer = client.get(url)
        assert answer.status_code < 500, f"{url}: {answer.status_code}"
        if answer.status_code != 200:
            continue
        found[url], links = read(url, answer)
        waiting.extend(links)
    assert len(found) < ENOUGH, "the walk does not end: is there a calendar of links somewhere?"
    return found


def key(url: str) -> tuple[str, frozenset]:
    parts = urlsplit(url)
    query = {name: tuple(values) for name, values in parse_qs(parts.query).items() if name not in SAME_ROWS}
    return ALIKE.sub("", parts.path), frozenset(query.items())


def read(url: str, answer: Any) -> tuple[str, list[str]]:
    """The text of an answer, numbers without their commas, and the addresses it links to."""
    kind = answer["Content-Type"]
    if "spreadsheet" in kind:
        book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)), read_only=True)
        cells = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
        return " ".join(str(cell) for cell in cells if cell is not None), []
    if answer.streaming:
        return b"".join(answer.streaming_content).decode(errors="replace"), []
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


@pytest.fixture
def world(places) -> list[Canary]:
    canaries = hatch()
    for code in ("330302", "330382", "330300"):
        run_now(actor=None, place=place(code), year=YEAR)
    return canaries


@pytest.mark.django_db
@pytest.mark.parametrize("role", SEATS)
def test_no_page_shows_what_lies_outside_ones_place(role, world):
    seat = world[0].park.place if SEATS[role] == "park" else None
    seat = world[0].park.place.parent if role == "township_officer" else seat or place(SEATS[role])
    client = Client()
    client.force_login(user_with(role, seat))
    pages = reach(client)
    foreign = [canary for canary in world if not seat.covers(canary.park.place)]
    leaks = [
        f"{url}: {traces}"
        for url, text in pages.items()
        if not url.startswith(FOR_ALL)
        for canary in foreign
        if (traces := canary.traces_in(text))
    ]
    assert not leaks, "\n".join(leaks[:20])
    if role == "county_officer":
        sings_where_it_may(" ".join(pages.values()), world[:2])
    if role in ("manager", "department_reviewer", "operator"):
        telephones_are_for_those_who_need_them(role, pages)


def sings_where_it_may(text: str, own: list[Canary]) -> None:
    """The proof above would hold for empty pages too: whoever may see a park does see its word and primes."""
    for canary in own:
        assert set(canary.traces_in(text)) == {canary.word, *map(str, canary.primes)}


def telephones_are_for_those_who_need_them(role: str, pages: dict[str, str]) -> None:
    """No page shows a number by itself; whoever keeps the contact has to see what is typed there, nobody else."""
    shown = {url for url, text in pages.items() if PHONE in text}
    assert all(url.endswith("/edit/") for url in shown) and bool(shown) == (role == "operator")
