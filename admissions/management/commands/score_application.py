"""`manage.py score_application application.json --place 330302 --on 2026-06-30`"""

import datetime
import json
from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Place
from admissions.models import AdmissionScheme
from admissions.rules.facts import Value
from admissions.rules.filed import BadFile, facts_in
from admissions.rules.scoring import score
from admissions.schemes import scheme_for
from policies.errors import NoRuleInForce
from portal.management.commands.formula import day, place

LARGEST = 1_000_000


class Command(BaseCommand):
    help = "Score the application a JSON file states under the scheme of a place and day; print score and trace as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.json")
        parser.add_argument("--place", required=True, metavar="CODE", help="place code, for example 330302")
        parser.add_argument("--on", required=True, metavar="DATE", help="day of the scheme, YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        where, on = place_of(options["place"]), day(options["on"])
        try:
            scheme = scheme_for(where, on)
            facts = facts_in(read(Path(options["file"])), scheme.rules)
        except NoRuleInForce as error:
            raise CommandError(f"{error}; {error.message}") from error
        except BadFile as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(answer(scheme, where, on, facts), ensure_ascii=False, indent=2))


def place_of(code: str) -> Place:
    found = Place.objects.filter(code=place(code)).first()
    if found is None:
        raise CommandError(f"没有代码为 {place(code)} 的地域。")
    return found


def read(path: Path) -> Any:
    """The file's JSON with exact decimals; raises BadFile."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadFile(f"文件 {path} 过大，不像一份申请。")
        return json.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal, parse_int=Decimal)
    except BadFile:
        raise
    except OSError as error:
        raise BadFile(f"文件 {path} 无法读取，请核对路径。") from error
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise BadFile(f"文件 {path} 不是有效的 JSON。") from error


def answer(
    scheme: AdmissionScheme, where: Place, on: datetime.date, facts: dict[str, Value]
) -> dict[str, Any]:
    """What the command prints; every decimal is a string."""
    found = score(scheme.rules, facts)
    return {
        "place": {"code": where.code, "name": where.name},
        "on": on.isoformat(),
        "scheme": {
            "id": scheme.pk,
            "title": scheme.title,
            "place": scheme.place.code,
            "valid_from": scheme.valid_from.isoformat(),
            "valid_until": scheme.valid_until and scheme.valid_until.isoformat(),
            "is_reference": scheme.is_reference,
            "policy": scheme.policy,
        },
        **found.as_dict(),
        "hints": list(found.hints),
        "facts": {name: plain(value) for name, value in facts.items()},
        "explanation": found.explanation().as_dict(),
    }


def plain(value: Value) -> Any:
    return f"{value:f}" if isinstance(value, Decimal) else value
