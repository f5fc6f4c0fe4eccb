from typing import Any

from django.core.management.base import BaseCommand

from enterprises.services.filings import open_due


class Command(BaseCommand):
    help = "Open the filings of the last year and quarter that are over, and date the open ones; can be run again."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{open_due()} opened")
