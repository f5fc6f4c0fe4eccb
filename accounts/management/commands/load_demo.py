from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.demo import account_lines
from portal.errors import PortalError
from portal.registry import Loader, demo_loaders


class Command(BaseCommand):
    help = "Bring the demo data (演示数据) into the portal; can be run again. Never in production settings."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--accounts", action="store_true", help="only list the demo accounts there are")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_ALLOWED:
            raise CommandError("Demo data is for development only; these settings do not allow it.")
        if options["accounts"]:
            self.stdout.write("\n".join(account_lines()))
            return
        loaders = sorted(demo_loaders, key=lambda loader: loader.order)
        refused = [sentence for loader in loaders if (sentence := self.load(loader, options["verbosity"]))]
        if refused:
            raise CommandError("\n".join(refused))

    def load(self, loader: Loader, verbosity: int) -> str:
        """One room's demo data, whole or not at all; why not, where what people have changed since stands in its way."""
        try:
            with transaction.atomic():
                count = loader.load()
        except PortalError as refusal:
            return f"{loader.label}: {refusal.message}"
        if verbosity:
            self.stdout.write(f"{loader.label}: {count}")
        return ""
