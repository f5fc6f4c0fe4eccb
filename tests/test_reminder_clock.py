"""The worker's clock asks every day what falls due (`admissions/services/reminders.py`)."""

import pytest

from config.celery import app, remind

pytestmark = pytest.mark.django_db


def test_the_clock_asks_every_day():
    task = next(one for one in app.conf.beat_schedule.values() if one["task"] == "config.remind")
    assert task["schedule"].is_due(task["schedule"].now()).next <= 24 * 3600
    remind()
