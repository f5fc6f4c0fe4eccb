"""What waits for administrators."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from portal.models import Job
from portal.registry import WorkRow, WorkSource
from portal.scope import sees_whole_tree

LIMIT = 20
UNUSED_AFTER = datetime.timedelta(days=30)
FAILED_SINCE = datetime.timedelta(days=14)


def failed_jobs(user: Any) -> QuerySet[Job]:
    """Jobs that failed lately and were not asked for again."""
    rows = Job.objects.for_user(user)
    if sees_whole_tree(user, "job.view"):
        rows |= Job.objects.filter(place__isnull=True)
    return rows.filter(state=Job.State.FAILED, finished_at__gte=timezone.now() - FAILED_SINCE)


def failed_rows(user: Any) -> list[WorkRow]:
    return [
        WorkRow(
            job.title,
            reverse("portal:job", args=(job.pk,)),
            detail=job.error.splitlines()[0][:120],
            clock=f"失败于 {timezone.localtime(job.finished_at):%m-%d %H:%M}",
            action_label="查看",
        )
        for job in failed_jobs(user).order_by("-finished_at")[:LIMIT]
    ]


def unused_accounts(user: Any) -> QuerySet[User]:
    """Open accounts nobody has used for a month since they were made: a first password still lies about."""
    made_before = timezone.now() - UNUSED_AFTER
    rows = User.objects.for_user(user).filter(is_active=True, is_demo=False, last_login__isnull=True)
    return rows.filter(created_at__lt=made_before).exclude(pk=user.pk)


def unused_rows(user: Any) -> list[WorkRow]:
    return [
        WorkRow(
            f"{account.display_name}（{account.username}）",
            reverse("accounts:account", args=(account.pk,)),
            detail=account.organisation,
            clock=f"创建于 {timezone.localtime(account.created_at):%Y-%m-%d}",
            action_label="核实",
        )
        for account in unused_accounts(user).order_by("created_at")[:LIMIT]
    ]


SOURCES = (
    WorkSource(
        "failed_jobs",
        "失败的后台任务",
        10,
        frozenset({"system.manage"}),
        failed_jobs,
        failed_rows,
    ),
    WorkSource(
        "unused_accounts",
        "超过 30 天从未登录的账号",
        20,
        frozenset({"account.manage"}),
        unused_accounts,
        unused_rows,
    ),
)
