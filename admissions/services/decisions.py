"""The steps of the review that take more than a comment."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from admissions.flows import ADMISSION
from admissions.models import Application
from admissions.telling import tell_owner
from portal.errors import CommentRequired
from portal.workflow import perform


@dataclass(frozen=True)
class Mend:
    """What is to be mended in a section of the form, by which clause."""

    section: str
    label: str
    reason: str
    clause: str = ""


def accept(
    *,
    application: Application,
    actor: Any,
    cleared: Collection[str] = (),
    comment: str = "",
    version: int | None = None,
) -> Application:
    """The application is qualified: none of the signs of 四无 was found, all of them are in `cleared`.

    The departments of the scheme are asked. Raises Incomplete (a sign not verified, a fact that bars it).
    """
    return perform(
        flow=ADMISSION,
        subject=application,
        transition="accept",
        actor=actor,
        comment=comment,
        given={"cleared": cleared},
        version=version,
    )


@transaction.atomic
def send_back(
    *,
    application: Application,
    actor: Any,
    mends: Collection[Mend] = (),
    comment: str = "",
    version: int | None = None,
) -> Application:
    """Send the application back, section by section with clause and reason, or with a word for the whole.

    Raises CommentRequired when nothing says what to mend.
    """
    words = comment.strip() or "；".join(f"{one.label}：{one.reason}" for one in mends)
    if not words:
        raise CommentRequired("请至少写明一个部分需要补正什么。")
    row = perform(
        flow=ADMISSION,
        subject=application,
        transition="send_back",
        actor=actor,
        comment=words,
        given={"corrections": [asdict(one) for one in mends]},
        version=version,
    )
    tell_owner(row, "returned", "退回补正", words)
    return row
