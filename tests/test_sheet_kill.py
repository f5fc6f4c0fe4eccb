"""R33: whatever kills a commit in the middle, all of its rows are there afterwards or none, and it can be repeated."""

import datetime
import os
import random
import signal
import time

import pytest
from django.db import connection

from accounts.models import User
from config.runtime.postgres import wait_until
from enterprises.models import Enterprise, Occupancy, YearlyFigure
from portal.models import SheetBatch
from portal.sheets import services
from portal.uscc import uscc_from
from tests.factories import ParkFactory, place, user_with

# `make bench` asks for 5,000 rows and 20 kills.
ROWS, KILLS, SEED = int(os.environ.get("KILL_ROWS", "1000")), int(os.environ.get("KILLS", "5")), 20210101
HEADER = "统一社会信用代码,园区名称,年度,纳税总额(万元),销售产值(万元)"


@pytest.fixture
def batch(transactional_db, places) -> SheetBatch:
    """A file of good rows, checked and waiting."""
    officer, park = user_with("county_officer", place("330302")), ParkFactory(name="东风园")
    firms = Enterprise.objects.bulk_create(
        Enterprise(name=f"企业{n}", uscc=uscc_from(n), industry_code="344") for n in range(ROWS)
    )
    since = datetime.date(2019, 1, 1)
    Occupancy.objects.bulk_create(
        Occupancy(enterprise=firm, park=park, tenure="leased", floor_area_m2=9, valid_from=since)
        for firm in firms
    )
    rows = "\n".join(f"{firm.uscc},东风园,2021,12.5,300" for firm in firms)
    return services.stage(
        actor=officer, kind="yearly_figures", data=f"{HEADER}\n{rows}".encode(), filename="大表.csv"
    )


def commit_in_a_child(batch: SheetBatch) -> int:
    """Begin the commit in a process of its own; its number."""
    child = os.fork()
    if child:
        return child
    connection.connection = None  # the parent's is not ours to close
    connection.in_atomic_block, connection.savepoint_ids = False, []
    code = 1
    try:
        actor = User.objects.get(pk=batch.requested_by_id)
        services.commit(actor=actor, batch=batch, accept="all")
        code = 0
    finally:
        os._exit(code)


def others() -> set[int]:
    """The server's processes for everybody else in this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return {pid for (pid,) in cursor.fetchall()}


def test_a_commit_killed_at_any_moment_leaves_all_or_nothing(batch):
    here_before = others()
    begun = time.monotonic()
    assert os.waitpid(commit_in_a_child(batch), 0)[1] == 0
    whole = time.monotonic() - begun
    moments, outcomes = random.Random(SEED), set()
    for _ in range(KILLS):
        batch.refresh_from_db()
        if batch.state == "committed":
            services.undo(actor=batch.requested_by, batch=batch)
            SheetBatch.objects.update(state="staged", committed_at=None, undone_at=None)
        child = commit_in_a_child(batch)
        time.sleep(moments.uniform(0, whole))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert wait_until(lambda: others() <= here_before, 20)
        batch.refresh_from_db()
        outcome = batch.state, YearlyFigure.objects.count()
        assert outcome in {("staged", 0), ("committed", ROWS)}
        outcomes.add(outcome)
    assert ("staged", 0) in outcomes
