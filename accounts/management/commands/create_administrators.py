import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.fields import NAME_RULE
from accounts.models import Place
from accounts.roles import ADMIN_CODES, ROLES
from accounts.services.setup import Administrator, create_administrators
from portal.errors import PortalError


class Command(BaseCommand):
    help = (
        "First set-up: the accounts of the system, security and audit administrators, three people. Names are "
        "asked for, or read from SYSTEM_ADMINISTRATOR, SECURITY_ADMINISTRATOR and AUDIT_ADMINISTRATOR as "
        "“account:full name”. The first passwords are printed once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--place", default="330000", help="code of the place they look after")

    def handle(self, *args: Any, **options: Any) -> None:
        place = Place.objects.filter(code=options["place"]).first()
        if place is None:
            raise CommandError(f"There is no place {options['place']!r}; run load_reference first.")
        people = [self.person(code) for code in ADMIN_CODES]
        try:
            issued = create_administrators(people=people, place=place)
        except PortalError as refusal:
            raise CommandError(refusal.message) from refusal
        for user, password in issued:
            self.stdout.write(f"{user.username}  {user.display_name}  {password}")

    def person(self, role: str) -> Administrator:
        """Name and full name from the environment, else from the keyboard."""
        label = ROLES[role].label
        given = os.environ.get(role.upper()) or input(f"{label} (account:full name): ")
        username, _, display_name = (part.strip() for part in given.partition(":"))
        if not display_name or not NAME_RULE.regex.match(username):
            raise CommandError(
                f"{label}: write “account:full name”, the account in small letters, 3 to 40 characters."
            )
        return Administrator(role, username, display_name)
