from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

from accounts.models import Membership, User


class AccountBackend(ModelBackend):
    """Names and passwords. Demo accounts, whose password everybody knows, exist only where demo data may."""

    def user_can_authenticate(self, user: User) -> bool:
        return user.is_active and (settings.DEMO_ALLOWED or not user.is_demo)

    def get_user(self, user_id: int) -> User | None:
        """The person of a session with today's seats, which every page needs: one query for both."""
        rows = Membership.objects.valid_on(timezone.localdate()).filter(user=user_id)
        seats = tuple(rows.select_related("user", "place"))
        user = seats[0].user if seats else super().get_user(user_id)
        if user is None or not self.user_can_authenticate(user):
            return None
        user.seats = seats
        return user
