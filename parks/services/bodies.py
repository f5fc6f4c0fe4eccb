"""Developers and operators: one record per unified social credit code, registered on first use."""

from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import Place
from parks.models import Developer, Operator
from parks.services import writing
from parks.services.soundness import Unsound
from portal import audit
from portal import uscc as codes
from portal.identity import current


@transaction.atomic
def register_developer(*, actor: Any, place: Place, name: str, uscc: str) -> Developer | None:
    """The developer of this code, new if need be; None when nothing was given. Raises NotAllowed, Unsound."""
    actor.require("park.edit", place)
    return register(Developer, "developer", actor, place, name, uscc)


@transaction.atomic
def register_operator(*, actor: Any, place: Place, name: str, uscc: str) -> Operator | None:
    """The operator of this code, new if need be; None when nothing was given. Raises NotAllowed, Unsound."""
    actor.require("park.edit", place)
    return register(Operator, "operator", actor, place, name, uscc)


@transaction.atomic
def change_body(
    *, actor: Any, kind: str, body: Any, place: Place, version: int, values: dict[str, Any]
) -> Any:
    """Say more of a developer or operator, at a place of a park of theirs. Raises NotAllowed, Conflict, Unsound."""
    actor.require("park.edit", place)
    return writing.change(
        actor=actor, action=f"{kind}.change", row=body, version=version, values=values, place=place
    )


def register(
    model: type[Developer] | type[Operator], role: str, actor: Any, place: Place, name: str, uscc: str
) -> Any:
    code = complete(role, name, uscc)
    if not code:
        return None
    body, is_new = get_or_create(model, name, code)
    if is_new:
        after = audit.snapshot(body, ("name", "uscc"))
        audit.record(actor=actor, action=f"{role}.register", subject=body, place=place, after=after)
    if body.name != name:
        raise named_otherwise(role, body.name)
    return body


def named_otherwise(role: str, registered: str) -> Unsound:
    return Unsound(
        f"该统一社会信用代码已登记为“{registered}”。请先核对代码是否填错；代码无误的，请按已登记的名称填写。",
        f"{role}_name",
    )


def complete(role: str, name: str, uscc: str) -> str:
    """The code as the standard writes it, "" when neither name nor code was given. Raises Unsound."""
    if not name and not uscc:
        return ""
    if not name:
        raise Unsound("填写了统一社会信用代码，请一并填写名称。", f"{role}_name")
    try:
        return codes.validate(uscc)
    except codes.InvalidUscc as error:
        raise Unsound(error.message, f"{role}_uscc") from error


def get_or_create(model: type[Developer] | type[Operator], name: str, code: str) -> tuple[Any, bool]:
    """Two who register the same body at the same moment get the same record."""
    found = model.objects.filter(uscc=code).select_related("merged_into").first()
    if found:
        return current(found), False
    try:
        with transaction.atomic():
            return model.objects.create(name=name, uscc=code), True
    except IntegrityError:
        return model.objects.get(uscc=code), False
