import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Place, User
from evaluation.models import EvaluationScheme, Run
from evaluation.services import Asked, evaluate_now, run_now
from portal.errors import NotAllowed, PortalError


class Command(BaseCommand):
    help = "Evaluate a year's figures of a place now: evaluate enterprises --region 330302 --year 2020 [--as USER]"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["enterprises", "parks", "stars", "tax-per-mu"])
        parser.add_argument(
            "--region", required=True, help="code of a county, functional zone, city or province"
        )
        parser.add_argument("--year", required=True, type=int, help="year of the figures")
        parser.add_argument(
            "--as", dest="user", help="user name to act as; without it the machine's keeper acts"
        )
        parser.add_argument(
            "--scheme", type=int, help="what if this scheme (its number) held; not for tax-per-mu"
        )
        parser.add_argument(
            "--rule-year", type=int, help="what if the rules of this year's end held; not for tax-per-mu"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = self.run_of(options)
        except (PortalError, NotAllowed) as refusal:
            raise CommandError(refusal.message) from refusal
        answer = {"run": run.pk, "counts": run.counts, "rulebook_hash": run.rulebook_hash}
        answer |= {"results_hash": run.results_hash, "left_out": run.left_out}
        if run.hypothetical:
            answer["assumption"] = run.assumption
        self.stdout.write(json.dumps(answer, ensure_ascii=False))

    def run_of(self, options: dict[str, Any]) -> Run:
        actor = found(User, "username", options["user"]) if options["user"] else None
        place, year = found(Place, "code", options["region"]), options["year"]
        if options["what"] == "tax-per-mu":
            return run_now(actor=actor, place=place, year=year)
        scheme = found(EvaluationScheme, "pk", options["scheme"]) if options["scheme"] else None
        asked = Asked(place, year, scheme=scheme, rule_year=options["rule_year"], kind=options["what"])
        return evaluate_now(actor=actor, asked=asked)


def found(model: Any, field: str, value: Any) -> Any:
    row = model.objects.filter(**{field: value}).first()
    if row is None:
        raise CommandError(f"{model._meta.verbose_name}不存在：{value}。请核对后重试。")
    return row
