"""Where a person is told of what concerns them, outside of the portal."""

from django.db import transaction

from accounts.models import User
from portal import audit, personal

COLUMNS = ("email", "mobile")
personal.declare(User, *COLUMNS)


@transaction.atomic
def change_own_contact(*, user: User, email: str, mobile: str) -> None:
    """One's own mail address and mobile number; "" for none."""
    row = User.objects.select_for_update().get(pk=user.pk)
    if (row.email, row.mobile) == (email, mobile):
        return
    before = audit.snapshot(row, COLUMNS)
    row.email, row.mobile = email, mobile
    row.save(update_fields=COLUMNS)
    audit.record(
        actor=row, action="contact.change", subject=row, before=before, after=audit.snapshot(row, COLUMNS)
    )
