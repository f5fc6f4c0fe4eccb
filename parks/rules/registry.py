"""What does not fit together in a row of the province's registry: true of every such row, whoever imports it."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

# City, district, 制造 or 服务, serial number, and a part of a park.
CODE = re.compile(r"[A-Z]\d{2}([ZF])\d{4}(?:-\d+)?", re.ASCII)
LETTERS = {"manufacturing": "Z", "services": "F"}
WORDS = {"Z": "制造", "F": "服务"}
STAR_GRADES = frozenset("ABC")  # C(十三): only these may hold a star
PATENTS = ("invention_patents", "utility_patents", "design_patents")

Row = Mapping[str, Any]
Finding = tuple[str, str]


def inconsistencies(row: Row) -> Iterator[Finding]:
    """(column, sentence) for everything in the row that cannot be true together; what is not given is not asked."""
    for rule in RULES:
        if finding := rule(row):
            yield finding


def leased_within_built(row: Row) -> Finding | None:
    leased, built = row.get("leased_floor_m2"), row.get("floor_area_m2")
    if leased is None or built is None or leased <= built:
        return None
    return "leased_floor_m2", f"已出租面积大于已建建筑面积 {built} ㎡，请核对两个数及其单位。"


def staff_by_firms(row: Row) -> Finding | None:
    staff, firms = row.get("staff"), row.get("firms")
    if staff is None or firms is None or staff >= firms:
        return None
    return "staff", f"员工人数少于入驻企业总数 {firms} 家，请核对是否填错一列。"


def patents_by_kind(row: Row) -> Finding | None:
    total, kinds = row.get("patents"), sum(row.get(name) or 0 for name in PATENTS)
    if total is None or kinds <= total:
        return None
    return "patents", f"三类专利合计 {kinds} 件，大于专利拥有量，请核对。"


def type_by_code(row: Row) -> Finding | None:
    found = CODE.fullmatch(row.get("registry_code") or "")
    letter = LETTERS.get(row.get("park_type") or "")
    if not found or not letter or found[1] == letter:
        return None
    return "park_type", f"园区类型与代码中的字母 {found[1]}（{WORDS[found[1]]}）不一致，请核对。"


def star_by_grade(row: Row) -> Finding | None:
    if not row.get("star") or "registry_grade" not in row or row["registry_grade"] in STAR_GRADES:
        return None
    return "star", "绩效评价 C 档及以上的园区才可有星级，请核对星级和绩效评价。"


RULES: tuple[Callable[[Row], Finding | None], ...] = (
    leased_within_built,
    staff_by_firms,
    patents_by_kind,
    type_by_code,
    star_by_grade,
)
