"""`manage.py formula w15.performance_bond land_area_mu=9.831 … --place 330302 --on 2020-06-30`"""

import json
import re
from argparse import ArgumentParser
from datetime import date
from typing import Any
from unicodedata import normalize

from django.core.management.base import BaseCommand, CommandError

from policies.compute import compute
from policies.errors import NoRuleInForce, PolicyError
from policies.explanation import Explanation
from policies.library import get_library
from policies.places import typed_place_code

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Command(BaseCommand):
    help = "Compute a formula of a clause and print result and trace as JSON. Needs no database."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("formula", metavar="ID", help="for example w15.performance_bond")
        parser.add_argument("inputs", nargs="*", metavar="key=value")
        parser.add_argument("--place", required=True, metavar="CODE", help="place code, for example 330302")
        parser.add_argument("--on", required=True, metavar="DATE", help="day of the rules, YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        inputs, on = pairs(options["inputs"]), day(options["on"])
        try:
            explanation = compute(options["formula"], inputs, place(options["place"]), on)
        except NoRuleInForce as error:
            raise CommandError(f"{error}; {error.message}") from error
        except PolicyError as error:
            raise CommandError(error.message) from error
        self.stdout.write(json.dumps(answer(explanation), ensure_ascii=False, indent=2))


def pairs(arguments: list[str]) -> dict[str, str]:
    """The inputs by name; a pair without `=` or a name given twice is refused."""
    inputs: dict[str, str] = {}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals:
            raise CommandError(f"输入项须写成 名称=数值：{argument}")
        if name in inputs:
            raise CommandError(f"输入项 {name} 写了两次。")
        inputs[name] = value
    return inputs


def day(text: str) -> date:
    """The day typed as YYYY-MM-DD; full-width digits are harmless."""
    typed = normalize("NFKC", text).strip()
    try:
        if not DAY.fullmatch(typed):
            raise ValueError
        return date.fromisoformat(typed)
    except ValueError as error:
        said = " ".join(text.split()) or "（空）"
        raise CommandError(f"日期须写成 年-月-日（如 2020-06-30）：{said}") from error


def place(text: str) -> str:
    """The place code as typed."""
    try:
        return typed_place_code(text)
    except ValueError as error:
        said = " ".join(text.split()) or "（空）"
        raise CommandError(
            f"地区代码须为 6 位（如 330302，功能区如 3303Z1）或镇街的 9 位、12 位：{said}"
        ) from error


def answer(explanation: Explanation) -> dict[str, Any]:
    """What the command prints; every decimal is a string."""
    explained, library = explanation.as_dict(), get_library()
    instrument = library.instrument(library.clause(explanation.clause_ids[0]).instrument_id)
    return {
        "formula": explanation.formula_id,
        "version": explanation.formula_version,
        "title": explanation.title,
        "value": explained["result"],
        "unit": explanation.unit,
        "clause": explanation.clause_ids[0],
        "instrument": {"id": instrument.id, "title": instrument.title},
        "formula_text": explanation.formula_text,
        "inputs": explained["operands"],
        "parameters": explained["parameters"],
        "steps": explained["steps"],
        "note": explanation.note,
        "rulebook_hash": explanation.rulebook_hash,
    }
