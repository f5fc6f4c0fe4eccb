from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.policy_library import index, proofs


class Command(BaseCommand):
    help = "Find which tests prove which clauses, numbers, checks and targets, and keep it for the index of clauses."

    def handle(self, *args: Any, **options: Any) -> None:
        count = proofs.keep(settings.BASE_DIR, index.named())
        self.stdout.write(f"{count} lines written")
