"""The first accounts of an empty portal. There is no superuser: three administrators begin."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, Place, User
from accounts.roles import ADMIN_CODES
from accounts.services.accounts import new_user
from accounts.services.roles import NewRole
from portal.errors import IllegalState, PortalError


@dataclass(frozen=True)
class Administrator:
    role: str
    username: str
    display_name: str


@transaction.atomic
def create_administrators(*, people: list[Administrator], place: Place) -> list[tuple[User, str]]:
    """Their accounts and first passwords. Only while nobody holds one of the three roles; later the security
    administrator makes accounts."""
    if Membership.objects.filter(role__in=ADMIN_CODES).exists():
        raise IllegalState("已有管理员账号；此后请由安全管理员在“账号”页面中新建。")
    if len({person.username for person in people}) < len(people):
        raise PortalError("三个管理员须各用一个账号，不能重名。", code="same_account")
    today = timezone.localdate()
    return [
        new_user(
            actor=None,
            username=person.username,
            display_name=person.display_name,
            organisation="",
            role=NewRole(person.role, place, today),
        )
        for person in people
    ]
