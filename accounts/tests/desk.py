"""What the tests of the account pages share: who is at the desk, what is asked for."""

from django.test import Client
from django.urls import reverse

from accounts.models import User


def as_user(user: User, **kwargs) -> Client:
    client = Client(**kwargs)
    client.force_login(user)
    return client


def new_account(**values):
    return {
        "username": "New-One",
        "display_name": "新人",
        "organisation": "",
        "role": "county_officer",
        "place": "鹿城区",
        "department": "",
        "valid_from": "2026-1-1",
        "valid_until": "",
        **values,
    }


def pages(user: User) -> dict[str, str]:
    """Every page about an account, by name."""
    names = ("account", "reset", "disable", "enable", "hand_over", "grant_role")
    found = {name: reverse(f"accounts:{name}", args=(user.pk,)) for name in names}
    end = reverse("accounts:end_role", args=(user.pk, user.memberships.first().pk))
    return {"list": "/accounts/", "new": "/accounts/new/", **found, "end_role": end}
