"""What must not be true of the accounts when the portal starts; run by `check --database` and `migrate`."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from accounts.models import User


@register(Tags.database)
def no_demo_accounts(databases: Iterable[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Accounts whose password is public must not be open where real data is."""
    if settings.DEMO_ALLOWED:
        return []
    return [fault for alias in databases or () for fault in open_demo_accounts(alias)]


def open_demo_accounts(alias: str) -> list[CheckMessage]:
    if User._meta.db_table not in connections[alias].introspection.table_names():
        return []
    names = list(
        User.objects.using(alias).filter(is_demo=True, is_active=True).values_list("username", flat=True)
    )
    if not names:
        return []
    return [
        Error(
            f"Demo accounts are open: {', '.join(names)}.",
            hint="Use a database that never held demo data, or disable these accounts.",
            id="accounts.E001",
        )
    ]
