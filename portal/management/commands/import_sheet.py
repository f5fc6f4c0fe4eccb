"""`manage.py import_sheet yearly_figures 2021.xlsx --as lucheng --accept good`"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal.errors import NotAllowed, PortalError
from portal.models import SheetBatch
from portal.sheets import report, services
from portal.sheets.kinds import sheet_kinds
from portal.sheets.problems import FileRefused


class Command(BaseCommand):
    help = (
        "Bring a file of rows into the portal as USER would on the import page, and print what was found as JSON. "
        "Exit 1 when nothing could be written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = sorted(kind.code for kind in sheet_kinds)
        parser.add_argument("kind", choices=kinds, metavar="KIND", help=", ".join(kinds))
        parser.add_argument("file", type=Path, metavar="FILE", help=".xlsx, .xls or .csv")
        parser.add_argument("--as", dest="user", required=True, metavar="USER", help="the account's name")
        parser.add_argument("--region", metavar="CODE", help="only rows of this place")
        parser.add_argument("--accept", choices=SheetBatch.Accept.values, default=SheetBatch.Accept.ALL.value)
        parser.add_argument("--dry-run", action="store_true", help="check only, and leave no trace")
        parser.add_argument(
            "--annotated", type=Path, metavar="OUT.xlsx", help="the file with what is wrong in it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = found(get_user_model(), "username", options["user"].lower())
        region = (
            found(apps.get_model("accounts", "Place"), "code", options["region"])
            if options["region"]
            else None
        )
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"读不到文件 {options['file']}：{error.strerror}。") from error
        try:
            answer = self.bring_in(user, region, data, options)
        except FileRefused as refusal:
            answer = report.of_refusal(options["kind"], refusal)
        except (PortalError, NotAllowed) as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        if answer["state"] not in (SheetBatch.State.COMMITTED, "checked"):
            sys.exit(1)

    def bring_in(self, user: Any, region: Any, data: bytes, options: dict[str, Any]) -> dict[str, Any]:
        with transaction.atomic():
            batch = services.stage(
                actor=user, kind=options["kind"], data=data, filename=options["file"].name, region=region
            )
            if options["annotated"]:
                options["annotated"].write_bytes(report.annotated(batch))
            if options["dry_run"]:
                answer = {**report.of(batch), "batch": None, "state": "checked"}
                transaction.set_rollback(True)
                return answer
        try:
            return report.of(services.commit(actor=user, batch=batch, accept=options["accept"]))
        except services.SheetRefused as refusal:
            return {**report.of(batch), "message": refusal.message}


def found(model: Any, field: str, value: str) -> Any:
    row = model.objects.filter(**{field: value}).first()
    if row is None:
        raise CommandError(f"{model._meta.verbose_name}不存在：{value}。请核对后重试。")
    return row
