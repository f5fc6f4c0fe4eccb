"""A list's total is the number of rows there are, whoever writes and whenever it commits."""

import threading
from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Count, Q

from enterprises.models import Enterprise, Occupancy
from portal.counting import numbers_of
from portal.models import AuditEntry, TableChange
from portal.totals import Kept, forget_changes, total
from tests.factories import EnterpriseFactory, OccupancyFactory, ParkFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


def elsewhere(work: Callable[[], object]) -> None:
    """Do it in another connection, and commit."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def counts(rows) -> tuple[int, int]:
    """The total, and how often the rows were counted for it: what the database answers is NULL where they were not."""
    with patch.object(Kept, "number", autospec=True, side_effect=Kept.number) as answered:
        number = total(rows)
    return number, sum(call.args[1] is not None for call in answered.call_args_list)


def test_rows_are_counted_once_until_somebody_writes():
    rows = Enterprise.objects.filter(name__startswith="测试")
    assert counts(rows) == (0, 1)
    assert counts(rows) == (0, 0)
    elsewhere(EnterpriseFactory)
    assert counts(rows) == (1, 1)
    assert counts(rows) == (1, 0)


def test_changing_and_deleting_past_the_models_is_noticed_too():
    EnterpriseFactory(name="甲")
    rows = Enterprise.objects.filter(name="甲")
    assert total(rows) == 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE enterprises_enterprise SET name = '乙'")
    assert total(rows) == 0
    everything = Enterprise.objects.all()
    assert total(everything) == 1
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE enterprises_enterprise CASCADE")
    assert total(everything) == 0


def test_a_table_in_a_subquery_counts_as_read():
    rows = Enterprise.objects.filter(pk__in=Occupancy.objects.values("enterprise"))
    assert counts(rows) == (0, 1)
    elsewhere(lambda: Occupancy.objects.update(room="1"))
    assert counts(rows) == (0, 1)


def test_a_writer_that_began_first_and_commits_last_is_not_missed():
    rows, written, go_on = Enterprise.objects.all(), threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                EnterpriseFactory()
                written.set()
                go_on.wait(20)
        finally:
            connection.close()

    first = threading.Thread(target=slow)
    first.start()
    assert written.wait(20)
    elsewhere(EnterpriseFactory)
    assert total(rows) == 1
    go_on.set()
    first.join()
    assert total(rows) == 2


def test_what_is_taken_back_leaves_no_number_behind():
    rows = Enterprise.objects.all()
    with transaction.atomic():
        EnterpriseFactory()
        assert total(rows) == 1
        transaction.set_rollback(True)
    assert total(rows) == 0


def test_writing_many_rows_in_one_transaction_leaves_one_note():
    forget_changes()
    with transaction.atomic():
        EnterpriseFactory.create_batch(3)
    notes = TableChange.objects.filter(written=Enterprise._meta.db_table)
    assert notes.count() == 2  # that of forgetting, and this


def test_forgetting_the_notes_forgets_no_change():
    rows = Enterprise.objects.all()
    assert total(rows) == 0
    elsewhere(EnterpriseFactory)
    assert forget_changes() > 0
    assert counts(rows) == (1, 1)
    assert counts(rows) == (1, 0)


def test_people_with_different_filters_have_different_totals():
    EnterpriseFactory(name="甲")
    EnterpriseFactory(name="乙")
    one = Enterprise.objects.filter(name="甲")
    two = Enterprise.objects.filter(Q(name="甲") | Q(name="乙"))
    assert [total(one), total(two), total(one), total(Enterprise.objects.none())] == [1, 2, 1, 0]


def test_groups_are_counted_as_groups(places):
    for park in ParkFactory.create_batch(2):
        OccupancyFactory.create_batch(2, park=park)
    groups = Occupancy.objects.order_by().values("park_id").annotate(firms=Count("enterprise", distinct=True))
    parks = Occupancy.objects.order_by("park").values("park").distinct()
    assert [counts(groups), counts(parks), counts(groups)] == [(2, 1), (2, 1), (2, 0)]
    assert total(Occupancy.objects.order_by("pk")[:3]) == 3


def test_a_table_that_notes_nothing_is_counted_every_time():
    rows = AuditEntry.objects.all()
    assert [counts(rows), counts(rows)] == [(0, 1), (0, 1)]


def test_kept_and_plain_counts_are_one_query(django_assert_num_queries):
    EnterpriseFactory.create_batch(2)
    everything = Enterprise.objects.all()
    for number in (2, 2, 3):
        if number == 3:
            elsewhere(EnterpriseFactory)
        parts = [Kept(everything), 5, AuditEntry.objects.none(), everything.filter(name="甲")]
        with django_assert_num_queries(1):
            assert numbers_of(parts) == [number, 5, 0, 0]
