"""Who hears of a step: those of a park who may take the next one."""

from typing import Any

from django.urls import reverse

from accounts.selectors import people_with
from portal.models import FlowEntry
from portal.notices import notify

# The word of a record's kind in addresses, by its model.
WORDS = {"transferrequest": "transfer", "finding": "finding"}


def tell_owner(application: Any, occasion: str, words: str, body: str = "") -> None:
    """A notice to whoever looks after the application, once for each submission."""
    notify(
        to=[application.owner],
        key=f"admission.{application.pk}.{occasion}.{application.revision}",
        title=f"“{application}”的入园申请{words}",
        body=body,
        url=reverse("admissions:application", args=(application.pk,)),
    )


def tell(row: Any, occasion: str, title: str, permission: str) -> None:
    """A notice to all who hold `permission` at the row's park, once for each time the row comes there."""
    word = WORDS[row._meta.model_name]
    times = FlowEntry.objects.filter(flow=word, subject_id=row.pk).count()
    notify(
        to=people_with(permission, row.park.place),
        key=f"{word}.{row.pk}.{occasion}.{times}",
        title=title,
        body=row.park.name,
        url=reverse("parks:record", args=(word, row.pk)),
    )
