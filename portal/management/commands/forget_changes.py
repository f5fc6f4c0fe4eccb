from typing import Any

from django.core.management.base import BaseCommand

from portal.totals import forget_changes


class Command(BaseCommand):
    help = "Empty the notes of which transaction wrote where; every list is counted anew once."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{forget_changes()} notes")
