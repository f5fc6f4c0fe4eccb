"""A scheme in words: its tables, its settings, and what differs between two of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from admissions.rules.facts import FACTS
from admissions.rules.scheme import Scheme
from admissions.rules.scheme.parts import ASKED, LIMITS, Indicator, Kind, Op, Settings, Veto
from policies.numbers import show

NOT_SET = "未设定"
LAST_RESORT = "首次提交在先"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of points, or one setting."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What stands under `label` of a part in the older scheme and in the newer; "" where it stands in one only."""

    part: str
    label: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.part}·{self.label}：{self.old or '无'} → {self.new or '无'}"


def amount(value: Decimal, unit: str = "") -> str:
    """The number as people write it, without the zeros a table pads it with."""
    text = show(value, unit).replace(" %", "%").strip() if unit else f"{value:,f}"
    number, space, rest = text.partition(" ")
    trimmed = number.rstrip("0").rstrip(".") if "." in number else number
    return f"{trimmed}{space}{rest}"


def points(value: Decimal) -> str:
    return amount(value, "分")


def source_words(source: str) -> str:
    return "企业填报" if source == ASKED else f"取自申请：{FACTS[source].label}"


def table(indicator: Indicator) -> list[Row]:
    """The indicator's points table."""
    unit = indicator.unit
    if indicator.kind is Kind.OPTIONS:
        return [Row(one.label, points(one.points)) for one in indicator.options]
    if indicator.kind is Kind.BANDS:
        return band_rows(indicator)
    rising = indicator.full_at > indicator.zero_at
    low, high = ("以下", "以上") if rising else ("以上", "以下")
    return [
        Row(f"{amount(indicator.zero_at, unit)}及{low}", "0 分"),
        Row("两者之间", "按比例"),
        Row(f"{amount(indicator.full_at, unit)}及{high}", points(indicator.max)),
    ]


def band_rows(indicator: Indicator) -> list[Row]:
    """From … (inclusive) to below …; what is under the first band gets nothing."""
    bands, unit = indicator.bands, indicator.unit
    if not bands:
        return []
    ends = [*(band.since for band in bands[1:]), None]
    rows = [
        Row(
            f"≥ {amount(band.since, unit)}" + (f"，< {amount(end, unit)}" if end is not None else ""),
            points(band.points),
        )
        for band, end in zip(bands, ends, strict=True)
    ]
    return [Row(f"< {amount(bands[0].since, unit)}", "0 分"), *rows]


def indicator_words(indicator: Indicator) -> str:
    rows = "；".join(f"{row.label} {row.text}" for row in table(indicator))
    note = f"（{indicator.help}）" if indicator.help else ""
    return f"{source_words(indicator.source)}，{indicator.kind.label}，满分 {points(indicator.max)}：{rows}{note}"


def veto_words(veto: Veto) -> str:
    """On what the veto hits."""
    if veto.source == ASKED:
        return f"企业回答“{'是' if veto.op is Op.YES else '否'}”"
    fact = FACTS[veto.source]
    limit = f" {amount(veto.value, fact.unit)}" if veto.value is not None else ""
    return f"{fact.label}{veto.op.label}{limit}"


def tie_words(tie_break: tuple[str, ...]) -> str:
    """By what equal scores are told apart, the last resort included."""
    return "，再比".join([*(f"{FACTS[name].label}高者在先" for name in tie_break), LAST_RESORT])


def settings_rows(settings: Settings) -> list[Row]:
    """How the county runs its admissions, line by line."""
    return [
        Row("决定层级", settings.level_label),
        Row("资格审查", f"{settings.review_days} 个工作日"),
        Row(
            "会审部门",
            "、".join(f"{one.label} {one.days} 个工作日" for one in settings.departments) or "不会审",
        ),
        Row(
            "公示",
            f"{settings.publicity_days} 天，{'免登录' if settings.public_without_login else '登录后'}可查阅",
        ),
        Row("异议期", f"{settings.objection_days} 天"),
        Row("整改期限", f"{settings.rectification_days} 天"),
        Row("本地企业优先", "是" if settings.local_first else "否"),
        Row("拟不通过", "须由另一人复核"),
        Row("“四无”事项", "、".join(settings.four_without) or NOT_SET),
    ]


LIMIT_LABELS = {
    "purchase_price_cap_yuan_m2": ("销售价格上限", "元/㎡"),
    "rent_cap_yuan_m2_month": ("租金上限", "元/㎡·月"),
    "land_price_cap_wan_mu": ("土地出让价上限", "万元/亩"),
    "area_cap_m2": ("购置面积上限", "㎡"),
    "self_held_min_share": ("自持比例下限", "比例"),
    "warning_percent": ("履约预警线", "%"),
}


def limit_rows(settings: Settings) -> list[Row]:
    """The four limits of W10, and the cap on rents."""
    return [
        Row(
            f"{label}（{LIMITS[name]}）" if name in LIMITS else label,
            limit_words(getattr(settings, name), unit),
        )
        for name, (label, unit) in LIMIT_LABELS.items()
    ]


def limit_words(value: Decimal | None, unit: str) -> str:
    return NOT_SET if value is None else amount(value, unit)


def differences(old: Scheme, new: Scheme) -> list[Difference]:
    """Everything that stands otherwise in the newer scheme, in its order; a row is known by its code."""
    return [
        *compared("维度分值", old, new, dimension_lines),
        *rows_compared(old, new),
        *rules_compared(old, new),
    ]


def rows_compared(old: Scheme, new: Scheme) -> Iterator[Difference]:
    yield from by_code("指标", old.indicators, new.indicators, indicator_words)
    yield from by_code("一票否决", old.vetoes, new.vetoes, veto_words)


def rules_compared(old: Scheme, new: Scheme) -> Iterator[Difference]:
    yield from compared("入围", old, new, entry_lines)
    yield from compared("准入规则", old, new, lambda one: lines(settings_rows(one.settings)))
    yield from compared("限价限面积", old, new, lambda one: lines(limit_rows(one.settings)))


def lines(rows: list[Row]) -> dict[str, str]:
    return {row.label: row.text for row in rows}


def dimension_lines(scheme: Scheme) -> dict[str, str]:
    return {one.label: points(one.max) for one in scheme.dimensions}


def entry_lines(scheme: Scheme) -> dict[str, str]:
    return {"入围分数线": points(scheme.threshold), "同分排序": tie_words(scheme.tie_break)}


def compared(part: str, old: Scheme, new: Scheme, of: Any) -> Iterator[Difference]:
    before, after = of(old), of(new)
    for label in dict.fromkeys([*after, *before]):
        if before.get(label) != after.get(label):
            yield Difference(part, label, before.get(label, ""), after.get(label, ""))


def by_code(part: str, old: Any, new: Any, words: Any) -> Iterator[Difference]:
    """Rows added, changed (a new label counts) and dropped."""
    before, after = {one.code: one for one in old}, {one.code: one for one in new}
    for code in dict.fromkeys([*after, *before]):
        was, now = before.get(code), after.get(code)
        if was != now:
            yield Difference(part, named(was, now), words(was) if was else "", words(now) if now else "")


def named(was: Any, now: Any) -> str:
    """The label of a row; its old one too where it was renamed."""
    if was and now and was.label != now.label:
        return f"{now.label}（原“{was.label}”）"
    return (now or was).label
