"""The facts of an application as a file states them: `{"expected_tax_wan": "96", "answers": {"rd_share": "3.5"}}`.

Numbers may be JSON numbers or strings, yes and no `true`, `是` or `yes`; an option may be given by code or by label.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from admissions.rules.facts import FACTS, FactKind, Value, firm_land_mu, with_derived
from admissions.rules.scheme import NO, YES, Question, Scheme
from policies.numbers import parse_decimal

ANSWERS = "answers"
# What a file may state beside the facts that schemes count: what they are worked out from.
NUMBERS = {
    "heavy_storey": "重型设备所在楼层",
    "park_land_mu": "园区用地",
    "park_floor_m2": "园区建筑面积",
    **{fact.name: fact.label for fact in FACTS.values() if fact.kind is FactKind.NUMBER},
}
FLAGS = {
    "heavy_equipment": "有重型设备",
    **{fact.name: fact.label for fact in FACTS.values() if fact.kind is FactKind.FLAG},
}
WORDS = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}


class BadFile(ValueError):
    """The file does not state an application; `str()` is one sentence for people."""


def facts_in(stated: Any, scheme: Scheme) -> dict[str, Value]:
    """Facts and answers, with what follows from them; raises BadFile naming the entry."""
    if not isinstance(stated, Mapping) or not isinstance(stated.get(ANSWERS, {}), Mapping):
        raise BadFile("文件应是一个 JSON 对象，指标的回答写在 answers 中。")
    questions = {one.code: one for one in scheme.questions}
    entries = {**{key: value for key, value in stated.items() if key != ANSWERS}, **stated.get(ANSWERS, {})}
    facts = {
        name: entry(name, value, questions) for name, value in entries.items() if value not in (None, "")
    }
    land, floor = facts.pop("park_land_mu", None), facts.pop("park_floor_m2", None)
    if "land_mu" not in facts and isinstance(land, Decimal) and isinstance(floor, Decimal):
        wanted = facts.get("requested_floor_m2")
        facts["land_mu"] = firm_land_mu(land, floor, wanted if isinstance(wanted, Decimal) else None)
    flags = {name: value for name, value in facts.items() if name in FLAGS}
    return {**with_derived(facts), **flags}


def entry(name: str, value: Any, questions: Mapping[str, Question]) -> Value:
    if name in questions:
        return answer(questions[name], value)
    if name in FLAGS:
        return flag(FLAGS[name], name, value)
    if name in NUMBERS:
        return amount(NUMBERS[name], name, value)
    known = "、".join([*NUMBERS, *FLAGS, *questions])
    raise BadFile(f"不认识的数据项 {name}；可用：{known}。")


def amount(label: str, name: str, value: Any) -> Decimal:
    """Not a float: the file is read with exact decimals."""
    try:
        if isinstance(value, bool) or not isinstance(value, (str, Decimal)):
            raise ValueError("不是数字")
        return parse_decimal(str(value))
    except ValueError as error:
        raise BadFile(f"数据项 {name}（{label}）{error}：{str(value)[:40]}。") from error


def flag(label: str, name: str, value: Any) -> bool:
    found = value if isinstance(value, bool) else WORDS.get(str(value).strip().lower())
    if found is None:
        raise BadFile(f"数据项 {name}（{label}）应为是或否：{str(value)[:40]}。")
    return found


def answer(question: Question, value: Any) -> str:
    """The answer as an application keeps it."""
    if question.is_number:
        return f"{amount(question.label, question.code, value):f}"
    if isinstance(value, bool):
        value = YES if value else NO
    codes = {
        **{label: code for code, label in question.options},
        **{code: code for code, _ in question.options},
    }
    if str(value).strip() not in codes:
        raise BadFile(f"数据项 {question.code}（{question.label}）应为：{'、'.join(codes)}。")
    return codes[str(value).strip()]
