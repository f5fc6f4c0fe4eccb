"""Telling people what has happened: inside the portal always, by mail or text message where that is set up.

A service tells within its own transaction, so nobody hears of what did not happen.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.models import Dispatch, Notice
from portal.outbox import channels_in_use


@transaction.atomic
def notify(*, to: Iterable[Any], key: str, title: str, url: str, body: str = "") -> int:
    """Tell each of the users `to`, once per `key` ("admission.12.returned.2"); answers how many had not been told.

    `url` is the page of the portal the notice leads to; what it says must be theirs to know.
    """
    people = {person.pk: person for person in to}
    told = set(Notice.objects.filter(key=key, person__in=people).values_list("person", flat=True))
    fresh = [
        Notice(person=people[pk], key=key, title=title, body=body, url=url) for pk in people.keys() - told
    ]
    # Of two who tell the same at once the second adds nothing.
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    notices = Notice.objects.filter(key=key, person__in=people.keys() - told).select_related("person")
    Dispatch.objects.bulk_create(
        [
            Dispatch(notice=notice, channel=channel.code, address=address)
            for channel in channels_in_use()
            for notice in notices
            if (address := channel.address(notice.person))
        ],
        ignore_conflicts=True,
    )
    return len(fresh)


def mark_read(*, person: Any, pk: int | None = None) -> int:
    """One notice of this person, or all of them, have been read; answers how many were not before."""
    mine = Notice.objects.for_user(person).unread()
    if pk is not None:
        mine = mine.filter(pk=pk)
    return mine.update(read_at=timezone.now())
