from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal.registry import demo_loaders


class Command(BaseCommand):
    help = "Bring the demo data (演示数据) into an empty portal. Never in production settings."

    @transaction.atomic
    def handle(self, *args, **options) -> None:
        if not getattr(settings, "DEMO_ALLOWED", False):
            raise CommandError("Demo data is for development only; these settings do not allow it.")
        for loader in sorted(demo_loaders, key=lambda loader: loader.order):
            self.stdout.write(f"{loader.label}: {loader.load()}")
