"""The worker's application and its clock.

A message is only a doorbell: the job row in PostgreSQL says what is to be done and how far it is, so a lost
message costs seconds (the sweeper rings again) and a doubled one nothing. That is why one set of options
serves every broker and why there is no result backend.
"""

import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_process_init
from django.core.management import call_command

from config.runtime.places import data_dir
from config.runtime.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

SWEEP_SECONDS = 10


def broker(redis_url: str, queue: Path) -> dict[str, Any]:
    """Where messages go: the Redis named, else files in ``queue`` read by the same worker process."""
    if redis_url:
        # A broker that is away must not keep a page waiting: the row is written, the sweeper rings later.
        patience = {"socket_connect_timeout": 2, "socket_timeout": 30, "retry_on_timeout": True}
        url = redis_url.replace("unix://", "redis+socket://", 1)
        return {"broker_url": url, "broker_transport_options": {"visibility_timeout": 3600, **patience}}
    for name in ("messages", "control"):
        (queue / name).mkdir(parents=True, exist_ok=True)
    folders = {
        "data_folder_in": str(queue / "messages"),
        "data_folder_out": str(queue / "messages"),
        "control_folder": str(queue / "control"),
    }
    return {"broker_url": "filesystem://", "broker_transport_options": {**folders, "polling_interval": 0.05}}


app = Celery("portal")
app.conf.update(
    **broker(os.environ.get("REDIS_URL", ""), data_dir() / "queue"),
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    # Nobody commands or watches workers over the broker; the job rows tell.
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
    task_serializer="json",
    result_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    timezone="Asia/Shanghai",
    beat_schedule={
        # A sweep nobody took before the next one is due is worth nothing.
        "sweep": {
            "task": "portal.jobs.sweep",
            "schedule": SWEEP_SECONDS,
            "options": {"expires": SWEEP_SECONDS},
        },
        "deliver": {
            "task": "config.deliver",
            "schedule": SWEEP_SECONDS,
            "options": {"expires": SWEEP_SECONDS},
        },
        "clear-sessions": {"task": "config.clear_sessions", "schedule": crontab(hour=3, minute=30)},
        "forget-changes": {"task": "config.forget_changes", "schedule": crontab(hour=3, minute=40)},
        "remind": {"task": "config.remind", "schedule": crontab(hour=7, minute=30)},
        "forget-sheet-files": {"task": "config.forget_sheet_files", "schedule": crontab(hour=3, minute=50)},
    },
)
app.autodiscover_tasks(["portal.jobs"])


@app.task(name="config.clear_sessions")
def clear_sessions() -> None:
    """Delete the rows of sessions that have ended."""
    call_command("clearsessions")


@app.task(name="config.forget_changes")
def forget_changes() -> None:
    """Empty the notes on which kept totals rest; they are made anew."""
    call_command("forget_changes")


@app.task(name="config.deliver")
def deliver() -> None:
    """Hand over the mails and text messages that are due."""
    call_command("deliver_notices")


@app.task(name="config.remind")
def remind() -> None:
    """Open what has come due to be reported, and tell of what falls due; each once, however often this runs."""
    call_command("open_filings")
    call_command("remind")


@app.task(name="config.forget_sheet_files")
def forget_sheet_files() -> None:
    """Delete imported files that have been kept long enough."""
    call_command("forget_sheet_files")


@worker_process_init.connect
def end_with_worker(**kwargs: Any) -> None:
    """A pool process whose worker was killed must not go on as if it still had the job."""
    die_with_parent()()
