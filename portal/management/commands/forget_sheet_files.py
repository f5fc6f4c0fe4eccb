from typing import Any

from django.core.management.base import BaseCommand

from portal.sheets.retention import forget_files


class Command(BaseCommand):
    help = "Delete imported files older than SHEET_FILE_DAYS; their rows and the audit trail stay."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{forget_files()} files")
