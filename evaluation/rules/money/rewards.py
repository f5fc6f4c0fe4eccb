"""The rewards of the policies: the formula of each, who gets it, and for what purpose it is given (W16, C十四)."""

from dataclasses import dataclass
from enum import Enum


class Purpose(Enum):
    """What money is given for. Rewards of one purpose are not added up (C十八)."""

    GROWTH = "growth"
    OPERATION = "operation"
    REVENUE = "revenue"
    DIGITAL = "digital"

    @property
    def label(self) -> str:
        return {
            "growth": "新增地方贡献奖励",
            "operation": "运营管理奖励",
            "revenue": "财力贡献奖励",
            "digital": "数字化建设补助",
        }[self.value]


@dataclass(frozen=True)
class Reward:
    """`formula` names the formula of the clause and, in the database, the reward; `once`: never again for the same park."""

    formula: str
    label: str
    purpose: Purpose
    receiver: str
    once: bool = False


REWARDS = {
    reward.formula: reward
    for reward in (
        Reward("w16.reward_of_year", "开发运营单位财政奖励", Purpose.GROWTH, "开发运营单位"),
        Reward("c14.revenue_reward", "财力贡献奖励", Purpose.REVENUE, "属地政府"),
        Reward("c14.provincial_reward", "入选省级园区奖励", Purpose.OPERATION, "运营机构", once=True),
        Reward("c14.one_star_reward", "一星级园区奖励", Purpose.OPERATION, "运营机构", once=True),
        Reward("c14.two_star_reward", "二星级园区奖励", Purpose.OPERATION, "运营机构", once=True),
        Reward("c14.three_star_reward", "三星级园区奖励", Purpose.OPERATION, "运营机构", once=True),
        Reward("c14.digital_subsidy", "数字化建设补助", Purpose.DIGITAL, "园区"),
    )
}
# The star each of the rewards for a star is for.
STARS = {"c14.one_star_reward": 1, "c14.two_star_reward": 2, "c14.three_star_reward": 3}
ONCE = tuple(code for code, reward in REWARDS.items() if reward.once)
