"""Keys for programs: made by `manage.py api_token USER`, sent as `Authorization: Token …`."""

import datetime
import hashlib
import secrets

from django.conf import settings
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from accounts.middleware import PasswordChangeRequired
from accounts.models import ApiToken, User

LIFETIME = datetime.timedelta(days=90)


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def issue(user: User, lifetime: datetime.timedelta = LIFETIME) -> str:
    """Make a key for `user` and answer it; it cannot be read again later."""
    key = secrets.token_urlsafe(32)
    ApiToken.objects.create(user=user, digest=digest(key), expires_at=timezone.now() + lifetime)
    return key


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Token KEY`; an unknown, expired or disabled user's key is 401."""

    keyword = "Token"

    def authenticate(self, request):
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"token":
            return None
        if len(words) != 2:
            raise AuthenticationFailed("令牌格式应为：Authorization: Token 令牌。")
        token = self.find(words[1].decode("latin-1"))
        if token is None:
            raise AuthenticationFailed("令牌无效或已过期，请重新申请。")
        if token.user.must_change_password:
            raise PasswordChangeRequired()
        return token.user, token

    def find(self, key: str) -> ApiToken | None:
        rows = ApiToken.objects.select_related("user").filter(
            expires_at__gt=timezone.now(), user__is_active=True
        )
        if not settings.DEMO_ALLOWED:
            rows = rows.filter(user__is_demo=False)
        return rows.filter(digest=digest(key)).first()

    def authenticate_header(self, request) -> str:
        return self.keyword
