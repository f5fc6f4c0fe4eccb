from django.conf import settings
from django.contrib.auth.backends import ModelBackend

from accounts.models import User


class AccountBackend(ModelBackend):
    """Names and passwords. Demo accounts, whose password everybody knows, exist only where demo data may."""

    def user_can_authenticate(self, user: User) -> bool:
        return user.is_active and (settings.DEMO_ALLOWED or not user.is_demo)
