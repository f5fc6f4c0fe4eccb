from typing import Any

from django.core.management.base import BaseCommand

from portal.outbox import deliver


class Command(BaseCommand):
    help = "Hand over the mails and text messages that are due."

    def handle(self, *args: Any, **options: Any) -> None:
        deliver()
