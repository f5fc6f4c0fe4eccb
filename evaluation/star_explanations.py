"""How a star's points add up, which levels they reach, why not the next one, and what a star is worth (W12, C十三, C十四)."""

import datetime
from decimal import Decimal
from typing import Any

from evaluation.models import StarCase
from evaluation.rules.stars import StarScheme
from evaluation.rules.stars.parts import STAR_WORDS
from evaluation.rules.stars.scoring import Part, Standing, gaps, reaches, sentence, tidy
from policies.accessor import Rules
from policies.errors import NoRuleInForce
from policies.explanation import Explanation, Operand
from policies.library import get_library

POINTS = "分"
NO_STAR = "未达星级"
REWARDS = {
    1: ("c14.one_star_reward_max",),
    2: ("c14.two_star_reward_max",),
    3: ("c14.three_star_reward_max",),
}
PROVINCIAL = "c14.provincial_reward_max"
HIGH = ("c14.revenue_star_level_min", "c14.revenue_share", "c14.revenue_reward_max")


def star_words(star: int | None) -> str:
    return STAR_WORDS[star] if star else NO_STAR


def explain(scheme: StarScheme, points: dict[str, Decimal], standing: Standing, source: str) -> Explanation:
    """The sum over the dimensions, and each of those over its items; `source` says whose points they are."""
    parts = standing.parts
    operands = tuple(Operand(one.dimension.label, one.points, POINTS, "计算见下") for one in parts)
    return Explanation(
        title="总分",
        result=standing.total,
        unit=POINTS,
        formula_text=" + ".join(one.label for one in operands),
        operands=operands,
        clause_ids=("c13",),
        note=verdict(standing),
        children=tuple(dimension(scheme, one, points, source) for one in parts),
    )


def dimension(scheme: StarScheme, part: Part, points: dict[str, Decimal], source: str) -> Explanation:
    operands = tuple(
        Operand(one.label, points.get(one.code, Decimal(0)), POINTS, source, "#star-items")
        for one in scheme.items_of(part.dimension)
    )
    return Explanation(
        title=part.dimension.label,
        result=part.points,
        unit=POINTS,
        formula_text=" + ".join(one.label for one in operands),
        operands=operands,
        note=f"满分 {tidy(part.full)} 分，得分率 {tidy(part.share)}%。",
    )


def verdict(standing: Standing) -> str:
    if standing.vetoes:
        labels = "、".join(one.label for one in standing.vetoes)
        return f"有一票否决情形（{labels}），不予评星。"
    missing = f"另有 {len(standing.unscored)} 项没有评分，按 0 分计。" if standing.unscored else ""
    return f"得分达到：{star_words(standing.star)}。{missing}"


def levels(scheme: StarScheme, standing: Standing) -> list[dict[str, Any]]:
    """Every star with what it asks, and whether the points reach it."""
    return [
        {
            "label": one.label,
            "least": tidy(one.least),
            "share": f"{tidy(one.share)}%" if one.share else "不要求",
            "authority": one.authority.label,
            "reached": not standing.vetoes and reaches(one, standing.total, standing.parts),
        }
        for one in scheme.levels
    ]


def why_not(scheme: StarScheme, points: dict[str, Decimal], standing: Standing) -> dict[str, Any] | None:
    """What keeps the points from the star above the one they reach; None at the top."""
    higher = standing.star + 1
    if higher > scheme.levels[-1].star:
        return None
    vetoes = [f"有一票否决情形：{one.label}。" for one in standing.vetoes]
    found = [sentence(one) for one in gaps(scheme, points, higher)]
    return {"star": STAR_WORDS[higher], "sentences": [*vetoes, *found]}


def rewards(case: StarCase) -> list[dict[str, str]]:
    """What the policy promises by star, as of the year's rule date; empty where it promises nothing."""
    rules = Rules(get_library(), case.park.place.policy_code, datetime.date(case.year, 12, 31))
    try:
        rows = [
            {"label": f"当年认定{STAR_WORDS[star]}", "text": ceiling(rules, *names)}
            for star, names in REWARDS.items()
        ]
        rows.append({"label": "入选省级小微企业园", "text": ceiling(rules, PROVINCIAL)})
        least, share, most = (rules.read(name) for name in HIGH)
    except NoRuleInForce:
        return []
    text = f"入驻企业市本级财力贡献的 {share.shown} 奖励属地政府，不超过 {most.shown}"
    return [*rows, {"label": f"{STAR_WORDS[int(least.value)]}及以上", "text": text}]


def ceiling(rules: Rules, name: str) -> str:
    return f"奖励运营管理机构不超过 {rules.read(name).shown}"
