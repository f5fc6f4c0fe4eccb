"""试算: old applications under a draft, beside the score they were given; nothing of it is kept."""

import datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from admissions.facts import facts_of
from admissions.models import AdmissionScheme
from admissions.previews import preview
from admissions.rules.scoring import score
from admissions.services.reference import load_reference
from portal.schemes import services as schemes
from portal.uscc import uscc_from
from tests.access.subjects import application
from tests.factories import ParkFactory, PhaseFactory, UserFactory, place, user_with

BEST = {
    "tech_title": "national",
    "rd_share": "5",
    "systems": "3",
    "college_share": "50",
    "numeric_control": "80",
}
DAY = datetime.date(2026, 3, 1)


def submitted(park, number: int, tax: str, stored: str | None, **answers):
    """An application with the score it got (or none) when it was submitted."""
    trace = {"passed": Decimal(stored or 0) >= 60, "vetoes": []}
    under = AdmissionScheme.objects.get(policy="wenzhou-2019", is_reference=True)
    given = {"score": Decimal(stored), "score_trace": trace, "scheme": under} if stored else {}
    row = application(
        park,
        state="submitted",
        number=f"RY-2026-{number:06d}",
        revision=1,
        first_submitted_on=DAY,
        submitted_at=timezone.now(),
        submitted_by=UserFactory(),
        answers=answers,
        **given,
    )
    type(row).objects.filter(pk=row.pk).update(
        requested_floor_m2=3000, investment_wan=900, expected_tax_wan=tax, uscc=uscc_from(number, "330302")
    )
    return type(row).objects.select_related("park__place").get(pk=row.pk)


@pytest.fixture
def park(places):
    """90 亩 and 120 000 ㎡ finished: 3000 ㎡ are 2.25 亩."""
    load_reference()
    return PhaseFactory(park=ParkFactory(leading_industries=["344"])).park


@pytest.fixture
def draft(park):
    return schemes.draft_scheme(
        actor=user_with("county_officer", place("330302")),
        place=place("330302"),
        source=AdmissionScheme.objects.get(policy="wenzhou-2019"),
        title="试算方案",
        valid_from=timezone.localdate(),
    )


@pytest.mark.django_db
def test_facts_are_columns_what_follows_from_them_and_answers(park):
    facts = facts_of(submitted(park, 1, "67.5", None, rd_share="3"))
    assert (facts["land_mu"], facts["tax_per_mu"], facts["investment_per_mu"]) == (
        Decimal("2.2500"),
        Decimal("30.00"),
        Decimal("400.00"),
    )
    assert (facts["rd_share"], facts["leading_industry"], facts["local_firm"]) == ("3", True, True)
    park.phases.update(completed_on=None)
    assert facts_of(submitted(park, 2, "67.5", None))["land_mu"] == Decimal("2.2500")


@pytest.mark.django_db
def test_the_draft_scores_old_applications_by_the_official_function_and_keeps_nothing(park, draft):
    strong = submitted(park, 11, "450", "55", **BEST)
    weak = submitted(park, 12, "9", "70", rd_share="1")
    unscored = submitted(park, 13, "90", None)
    submitted(ParkFactory(under=place("330382")), 14, "90", "80")
    found = preview(draft, draft.drafted_by)
    assert [row.application for row in found.rows] == [strong, unscored, weak]
    first, middle, last = found.rows
    assert first.score == score(draft.rules, facts_of(strong)) and first.score.passed
    assert (first.stored, first.stored_rank, first.rank, first.movement) == (Decimal("55.00"), None, 1, "")
    assert (last.stored_rank, last.rank, middle.change, middle.stored_passed) == (1, None, None, None)
    assert (found.passed, found.stored_passed, found.turned, found.total) == (1, 1, 2, 3)
    strong.refresh_from_db()
    assert strong.score == 55


@pytest.mark.django_db
def test_the_page_shows_it_to_whoever_drafts_and_says_what_a_draft_lacks(
    park, draft, django_assert_max_num_queries
):
    submitted(park, 21, "450", "55", **BEST)
    browser = Client()
    browser.force_login(draft.drafted_by)
    with django_assert_max_num_queries(15):
        text = browser.get(f"/admissions/schemes/{draft.pk}/preview/").content.decode()
    assert "RY-2026-000021" in text and "结论改变" in text
    AdmissionScheme.objects.filter(pk=draft.pk).update(content={**draft.content, "threshold": ""})
    text = browser.get(f"/admissions/schemes/{draft.pk}/preview/").content.decode()
    assert "草稿还不完整" in text and "入围分数线未填写。" in text
