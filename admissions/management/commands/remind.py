from typing import Any

from django.core.management.base import BaseCommand

from admissions.services.reminders import remind


class Command(BaseCommand):
    help = "Tell people of opinions, promises and contracts that are about to fall due or have; each occasion once."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{remind()} told")
