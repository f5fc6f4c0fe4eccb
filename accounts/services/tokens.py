"""Keys for programs."""

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.services.sessions import home
from accounts.tokens import LIFETIME, issue
from portal import audit
from portal.errors import PortalError


@transaction.atomic
def issue_token(*, user: User) -> str:
    """A key with which a program acts as `user`; asked for on the server, so nobody's permission is checked."""
    if not user.is_active or (user.is_demo and not settings.DEMO_ALLOWED):
        raise PortalError(f"账号“{user.username}”已停用，不能发放接口令牌。", code="disabled")
    if user.must_change_password:
        raise PortalError(
            f"账号“{user.username}”还在使用初始密码，请本人先登录修改密码，再发放接口令牌。",
            code="first_password",
        )
    key = issue(user)
    audit.record(
        actor=None, action="token.issue", subject=user, place=home(user), after={"days": LIFETIME.days}
    )
    return key
