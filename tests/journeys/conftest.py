"""What journeys share: taking the manual's pictures, and mistakes made on purpose."""

import os
from typing import Any

import pytest
from playwright.sync_api import expect

from admissions.services.opinions import give_opinion
from planning.services.reference import load_reference
from portal import calendar
from tests.factories import place, user_with
from tests.plugin.browser import DESKTOP, PHONE, Visit

# Runners are small and busy; what never comes still fails.
expect.set_options(timeout=15_000)
TAKING_PICTURES = os.environ.get("MANUAL_PICTURES") == "1"


def picture(visit: Visit, name: str, *, phone: bool = False, whole: bool = True) -> None:
    """A picture for the manual, only when asked for, so that an ordinary run changes no file."""
    if not TAKING_PICTURES:
        return
    if phone:
        visit.page.set_viewport_size(PHONE)
    visit.page.wait_for_load_state("networkidle")
    visit.page.evaluate("scrollTo(0, 0)")
    visit.page.mouse.move(0, 0)
    visit.picture(name, whole=whole)
    visit.page.set_viewport_size(DESKTOP)


def forgive(visit: Visit, status: int = 422) -> None:
    """Chromium complains of an answer that refuses a form; after a mistake made on purpose it has to."""
    told = [line for line in visit.complaints if f"status of {status}" in line]
    assert told, f"nothing was refused with {status}: {visit.complaints}"
    visit.complaints[:] = [line for line in visit.complaints if line not in told]


def refused(visit: Visit, field: str, sentence: str) -> None:
    """The page says at once, focused, what to mend; the link leads to the field."""
    summary = visit.page.locator(".error-summary")
    assert summary.evaluate("it => it === document.activeElement"), "the summary is not focused"
    assert sentence in summary.inner_text()
    summary.get_by_role("link", name=sentence).click()
    focused = visit.page.evaluate("document.activeElement.name")
    assert focused == field, f"the link leads to {focused}"
    assert visit.page.title().startswith("错误：")
    forgive(visit)


@pytest.fixture
def reference(places) -> None:
    """The places, the plan and the holidays, as every new house has them."""
    load_reference()
    calendar.load_reference()


def departments_agree(application: Any) -> None:
    """Every department asked says yes, by somebody of its own; the township by its officer."""
    above = application.park.place.parent
    for row in application.opinions.filter(revision=application.revision, verdict=""):
        if row.department == "township":
            speaker = user_with("township_officer", above)
        else:
            speaker = user_with("department_reviewer", place(application.park.place.county_code))
            speaker.memberships.update(department=row.department)
        give_opinion(opinion=row, actor=speaker, verdict="agree")


@pytest.fixture
def fill() -> Any:
    """Fill in a form by the names of its fields; lists take what a person reads there."""

    def typed(visit: Visit, **answers: str) -> None:
        visit.page.wait_for_load_state()
        for name, answer in answers.items():
            field = visit.page.locator(f"[name={name}]:not(meta)").first
            if field.evaluate("it => it.tagName") == "SELECT":
                field.select_option(label=answer)
            else:
                field.fill(answer)

    return typed
