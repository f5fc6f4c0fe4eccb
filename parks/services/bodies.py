"""Developers and operators: one record per unified social credit code, registered on first use."""

from typing import Any

from django.db import IntegrityError, transaction

from parks.models import Developer, Operator
from parks.services.soundness import Unsound
from portal import uscc as codes


def register_developer(*, name: str, uscc: str) -> Developer | None:
    """The developer of this code, new if need be; None when nothing was given. Raises Unsound."""
    return register(Developer, "developer", name, uscc)


def register_operator(*, name: str, uscc: str) -> Operator | None:
    """The operator of this code, new if need be; None when nothing was given. Raises Unsound."""
    return register(Operator, "operator", name, uscc)


def register(model: type[Developer] | type[Operator], role: str, name: str, uscc: str) -> Any:
    code = complete(role, name, uscc)
    if not code:
        return None
    body = get_or_create(model, name, code)
    if body.name != name:
        raise Unsound(f"该统一社会信用代码已登记为“{body.name}”，请核对名称或代码。", f"{role}_name")
    return body


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


def get_or_create(model: type[Developer] | type[Operator], name: str, code: str) -> Any:
    """Two who register the same body at the same moment get the same record."""
    found = model.objects.filter(uscc=code).first()
    if found:
        return found
    try:
        with transaction.atomic():
            return model.objects.create(name=name, uscc=code)
    except IntegrityError:
        return model.objects.get(uscc=code)
