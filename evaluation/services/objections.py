"""Objections to classes that are made public: anybody who may read them files, an officer answers them as a record."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.selectors import people_with
from admissions.services.objections import DAY, MOST_A_DAY, MOST_IN_ALL, TooMany, origin_of
from evaluation.models import ResultNotice, ResultObjection, StarCase
from evaluation.publicity import takes_objections
from evaluation.star_cases import county_of
from portal import audit
from portal.errors import IllegalState
from portal.notices import notify


@transaction.atomic
def file_objection(
    *,
    notice: ResultNotice | StarCase,
    name: str,
    contact: str,
    text: str,
    actor: Any = None,
    address: str = "",
) -> ResultObjection:
    """An objection to a result or a star during its publicity; `actor` None for somebody who is not logged in.

    Raises IllegalState outside the days of publicity and where one has to log in first, TooMany.
    """
    row, about = held(notice)
    today = timezone.localdate()
    if not takes_objections(row, today) or not (actor or row.is_public):
        raise IllegalState("该结果不在公示期内，不能提出异议。如有疑问请联系县级主管部门。")
    origin = origin_of(actor, address)
    require_few(row, origin)
    objection = ResultObjection.objects.create(
        **about, name=name, contact=contact, text=text, filed_on=today, origin=origin
    )
    audit.record(
        actor=actor,
        action="objection.file",
        subject=objection,
        place=objection.place,
        after=audit.snapshot(objection, ("notice", "star_case", "name", "contact", "text")),
    )
    notify(
        to=people_with("evaluation.run", objection.place),
        key=f"result_objection.{objection.pk}.filed",
        title=f"{row}的公示收到一件异议",
        url=reverse("parks:record", args=("result-objection", objection.pk)),
    )
    return objection


def held(notice: ResultNotice | StarCase) -> tuple[Any, dict[str, Any]]:
    """The row as it is now, and what an objection says of it: whose it is, and what it is about."""
    if isinstance(notice, StarCase):
        cases = StarCase.objects.select_for_update(of=("self",)).select_related("park__place__parent__parent")
        case = cases.get(pk=notice.pk)
        return case, {"place": county_of(case.park.place), "star_case": case}
    rows = ResultNotice.objects.select_for_update(of=("self",)).select_related("place")
    row = rows.get(pk=notice.pk)
    return row, {"place": row.place, "notice": row}


def require_few(notice: ResultNotice | StarCase, origin: str) -> None:
    filed = notice.objections.exclude(origin="")
    lately = filed.filter(origin=origin, created_at__gt=timezone.now() - DAY)
    if lately.count() >= MOST_A_DAY or filed.count() >= MOST_IN_ALL:
        raise TooMany("提出的异议已较多，请明天再试，或直接联系县级主管部门。")


def by_receipt(notice: ResultNotice | StarCase, token: UUID) -> ResultObjection | None:
    """The objection whose receipt this is."""
    return notice.objections.filter(token=token).first()
