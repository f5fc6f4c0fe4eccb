"""What goes out of the house: messages by mail or SMS gateway, each handed over once.

A message is claimed in one transaction, handed over outside of any, and marked in another. If the process dies in
between, nobody can know whether it arrived: it is not sent again by itself but shown to the system administrator.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from portal import audit
from portal.errors import IllegalState
from portal.models import Dispatch

TRIES = 5
# The wait doubles with each failure: 1, 2, 4, 8 minutes.
FIRST_WAIT = timedelta(minutes=1)
UNCERTAIN_AFTER = timedelta(minutes=10)
TIMEOUT_SECONDS = 10
STATE = Dispatch.State


class Undelivered(Exception):
    """The other side said no, or could not be reached; nothing was sent. The text is read by administrators."""


class Channel(Protocol):
    """A way out: where a person is reached by it ("" if not), and handing one message over."""

    code: str
    label: str

    def address(self, person: Any) -> str: ...

    def send(self, *, address: str, title: str, text: str, number: int) -> None:
        """Hand over one message; `number` is the same whenever the same message is tried. Raises Undelivered."""


@dataclass(frozen=True)
class Mail:
    code: str = "mail"
    label: str = "电子邮件"

    def address(self, person: Any) -> str:
        return person.email

    def send(self, *, address: str, title: str, text: str, number: int) -> None:
        host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2] or "localhost"
        headers = {"Message-ID": f"<notice-{number}@{host}>"}
        try:
            EmailMessage(title, text, to=[address], headers=headers).send()
        except OSError as error:
            raise Undelivered(f"邮件服务器没有接受：{error}") from error


@dataclass(frozen=True)
class TextMessage:
    """The county's SMS gateway: a POST of JSON {id, mobile, text}, with a token where one is set."""

    code: str = "sms"
    label: str = "短信"

    def address(self, person: Any) -> str:
        return person.mobile

    def send(self, *, address: str, title: str, text: str, number: int) -> None:
        body = json.dumps({"id": str(number), "mobile": address, "text": title}).encode()
        headers = {"Content-Type": "application/json"}
        if settings.SMS_GATEWAY_TOKEN:
            headers["Authorization"] = f"Bearer {settings.SMS_GATEWAY_TOKEN}"
        request = urllib.request.Request(settings.SMS_GATEWAY_URL, body, headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):
                pass
        except (OSError, urllib.error.HTTPError) as error:
            raise Undelivered(f"短信网关没有接受：{error}") from error


ALL_CHANNELS: tuple[Channel, ...] = (Mail(), TextMessage())


def channels_in_use() -> list[Channel]:
    """The ways out this installation has: mail when EMAIL_URL is set, text messages with SMS_GATEWAY_URL."""
    is_set_up = {"mail": settings.NOTICE_BY_MAIL, "sms": bool(settings.SMS_GATEWAY_URL)}
    return [channel for channel in ALL_CHANNELS if is_set_up[channel.code]]


def deliver() -> int:
    """Hand over everything that is due; answers how many arrived. Any number of workers may do so at once."""
    give_up_on_lost()
    channels = {channel.code: channel for channel in channels_in_use()}
    return sum(hand_over(row, channels[row.channel]) for row in claims(tuple(channels)))


def claims(codes: tuple[str, ...]) -> Iterator[Dispatch]:
    """One due message after another, each claimed by this process alone."""
    while row := claim(codes):
        yield row


@transaction.atomic
def claim(codes: tuple[str, ...]) -> Dispatch | None:
    due = Dispatch.objects.filter(state=STATE.WAITING, due_at__lte=timezone.now(), channel__in=codes)
    row = due.select_for_update(skip_locked=True, of=("self",)).select_related("notice").first()
    if row:
        row.state, row.claimed_at, row.tries = STATE.CLAIMED, timezone.now(), row.tries + 1
        row.save(update_fields=("state", "claimed_at", "tries"))
    return row


def hand_over(row: Dispatch, channel: Channel) -> bool:
    notice = row.notice
    text = "\n".join(filter(None, (notice.body, f"{settings.SITE_ADDRESS}{notice.url}")))
    try:
        channel.send(address=row.address, title=notice.title, text=text, number=row.pk)
    except Undelivered as refusal:
        again = row.tries < TRIES
        settle(
            row,
            state=STATE.WAITING if again else STATE.FAILED,
            due_at=timezone.now() + FIRST_WAIT * 2 ** (row.tries - 1),
            error=str(refusal)[:200],
        )
        return False
    settle(row, state=STATE.SENT, sent_at=timezone.now(), error="")
    return True


def settle(row: Dispatch, **values: Any) -> None:
    Dispatch.objects.filter(pk=row.pk, state=STATE.CLAIMED, tries=row.tries).update(**values)


def give_up_on_lost() -> int:
    """Messages whose process died between handing over and marking."""
    lost = Dispatch.objects.filter(state=STATE.CLAIMED, claimed_at__lt=timezone.now() - UNCERTAIN_AFTER)
    return lost.update(state=STATE.UNCERTAIN, error="发送过程中断，不能确定对方是否收到。")


def unsettled() -> Any:
    """What an administrator has to decide on, oldest first."""
    return Dispatch.objects.filter(state__in=(STATE.FAILED, STATE.UNCERTAIN)).order_by("pk")


@transaction.atomic
def send_again(*, actor: Any, pk: int) -> Dispatch:
    """The administrator lets a failed or uncertain message go once more. Raises NotAllowed, IllegalState."""
    actor.require("system.manage")
    row = unsettled().select_for_update().filter(pk=pk).first()
    if row is None:
        raise IllegalState("这条消息已经重新发送。请刷新页面查看最新进展。")
    row.state, row.tries, row.due_at = STATE.WAITING, 0, timezone.now()
    row.save(update_fields=("state", "tries", "due_at"))
    audit.record(actor=actor, action="dispatch.send_again", subject=row)
    return row
