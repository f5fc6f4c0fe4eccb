"""`/healthz`: is the database there, does the broker answer, are jobs being looked after?"""

import datetime

from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from portal.models import JobPulse

PULSE = datetime.timedelta(seconds=60)


def database_state() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "down"
    return "ok"


def broker_state() -> str:
    try:
        with current_app.connection_for_write(connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=0, timeout=2)
    except Exception:  # each transport raises its own kinds
        return "down"
    return "ok"


def jobs_state() -> str:
    """ "ok" while the sweeper, rung by beat and run by a worker, has passed within a minute."""
    try:
        pulse = JobPulse.objects.filter(pk=1).first()
    except DatabaseError:
        return "unknown"
    return "ok" if pulse and timezone.now() - pulse.swept_at < PULSE else "down"


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when all three are ok; 503 names what is down."""
    states = {"database": database_state(), "broker": broker_state(), "jobs": jobs_state()}
    down = sorted(name for name, state in states.items() if state != "ok")
    return JsonResponse(
        {"status": "down" if down else "ok", "down": down, **states}, status=503 if down else 200
    )
