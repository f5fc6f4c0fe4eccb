"""Five wrong passwords close a name for half an hour: what django-axes leaves open, closed.

axes looks at the count before the password is tried and raises it afterwards, so a hundred attempts at once
would all be evaluated; `one_at_a_time` lets attempts on one name pass one after the other. It also keeps one
row per address and browser, each running out by itself; `Handler` makes the half hour count from the last
failure of the name, whoever made it.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

WARN_FROM = 3


class Handler(AxesDatabaseHandler):
    def user_login_failed(
        self, sender: Any, credentials: dict, request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        refused = getattr(request, "axes_locked_out", False)
        super().user_login_failed(sender, credentials, request, **kwargs)
        if request is not None and not refused:
            for attempts in self.filter_user_attempts(request, credentials):
                attempts.update(attempt_time=request.axes_attempt_time)


@contextmanager
def one_at_a_time(username: str) -> Iterator[None]:
    """Hold the name for the length of the block; what was counted is committed when it is let go."""
    digest = blake2b(f"login:{username}".encode(), digest_size=8).digest()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest, "big", signed=True)])
        yield


def locked_until(username: str) -> datetime.datetime | None:
    """When the name opens again; None when it is not locked. Names nobody has are locked just the same."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    attempts = AccessAttempt.objects.filter(username=username, attempt_time__gte=since)
    if sum(attempt.failures_since_start for attempt in attempts) < settings.AXES_FAILURE_LIMIT:
        return None
    return max(attempt.attempt_time for attempt in attempts) + settings.AXES_COOLOFF_TIME


def unlock(username: str) -> None:
    """Forget the wrong passwords of a name."""
    AccessAttempt.objects.filter(username=username).delete()


def refusal(username: str, failures: int | None) -> str:
    """What is said after a wrong password, the same for every name. `failures`: so far, None while locked."""
    until = locked_until(username)
    if until:
        clock = f"{timezone.localtime(until):%H:%M}"
        return f"连续 5 次密码错误，登录已锁定 30 分钟。请于 {clock} 之后再试，或联系安全管理员重置密码。"
    sentence = "账号或密码不正确，请核对后重新填写。"
    left = settings.AXES_FAILURE_LIMIT - (failures or 0)
    if (failures or 0) >= WARN_FROM:
        sentence += f"还可尝试 {left} 次，之后将锁定 30 分钟；忘记密码请联系安全管理员重置。"
    return sentence


def keep_page(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict | None = None
) -> HttpResponse | None:
    """axes would put a page of its own in place of ours, which says the same better."""
    return response
