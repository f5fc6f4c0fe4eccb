"""Contract templates of a county: uploaded and tried, published by another person, put out of use."""

import hashlib
from typing import Any

from django.db import transaction

from accounts.models import Place
from accounts.roles import COUNTY_LEVEL
from admissions.documents.render import inspect
from admissions.flows.contract import TEMPLATE
from admissions.models import ContractTemplate
from parks.rules.files import clean_name
from parks.services.soundness import Unsound
from portal import audit
from portal.errors import PortalError
from portal.sheets.problems import FileRefused
from portal.workflow import perform

EDIT = "contract.edit"
SHOWN = ("title", "file_name", "sha256", "names", "state")


@transaction.atomic
def upload_template(
    *, actor: Any, place: Place, title: str, file_name: str, content: bytes
) -> ContractTemplate:
    """Keep a template of a county as a draft. Raises NotAllowed, Unsound at `file` with what is wrong in it."""
    actor.require(EDIT, place)
    if place.kind not in COUNTY_LEVEL:
        raise Unsound("合同模板由县(市、区)或功能区制定。", "place")
    try:
        names = inspect(content, file_name)
    except FileRefused as refusal:
        raise Unsound(refusal.message, "file") from refusal
    template = ContractTemplate.objects.create(
        place=place,
        title=title,
        file_name=clean_name(file_name),
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        names=list(names),
        drafted_by=actor,
    )
    audit.record(
        actor=actor,
        action="contract_template.upload",
        subject=template,
        place=place,
        after=audit.snapshot(template, SHOWN),
    )
    return template


@transaction.atomic
def step_template(
    *, template: ContractTemplate, transition: str, actor: Any, comment: str = "", version: int | None = None
) -> ContractTemplate:
    """Publish or retire. The one in use before is retired in the same step."""
    if transition == "publish":
        lock(template.place)
        for used in ContractTemplate.objects.filter(place=template.place, state="published"):
            perform(flow=TEMPLATE, subject=used, transition="retire", actor=actor, comment="由新模板取代")
    row: ContractTemplate = perform(
        flow=TEMPLATE, subject=template, transition=transition, actor=actor, comment=comment, version=version
    )
    return row


def lock(place: Place) -> None:
    """Two people publishing at once take turns."""
    if not Place.objects.select_for_update().filter(pk=place.pk).exists():
        raise PortalError("该地域已不存在，请刷新页面。")
