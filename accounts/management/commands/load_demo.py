from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.demo import account_lines
from portal.registry import demo_loaders


class Command(BaseCommand):
    help = "Bring the demo data (演示数据) into the portal; can be run again. Never in production settings."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--accounts", action="store_true", help="only list the demo accounts there are")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_ALLOWED:
            raise CommandError("Demo data is for development only; these settings do not allow it.")
        if options["accounts"]:
            self.stdout.write("\n".join(account_lines()))
            return
        for loader in sorted(demo_loaders, key=lambda loader: loader.order):
            count = loader.load()
            if options["verbosity"]:
                self.stdout.write(f"{loader.label}: {count}")
