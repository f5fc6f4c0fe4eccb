import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluation.models import Run
from evaluation.services import replay


class Command(BaseCommand):
    help = "Compute a stored run again from its frozen inputs; exit 1 when anything differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        run = Run.objects.select_related("place").filter(pk=options["run"]).first()
        if run is None:
            raise CommandError(f"评价不存在：{options['run']}")
        differences = replay(run)
        self.stdout.write(json.dumps({"run": run.pk, "equal": not differences, "differences": differences}))
        if differences:
            sys.exit(1)
