import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Place, User
from evaluation.services import run_now
from portal.errors import NotAllowed, PortalError


class Command(BaseCommand):
    help = "Evaluate a year's figures of a place now: evaluate tax-per-mu --region 330302 --year 2020 [--as USER]"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("measure", choices=["tax-per-mu"])
        parser.add_argument(
            "--region", required=True, help="code of a county, functional zone, city or province"
        )
        parser.add_argument("--year", required=True, type=int, help="year of the figures")
        parser.add_argument(
            "--as", dest="user", help="user name to act as; without it the machine's keeper acts"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = run_now(
                actor=found(User, "username", options["user"]) if options["user"] else None,
                place=found(Place, "code", options["region"]),
                year=options["year"],
            )
        except (PortalError, NotAllowed) as refusal:
            raise CommandError(refusal.message) from refusal
        answer = {"run": run.pk, "counts": run.counts, "rulebook_hash": run.rulebook_hash}
        answer |= {"results_hash": run.results_hash, "left_out": run.left_out}
        self.stdout.write(json.dumps(answer, ensure_ascii=False))


def found(model: Any, field: str, value: str) -> Any:
    row = model.objects.filter(**{field: value}).first()
    if row is None:
        raise CommandError(f"{model._meta.verbose_name}不存在：{value}。请核对后重试。")
    return row
