"""评分方案 in the database: one published scheme of a place at a time, kept as it was published."""

import datetime
from contextlib import suppress

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from admissions.models import AdmissionScheme
from admissions.schemes import scheme_for
from admissions.services.reference import load_reference, shipped_schemes
from policies.errors import NoRuleInForce
from tests.factories import UserFactory, place

LUCHENG, CIXI = "330302", "330282"
DAY = datetime.date(2026, 3, 1)


@pytest.fixture
def schemes(places):
    load_reference()
    return places


def published(code: str = LUCHENG, **values) -> AdmissionScheme:
    """A county's own scheme, straight into the table."""
    author = UserFactory()
    given = {
        "title": "鹿城方案",
        "valid_from": DAY,
        "state": "published",
        "published_at": timezone.now(),
        "drafted_by": author,
        "submitted_by": author,
        "published_by": UserFactory(),
        "content": shipped_schemes()[1]["content"],
        "policy": "wenzhou-2019",
    }
    return AdmissionScheme.objects.create(place=place(code), **{**given, **values})


@pytest.mark.django_db
def test_the_reference_holds_as_long_as_its_policy(schemes):
    assert load_reference() == 2 and AdmissionScheme.objects.count() == 2
    assert scheme_for(place(LUCHENG), DAY).title == "温州市入园“五度”评分参考方案"
    assert scheme_for(place(CIXI), datetime.date(2023, 12, 31)).policy == "cixi-2021"
    with pytest.raises(NoRuleInForce) as refusal:
        scheme_for(place(CIXI), datetime.date(2024, 1, 1))
    assert "2024-01-01 无有效规定" in refusal.value.message


@pytest.mark.django_db
def test_a_countys_own_scheme_comes_before_the_reference_on_its_days_only(schemes):
    own = published(valid_until=datetime.date(2026, 12, 31))
    assert scheme_for(place(LUCHENG), DAY) == own
    assert scheme_for(place(LUCHENG), datetime.date(2026, 12, 31)) == own
    assert scheme_for(place(LUCHENG), datetime.date(2027, 1, 1)).is_reference
    assert scheme_for(place("330382"), DAY).is_reference


@pytest.mark.django_db
def test_two_published_schemes_of_a_place_never_overlap(schemes):
    published(valid_until=datetime.date(2026, 12, 31))
    published(valid_from=datetime.date(2027, 1, 1))
    published("330382")
    with pytest.raises(IntegrityError, match="one_published"), transaction.atomic():
        published(valid_from=datetime.date(2026, 12, 31), valid_until=datetime.date(2026, 12, 31))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "content = '{}'",
        "title = '换个名字'",
        "valid_from = '2026-01-01'",
        "state = 'draft', published_at = NULL, published_by_id = NULL",
        "valid_until = '2028-01-01'",
        "valid_until = NULL",
    ],
)
def test_a_published_scheme_is_not_changed_even_by_sql(schemes, change):
    scheme = published(valid_until=datetime.date(2027, 12, 31))
    with (
        pytest.raises(DatabaseError, match=r"published_kept|there is no way from published"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE admissions_admissionscheme SET {change} WHERE id = %s", [scheme.pk])
    scheme.refresh_from_db()
    assert (scheme.title, scheme.state, scheme.valid_from) == ("鹿城方案", "published", DAY)


@pytest.mark.django_db
def test_a_published_scheme_can_end_earlier_but_not_vanish(schemes):
    scheme = published()
    AdmissionScheme.objects.filter(pk=scheme.pk).update(valid_until=datetime.date(2027, 1, 1))
    with suppress(DatabaseError), transaction.atomic():
        scheme.delete()
    assert AdmissionScheme.objects.get(valid_until=datetime.date(2027, 1, 1)).title == "鹿城方案"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["drafted_by", "submitted_by"])
def test_nobody_publishes_what_he_wrote_or_submitted(schemes, role):
    one = UserFactory()
    with pytest.raises(IntegrityError, match="published_by_another"), transaction.atomic():
        published(**{role: one, "published_by": one})
