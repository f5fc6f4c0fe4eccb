"""合规 n/m of the list: the numbers of the card, kept, and never those of before somebody wrote."""

import datetime
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parks.compliance import hold, sources, tallies
from parks.models import Conversion, HigherStandard, Operator, Park, SafetyEvent, Waiver
from portal.calendar import load_reference
from portal.models import CalendarDay
from portal.totals import notes_changes
from tests.factories import (
    OccupancyFactory,
    OperatorFactory,
    ParcelFactory,
    ParkFactory,
    PhaseFactory,
    UnitFactory,
    YearlyFigureFactory,
)

DAY = datetime.date
TODAY = DAY(2021, 12, 15)


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


def of_the_card(park):
    held = hold([park.pk], TODAY)[park.pk]
    return held.kept, held.counted


def a_whole_park():
    """One with a row in every table that a check is read from."""
    park = ParkFactory(operator=OperatorFactory(), leading_industries=["344"])
    ParcelFactory(park=park, contracted_on=DAY(2019, 3, 1), started_on=DAY(2019, 4, 1), land_area_mu=100)
    PhaseFactory(park=park, far_counted_floor_m2=60000)
    unit = UnitFactory(storey__building__park=park)
    room = OccupancyFactory(park=park, unit=unit)
    YearlyFigureFactory(enterprise=room.enterprise, park=park, year=2020)
    Conversion.objects.create(park=park, name="改造", land_area_mu=100, in_production_since=DAY(2010, 1, 1))
    SafetyEvent.objects.create(park=park, kind="drill", on=DAY(2021, 5, 1))
    return park


@pytest.mark.django_db(transaction=True)
def test_kept_numbers_are_never_those_of_before_a_write(places):
    load_reference()
    park = a_whole_park()

    def after(write):
        """The numbers are read again, whether or not they differ."""
        assert tallies([park.pk], TODAY)[park.pk] == of_the_card(park)
        assert asked(park) == 1
        write()
        assert asked(park) > 1
        assert tallies([park.pk], TODAY)[park.pk] == of_the_card(park)

    for table in sources():
        after(lambda table=table: touch(table))
    before = tallies([park.pk], TODAY)[park.pk]
    after(lambda: Park.objects.filter(pk=park.pk).update(facilities=["canteen"], status="operating"))
    after(lambda: Operator.objects.update(is_professional=False))
    after(lambda: park.parcels.update(land_area_mu=Decimal("99.9999")))
    assert tallies([park.pk], TODAY)[park.pk] != before
    CalendarDay.objects.all().delete()


def touch(table):
    """Write to the table without a model: as a command at the database would."""
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{table}" SET id = id')


def asked(park):
    """How many queries the numbers cost now."""
    with CaptureQueriesContext(connection) as queries:
        tallies([park.pk], TODAY)
    return len(queries)


@pytest.mark.django_db(transaction=True)
def test_another_day_is_another_answer(places):
    park = a_whole_park()
    assert tallies([park.pk], TODAY)[park.pk] == of_the_card(park)
    later = DAY(2022, 12, 15)
    held = hold([park.pk], later)[park.pk]
    assert tallies([park.pk], later)[park.pk] == (held.kept, held.counted)


@pytest.mark.django_db
def test_what_a_transaction_has_written_is_not_kept_for_others(places):
    park = a_whole_park()
    tallies([park.pk], TODAY)
    assert asked(park) > 1


def test_every_table_of_the_checks_notes_its_changes():
    noting = {model._meta.db_table for model in apps.get_models() if notes_changes(model)}
    assert set(sources()) <= noting
    named: tuple[type[models.Model], ...] = (Waiver, HigherStandard, CalendarDay, Conversion, SafetyEvent)
    assert {model._meta.db_table for model in named} <= set(sources())


def test_the_list_shows_the_numbers_of_card_and_api(places, as_user, manager):
    parks = [a_whole_park() for _ in range(3)]
    held = hold([park.pk for park in parks], timezone.localdate())
    client = as_user(manager)
    html = client.get("/parks/").content.decode()
    answer = {row["id"]: row for row in client.get("/api/v1/parks/?compliance=true").json()["results"]}
    for park in parks:
        one = held[park.pk]
        assert f"<td>{one.kept}/{one.counted}</td>" in html
        row = answer[park.pk]
        assert (row["compliance_kept"], row["compliance_counted"]) == (one.kept, one.counted)
