"""From YAML files to the model: strict, so that a slip in a policy file stops the start and is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import yaml

from policies.errors import BadRuleData
from policies.model import Clause, DatedValue, Instrument, Kind, Parameter, Pending, Strength, Target
from policies.numbers import parse_decimal

Choice = TypeVar("Choice", Kind, Strength, Pending)


class StrictLoader(yaml.CSafeLoader):
    """Safe YAML without floats (numbers of a policy are quoted strings) and without doubled keys."""


def _refuse_float(loader: StrictLoader, node: yaml.ScalarNode) -> None:
    raise BadRuleData(f"数字须加引号写成字符串：{node.value}（第 {node.start_mark.line + 1} 行）")


def _refuse_double_keys(loader: StrictLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    doubled = {key for key in keys if keys.count(key) > 1}
    if doubled:
        raise BadRuleData(f"重复的键：{'、'.join(map(str, doubled))}（第 {node.start_mark.line + 1} 行）")
    return loader.construct_mapping(node, deep=True)


StrictLoader.add_constructor("tag:yaml.org,2002:float", _refuse_float)
StrictLoader.add_constructor("tag:yaml.org,2002:map", _refuse_double_keys)


@dataclass(frozen=True)
class Entry:
    """A mapping read from a file, that names the file whenever something is missing or of the wrong kind."""

    where: str
    data: Mapping[str, Any]

    def fail(self, reason: str) -> BadRuleData:
        return BadRuleData(f"{self.where}：{reason}")

    def text(self, key: str, default: str | None = None) -> str:
        value = self.data.get(key, default)
        if not isinstance(value, str):
            raise self.fail(f"缺少文字“{key}”")
        return value.strip()

    def day(self, key: str) -> date:
        value = self.data.get(key)
        if not isinstance(value, date):
            raise self.fail(f"“{key}”须为日期（年-月-日）")
        return value

    def optional_day(self, key: str) -> date | None:
        return None if self.data.get(key) is None else self.day(key)

    def items(self, key: str) -> Sequence[Any]:
        value = self.data.get(key) or []
        if not isinstance(value, list):
            raise self.fail(f"“{key}”须为列表")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(str(item) for item in self.items(key))

    def entries(self, key: str) -> list["Entry"]:
        if not all(isinstance(item, dict) for item in self.items(key)):
            raise self.fail(f"“{key}”的每一项须为键值")
        return [Entry(f"{self.where} › {item.get('id', key)}", item) for item in self.items(key)]

    def only(self, *keys: str) -> None:
        unknown = set(self.data) - set(keys)
        if unknown:
            raise self.fail(f"不认识的键：{'、'.join(sorted(map(str, unknown)))}")


def read_entry(path: Path) -> Entry:
    """The file's mapping; raises BadRuleData naming the file."""
    where = f"{path.parent.name}/{path.name}"
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=StrictLoader)
    except BadRuleData as error:
        raise BadRuleData(f"{where}：{error.message}") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadRuleData(f"{where}：无法读取（{error}）") from error
    if not isinstance(data, dict):
        raise BadRuleData(f"{where}：须为键值文件")
    return Entry(where, data)


def load_instrument(folder: Path) -> Instrument:
    """The instrument of one folder with the clauses it lists, in its own order."""
    entry = read_entry(folder / "instrument.yaml")
    entry.only(
        "id", "title", "short_title", "document_number", "issuer", "place_code", "place_name", "adopted_on",
        "in_force_from", "in_force_until", "clauses",
    )  # fmt: skip
    _all_listed(entry, folder / "clauses")
    instrument_id, until = entry.text("id"), entry.optional_day("in_force_until")
    return Instrument(
        id=instrument_id,
        title=entry.text("title"),
        short_title=entry.text("short_title"),
        document_number=entry.text("document_number", ""),
        issuer=entry.text("issuer", ""),
        place_code=entry.text("place_code"),
        place_name=entry.text("place_name"),
        adopted_on=entry.optional_day("adopted_on"),
        in_force_from=entry.day("in_force_from"),
        in_force_until=until,
        clauses=tuple(
            _clause(read_entry(folder / "clauses" / f"{clause_id}.yaml"), instrument_id, until)
            for clause_id in entry.texts("clauses")
        ),
    )


def _all_listed(entry: Entry, folder: Path) -> None:
    unlisted = {path.stem for path in folder.glob("*.yaml")} - set(entry.texts("clauses"))
    if unlisted:
        raise entry.fail(f"未列入 clauses 的条款文件：{'、'.join(sorted(unlisted))}")


def _clause(entry: Entry, instrument_id: str, until: date | None) -> Clause:
    entry.only(
        "id", "article", "title", "paraphrase", "reference", "kinds", "responsible", "parameters", "targets"
    )
    clause_id = entry.text("id")
    return Clause(
        id=clause_id,
        instrument_id=instrument_id,
        article=entry.text("article"),
        title=entry.text("title"),
        paraphrase=entry.text("paraphrase"),
        reference=entry.text("reference", ""),
        kinds=tuple(_member(entry, Kind, kind) for kind in entry.texts("kinds")),
        responsible=entry.texts("responsible"),
        parameters=tuple(
            _parameter(part, clause_id, instrument_id, until) for part in entry.entries("parameters")
        ),
        targets=tuple(_target(part) for part in entry.entries("targets")),
    )


def _target(entry: Entry) -> Target:
    entry.only("id", "label", "unit")
    return Target(entry.text("id"), entry.text("label"), entry.text("unit"))


def _parameter(entry: Entry, clause_id: str, instrument_id: str, until: date | None) -> Parameter:
    entry.only("id", "label", "unit", "strength", "wording", "values", "consumers", "pending", "note")
    return Parameter(
        id=entry.text("id"),
        clause_id=clause_id,
        instrument_id=instrument_id,
        label=entry.text("label"),
        unit=entry.text("unit", ""),
        strength=_member(entry, Strength, entry.text("strength")),
        wording=entry.text("wording"),
        values=_dated_values(entry.entries("values"), until),
        consumers=entry.texts("consumers"),
        pending=tuple(_member(entry, Pending, room) for room in entry.texts("pending")),
        note=entry.text("note", ""),
    )


def _dated_values(entries: list[Entry], until: date | None) -> tuple[DatedValue, ...]:
    """Each value holds until the next one begins, the last one as long as the instrument."""
    ends: list[date | None] = [after.day("from") - timedelta(days=1) for _, after in pairwise(entries)]
    return tuple(
        DatedValue(entry.day("from"), entry.optional_day("until") or end, _quoted(entry))
        for entry, end in zip(entries, [*ends, until], strict=False)
    )


def _quoted(entry: Entry) -> Decimal:
    entry.only("from", "until", "value")
    value = entry.data.get("value")
    if not isinstance(value, str):
        raise entry.fail("value 须加引号写成字符串")
    try:
        return parse_decimal(value)
    except ValueError as error:
        raise entry.fail(f"value {error}：{value}") from error


def _member(entry: Entry, choices: type[Choice], value: str) -> Choice:
    try:
        return choices(value)
    except ValueError as error:
        raise entry.fail(f"不认识的取值：{value}") from error
