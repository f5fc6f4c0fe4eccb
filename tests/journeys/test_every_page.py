"""U1, U3–5, U11–13, U14, U18: every page, as the people who see it, at a desk and on a phone, right and wrong."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import URLPattern, get_resolver, resolve

from portal.pages import FormMixin
from tests.factories import place, user_with
from tests.journeys.inspection import barriers, complaints, sideways, words_gone_wrong
from tests.journeys.small_world import World
from tests.plugin.browser import DESKTOP, PHONE, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# No pages: the sign of life, the part htmx fetches, the way out; looked at by name below: login.
NO_PAGES = {
    "portal:healthz",
    "portal:lists",
    "parks:derived",
    "parks:attachment",
    "accounts:logout",
    "accounts:login",
}
# Forms in which a person cannot be wrong, some only for one verb or section, and why.
NEVER_WRONG = {
    "parks:parcel_remove": "a confirmation",
    "parks:phase_remove": "a confirmation",
    "parks:record_remove": "a confirmation",
    "parks:record_step submit": "its opinion may be empty",
    "parks:section facilities": "nothing in it is a must",
    "portal:identity merge": "the search for the other record",
    "admissions:step withdraw": "its opinion may be empty",
    "admissions:scheme_step withdraw": "its opinion may be empty",
    "evaluation:scheme_step submit": "its opinion may be empty",
    "admissions:template_step publish": "its opinion may be empty",
    "admissions:contract_new": "a confirmation: all that is in the draft comes from the application",
    "admissions:handling remind": "a confirmation",
    "accounts:me": "choices already made",
}
# The window and whether in large type. A phone in large type is the tightest: what is well there and at a desk is
# well between; whether something sticks out is cheap to ask of all four.
FOUR_VIEWS = ((DESKTOP, False), (PHONE, False), (PHONE, True), (DESKTOP, True))
TWO_VIEWS = ((DESKTOP, False), (PHONE, True))
LISTS = (
    "/",
    "/parks/",
    "/enterprises/",
    "/enterprises/figures/",
    "/admissions/",
    "/evaluation/",
    "/planning/",
    "/jobs/",
)


# The tour in parts of the same length, so that it can be walked by several at once.
PARTS = 6


@pytest.fixture
def world(reference) -> World:
    return World()


@pytest.fixture
def stand_in(visit) -> Callable[..., Visit]:
    """A window of somebody already logged in."""

    def opened(user: Any) -> Visit:
        one = visit()
        one.become(user)
        return one

    return opened


def page_routes() -> set[str]:
    """Every route with a page for people."""

    def walk(patterns: list[Any], prefix: str) -> Iterator[str]:
        for entry in patterns:
            if isinstance(entry, URLPattern):
                yield f"{prefix}{entry.name}"
            else:
                yield from walk(
                    entry.url_patterns, f"{prefix}{entry.namespace}:" if entry.namespace else prefix
                )

    return {route for route in walk(get_resolver().url_patterns, "") if ":" in route} - NO_PAGES


def names(world: World) -> set[str]:
    """Latin words that are somebody's account."""
    people = (*world.people.values(), world.account, world.disabled)
    return {part for user in people for part in re.findall("[a-z]+", user.username)}


def by_person(world: World, stops: list[tuple[str, str]], part: int) -> Iterator[tuple[Any, list[str]]]:
    """One part of the stops: every PARTS-th of them, by the person who makes it."""
    for who, own in groupby(stops[part::PARTS], key=lambda stop: stop[0]):
        yield world.people[who], [address for _, address in own]


BROKEN = """<!DOCTYPE html><html><body><h1>None 元</h1><img src="/missing.png" width="1800" height="9">
<p title="Save">NaN</p><script src="https://example.org/x.js"></script></body></html>"""


def test_the_inspection_finds_what_is_wrong(places, visit):
    """Nothing found on every page means little unless what is wrong would be found."""
    window = visit()
    window.page.route("**/broken/", partial(fulfil, body=BROKEN, content_type="text/html"))
    window.open("/broken/")
    found = "\n".join(views(window, set()))
    for sign in (
        "“None”",
        "“NaN”",
        "“Save”",
        "1440: image-alt",
        "html-has-lang",
        "390: sticks out: IMG",
        "404",
    ):
        assert sign in found, f"{sign} was not found:\n{found}"
    assert window.refused == ["https://example.org/x.js"]
    window.refused.clear()


def test_the_tour_leaves_no_page_out(world):
    seen = {resolve(address).view_name for _, address in world.tour()}
    assert sorted(page_routes() - seen) == []


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_at_a_desk_on_a_phone_and_in_large_type(part, world, stand_in):
    wrong, known = [], names(world)
    for person, addresses in by_person(world, world.tour(), part):
        window = stand_in(person)
        for address in addresses:
            wrong += [f"{address} ({person.username}): {what}" for what in look(window, address, known)]
    assert not wrong, "\n".join(wrong)


def look(window: Visit, address: str, known: set[str]) -> Iterator[str]:
    window.page.set_viewport_size(DESKTOP)
    answer = window.page.goto(window.address + address)
    if answer.status != 200:
        yield f"answers {answer.status}"
    yield from views(window, known)


def views(window: Visit, known: set[str], *, refused: bool = False) -> Iterator[str]:
    """What is wrong with the page that is open, in several views of it."""
    yield from complaints(window, refused=refused)
    yield from words_gone_wrong(window, known)
    for size, large in TWO_VIEWS if refused else FOUR_VIEWS:
        window.page.set_viewport_size(size)
        window.page.evaluate("large => document.documentElement.classList.toggle('large', large)", large)
        at = f"{size['width']}{' large' if large else ''}"
        yield from (f"{at}: {what}" for what in sideways(window))
        if (size, large) in TWO_VIEWS:
            yield from (f"{at}: {what}" for what in barriers(window))
    yield from complaints(window)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_form_says_what_to_mend(part, world, stand_in):
    wrong, known = [], names(world)
    forms = [stop for stop in world.tour() if can_be_wrong(stop[1]) and stop[1] != world.unfinished_address]
    for person, addresses in by_person(world, forms, part):
        window = stand_in(person)
        for address in addresses:
            wrong += [f"{address}: {what}" for what in refusal(window, address, known)]
    assert not wrong, "\n".join(wrong)


def can_be_wrong(address: str) -> bool:
    """Whether the page has a form in which a person may be wrong."""
    found = resolve(address)
    names = {found.view_name, *(f"{found.view_name} {value}" for value in found.kwargs.values())}
    if names & set(NEVER_WRONG):
        return False
    return issubclass(getattr(found.func, "view_class", object), FormMixin)


# Nonsense into every field of the page's form; a choice goes back to nothing chosen where it can.
SPOIL = """(form) => form.querySelectorAll("input:not([type=hidden]), textarea, select").forEach((field) => {
  if (field.type === "radio" || field.type === "checkbox") field.checked = false;
  else if (field.tagName === "SELECT") { if (field.options.length && !field.options[0].value) field.value = ""; }
  else if (field.inputMode === "decimal" || /date|_on$|^on$|valid_|_from|_day|uscc/.test(field.name)) field.value = "乱填";
  else field.value = "";
})"""
# The form that is filled in; another on the page may be a single button.
FORM = "main form[method=post]:has(input:not([type=hidden]), textarea, select)"
LINKS = """() => [...document.querySelectorAll(".error-summary a")].filter(
  (link) => !document.querySelector(link.getAttribute("href"))).map((link) => link.textContent)"""


def refusal(window: Visit, address: str, known: set[str]) -> Iterator[str]:
    """What is wrong with the answer to a form filled with nonsense."""
    page = window.page
    page.set_viewport_size(DESKTOP)
    page.goto(window.address + address)
    form = page.locator(FORM).first
    if not form.count():
        yield "has no form"
        return
    form.evaluate(SPOIL)
    with page.expect_navigation():
        form.locator("button[type=submit]").first.click()
    summary = page.locator(".error-summary")
    if not summary.count():
        yield "says nothing to mend"
        return
    if not summary.evaluate("it => it === document.activeElement"):
        yield "the summary is not focused"
    if not page.title().startswith("错误："):
        yield f"the title is {page.title()}"
    yield from (f"link to nowhere: {text}" for text in page.evaluate(LINKS))
    yield from views(window, known, refused=True)


@pytest.mark.parametrize("role", ["county_officer", "manager"])
def test_lists_without_a_row_say_why(role, places, stand_in):
    window = stand_in(user_with(role, place("330381"), username="reader"))
    wrong = [f"{address}: {what}" for address in LISTS for what in look(window, address, {"reader"})]
    assert not wrong, "\n".join(wrong)
    for address in LISTS[1:6]:
        window.open(address)
        assert window.page.locator("main .empty").count(), f"{address} is empty and does not say so"


def test_pages_for_what_is_not_there_not_allowed_or_broken(world, stand_in):
    window = stand_in(world.people["operator"])
    wrong = []
    for address, status in (("/parks/999999/", 404), ("/accounts/", 403)):
        assert window.page.goto(window.address + address).status == status
        wrong += [f"{address}: {what}" for what in views(window, set(), refused=True)]
    for name in ("500", "503", "403_csrf"):
        answer = {"body": render_to_string(f"{name}.html", {"exception": ""}), "content_type": "text/html"}
        window.page.route(f"**/{name}/", partial(fulfil, **answer))
        window.open(f"/{name}/")
        wrong += [f"{name}: {what}" for what in views(window, set())]
    assert not wrong, "\n".join(wrong)


def fulfil(route: Any, **answer: str) -> None:
    """Answer in the server's place: it does not break when asked to."""
    route.fulfill(**answer)


def test_the_login_page_right_and_wrong(places, visit):
    window = visit()
    wrong = list(look(window, "/login/", set()))
    window.sign_in("nobody", "not-the-password")
    wrong += views(window, {"nobody"}, refused=True)
    assert not wrong, "\n".join(wrong)


def test_two_people_change_one_park(world, stand_in):
    """The page with both versions."""
    window = stand_in(world.people["county_officer"])
    page = window.open(f"/parks/{world.park.pk}/edit/basics/")
    world.park.refresh_from_db()
    world.park.change(world.park.version, address="别人写的地址")
    page.fill("[name=address]", "我写的地址")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("别人写的地址").first.wait_for()
    assert not list(views(window, set(), refused=True))
