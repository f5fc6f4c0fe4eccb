"""资格审查: what the facts of an application say against the rules of admission (W9, W10, W13, C(四), C(九)). Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from admissions.rules.area import AreaLimit
from policies.accessor import Rules
from policies.checks import Verdict
from policies.errors import NoRuleInForce
from policies.numbers import show

MET, NOT_MET, DEVIATES = Verdict.MET, Verdict.NOT_MET, Verdict.DEVIATES
MISSING = Verdict.DATA_MISSING
PURCHASED = "purchased"
HEAVY_CLAUSE, UNIT_CLAUSE, AREA_CLAUSE, SIGNS_CLAUSE = "c09", "c04", "w10", "w13"
DIVISION_MIN, SALE_MIN = "c04.division_unit_m2_min", "c04.sale_unit_m2_min"


@dataclass(frozen=True, slots=True)
class Room:
    """A unit the firm would like to have."""

    label: str
    floor_area_m2: Decimal
    storey: int
    is_production: bool
    is_self_held: bool


@dataclass(frozen=True, slots=True)
class Case:
    """What the checks look at. `clause` is the place's clause on admission ("" where no policy is in force);
    `signs` are those of 四无 its scheme names, `cleared` whether a reviewer has found none of them."""

    clause: str
    floor_m2: Decimal | None
    tenure: str
    heavy: bool | None
    heavy_storey: int | None
    industry: str
    leading: tuple[str, ...]
    in_leading: bool | None
    elsewhere: bool
    local: bool | None
    local_first: bool
    rooms: tuple[Room, ...]
    limit: AreaLimit | None
    signs: tuple[str, ...]
    cleared: bool
    score: dict[str, Any] | None

    @property
    def is_purchase(self) -> bool:
        return self.tenure == PURCHASED


@dataclass(frozen=True, slots=True)
class Check:
    """One question with its answer; `is_bar`: with this answer the application cannot be approved."""

    code: str
    label: str
    verdict: Verdict
    words: str
    clause: str = ""
    is_bar: bool = False

    def as_dict(self) -> dict[str, str]:
        return {
            "code": self.code,
            "label": self.label,
            "verdict": self.verdict.value,
            "words": self.words,
            "clause": self.clause,
        }


def judge(case: Case, rules: Rules) -> list[Check]:
    """The checks that apply here, in the order in which a reviewer reads them."""
    return [
        *heavy(case, rules),
        *vetoes(case),
        *signs(case),
        *leading(case),
        *elsewhere(case),
        *area(case),
        *unit_sizes(case, rules),
        *sold_apart(case, rules),
        *self_held(case, rules),
        *threshold(case),
        *local_first(case),
    ]


def holds(rules: Rules, clause: str) -> bool:
    """Is the clause part of the policy in force here?"""
    try:
        rules.require_clause(clause)
    except NoRuleInForce:
        return False
    return True


def bars(case: Case, rules: Rules) -> list[str]:
    """Why the application cannot be approved as it is, one sentence each."""
    return [check.words for check in (*heavy(case, rules), *vetoes(case)) if check.is_bar]


def heavy(case: Case, rules: Rules) -> Iterator[Check]:
    """C(九): 严禁重型机械设备上楼."""
    if not holds(rules, HEAVY_CLAUSE):
        return
    label = "重型设备不上楼"
    if case.heavy is None or (case.heavy and case.heavy_storey is None):
        yield Check("heavy", label, MISSING, "未说明重型设备及其楼层", HEAVY_CLAUSE)
    elif case.heavy and case.heavy_storey is not None and case.heavy_storey > 1:
        words = f"重型设备在 {case.heavy_storey} 层，严禁重型机械设备上楼"
        yield Check("heavy", label, NOT_MET, words, HEAVY_CLAUSE, is_bar=True)
    else:
        words = "重型设备在首层或地下" if case.heavy else "无重型设备"
        yield Check("heavy", label, MET, words, HEAVY_CLAUSE)


def vetoes(case: Case) -> Iterator[Check]:
    """One line for each veto of the scheme that was hit at the submission."""
    for hit in (case.score or {}).get("vetoes", ()):
        words = f"一票否决：{hit['sentence']}"
        yield Check(f"veto_{hit['code']}", hit["label"], NOT_MET, words, hit.get("clause", ""), is_bar=True)


def signs(case: Case) -> Iterator[Check]:
    """W13: none of the signs of 四无, as the reviewer has verified."""
    if not case.signs:
        return
    clause = case.clause if case.clause.startswith("c") else SIGNS_CLAUSE
    found = "、".join(case.signs)
    words = f"已核实无以下情形：{found}" if case.cleared else f"资格审查时逐项核实：{found}"
    yield Check("signs", "无“四无”情形", MET if case.cleared else MISSING, words, clause)


def leading(case: Case) -> Iterator[Check]:
    label = "属于园区主导产业"
    if case.in_leading is None:
        words = "园区未登记主导产业" if not case.leading else "未填写所属行业"
        yield Check("leading", label, MISSING, words, case.clause)
    elif case.in_leading:
        yield Check("leading", label, MET, case.industry, case.clause)
    else:
        words = f"{case.industry}；园区主导产业为 {'、'.join(case.leading)}"
        yield Check("leading", label, DEVIATES, words, case.clause)


def elsewhere(case: Case) -> Iterator[Check]:
    words = "已在其他园区入驻" if case.elsewhere else "未在其他园区入驻"
    yield Check("elsewhere", "未在其他园区入驻", DEVIATES if case.elsewhere else MET, words, case.clause)


def area(case: Case) -> Iterator[Check]:
    """W10 限面积: floor bought within the county's limit, or the one it is lifted to."""
    if not case.is_purchase or case.limit is None or case.limit.cap_m2 is None or case.floor_m2 is None:
        return
    clause = AREA_CLAUSE if case.clause.startswith("w") else case.clause
    words = f"申请 {show(case.floor_m2, '㎡')}；{case.limit.words}"
    verdict = MET if case.floor_m2 <= case.limit.cap_m2 else NOT_MET
    yield Check("area", "购置面积不超上限", verdict, words, clause)


def unit_sizes(case: Case, rules: Rules) -> Iterator[Check]:
    """C(四): units divided are not below one size, units sold not below another."""
    if not case.rooms or not holds(rules, UNIT_CLAUSE):
        return
    sale = case.is_purchase
    least = rules.value(SALE_MIN if sale else DIVISION_MIN)
    small = [room for room in case.rooms if room.floor_area_m2 < least]
    label = "出售套型面积" if sale else "分割单元面积"
    shown = "、".join(f"{room.label} {show(room.floor_area_m2, '㎡')}" for room in small)
    words = f"{shown}，低于 {show(least, '㎡')}" if small else f"意向单元均不低于 {show(least, '㎡')}"
    yield Check("unit_size", label, NOT_MET if small else MET, words, UNIT_CLAUSE)


def sold_apart(case: Case, rules: Rules) -> Iterator[Check]:
    """C(四): 非生产性用房不得单独分割转让."""
    others = [room.label for room in case.rooms if not room.is_production]
    if not case.is_purchase or not others or not holds(rules, UNIT_CLAUSE):
        return
    alone = len(others) == len(case.rooms)
    words = f"只购置非生产性用房 {'、'.join(others)}" if alone else "与生产性用房一并购置"
    yield Check("sold_apart", "非生产性用房不单独出售", NOT_MET if alone else MET, words, UNIT_CLAUSE)


def self_held(case: Case, rules: Rules) -> Iterator[Check]:
    """C(四), W10 限自持: what the developer holds itself is let, not sold."""
    held = [room.label for room in case.rooms if room.is_self_held]
    if not case.is_purchase or not held:
        return
    clause = UNIT_CLAUSE if holds(rules, UNIT_CLAUSE) else AREA_CLAUSE
    yield Check("self_held", "自持单元不出售", NOT_MET, f"{'、'.join(held)} 为开发主体自持", clause)


def threshold(case: Case) -> Iterator[Check]:
    """The county's own line; below it an approval says why."""
    if case.score is None:
        yield Check("score", "达到入围分数", MISSING, "提交时未评分", case.clause)
        return
    total, least = Decimal(case.score["total"]), Decimal(case.score["threshold"])
    words = f"{show(total, '分')}，入围线 {show(least, '分')}"
    yield Check("score", "达到入围分数", MET if total >= least else NOT_MET, words, case.clause)


def local_first(case: Case) -> Iterator[Check]:
    """C(九): 优先保障本地优质企业入园; it bars nobody."""
    if not case.local_first or case.local is None:
        return
    words = "本地登记企业，同等条件优先" if case.local else "登记地不在本地，同等条件让本地企业优先"
    verdict = MET if case.local else Verdict.NOT_APPLICABLE
    yield Check("local", "本地企业优先", verdict, words, case.clause)
