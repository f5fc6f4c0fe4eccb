"""设备清单: one kind of machine a line, as people type it or paste it from a table.

`数控车床，12，3.5，1`: name, how many, weight of one in tonnes, storey; whatever comes after the name may be left out.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from policies.numbers import parse_decimal, plain

SEPARATOR = re.compile(r"[\t,，;；|]")
NAME_LENGTH = 60
MOST_LINES = 100
MOST_MACHINES = 9999
HEAVIEST_T = Decimal(9999)
STOREYS = range(-5, 100)
PARTS = ("name", "count", "weight_t", "storey")

Machine = dict[str, Any]


class EquipmentFaulty(ValueError):
    """Lines that cannot be read; `sentences` has one for each, naming the line."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("；".join(sentences))
        self.sentences = sentences


def machines_of(text: str) -> list[Machine]:
    """The machines of typed lines. Raises EquipmentFaulty."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_LINES:
        raise EquipmentFaulty([f"最多填写 {MOST_LINES} 行，现有 {len(lines)} 行。"])
    machines, faults = [], []
    for number, line in lines:
        try:
            machines.append(machine_of(line))
        except ValueError as error:
            faults.append(f"第 {number} 行：{error}")
    if faults:
        raise EquipmentFaulty(faults)
    return machines


def machine_of(line: str) -> Machine:
    """One line. Raises ValueError with a sentence."""
    parts = [part.strip() for part in SEPARATOR.split(line)]
    if any(parts[len(PARTS) :]):
        raise ValueError("一行只写名称、数量、单台重量、所在楼层四项。")
    name, count, weight, storey = (*parts, "", "", "")[: len(PARTS)]
    if not name or len(name) > NAME_LENGTH:
        raise ValueError(f"请写明设备名称，不超过 {NAME_LENGTH} 个字。")
    return {
        "name": name,
        "count": count_of(count),
        "weight_t": weight_of(weight),
        "storey": storey_of(storey),
    }


def count_of(text: str) -> int:
    number = number_of(text.rstrip("台套个") or "1", "数量应为 1 以上的整数。")
    if number != int(number) or not 1 <= number <= MOST_MACHINES:
        raise ValueError("数量应为 1 以上的整数。")
    return int(number)


def weight_of(text: str) -> str:
    """Tonnes as plain digits; "" when not said."""
    if not text:
        return ""
    number = number_of(text.rstrip("吨tT"), "重量应为数字（吨）。")
    if not 0 <= number <= HEAVIEST_T:
        raise ValueError("重量应在 0 至 9999 吨之间。")
    return plain(number.normalize() if number else Decimal(0))


def storey_of(text: str) -> str:
    if not text:
        return ""
    number = number_of(text.rstrip("层楼Ff"), "楼层应为整数，地下层写作 -1。")
    if number != int(number) or int(number) not in STOREYS or not number:
        raise ValueError("楼层应在 1 至 99 之间，地下层写作 -1 至 -5。")
    return str(int(number))


def number_of(text: str, sentence: str) -> Decimal:
    try:
        return parse_decimal(text)
    except ValueError as error:
        raise ValueError(sentence) from error


def text_of(machines: Iterable[Mapping[str, Any]]) -> str:
    """The lines as they would be typed; `machines_of(text_of(x)) == x`."""
    return "\n".join("，".join(str(machine[part]) for part in PARTS).rstrip("，") for machine in machines)
