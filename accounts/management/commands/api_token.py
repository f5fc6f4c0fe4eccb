from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.services.tokens import issue_token
from portal.errors import PortalError


class Command(BaseCommand):
    help = "Make a key for programs that act as USER; it is printed once and lasts 90 days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", metavar="USER", help="the account's name")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["user"].lower()).first()
        if user is None:
            raise CommandError(f"There is no account {options['user']!r}.")
        try:
            key = issue_token(user=user)
        except PortalError as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(key)
