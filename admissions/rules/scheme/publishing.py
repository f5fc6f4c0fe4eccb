"""What the policy in force asks of a county's scheme before it may be published (W9, W10)."""

from collections.abc import Callable

from admissions.rules.scheme import Scheme
from admissions.rules.scheme.parts import LIMITS
from policies.accessor import Rules
from policies.errors import NoRuleInForce

DIMENSIONS = "w09.score_dimensions"
LIMITS_ASKED = "w10.price_limits"


def lacking(scheme: Scheme, rules: Rules) -> list[str]:
    """A sentence for everything the policy asks and the scheme does not have; empty where it asks nothing."""
    return [
        *asked(rules, DIMENSIONS, lambda: unscored(scheme)),
        *asked(rules, LIMITS_ASKED, lambda: open_limits(scheme)),
    ]


def asked(rules: Rules, parameter: str, gaps: Callable[[], tuple[list[str], int]]) -> list[str]:
    """What is missing to the number the parameter asks for; nothing where its clause does not hold."""
    try:
        reading = rules.read(parameter)
    except NoRuleInForce:
        return []
    missing, there = gaps()
    if there >= reading.value:
        return []
    clause = rules.library.clause_name(reading.clause_id)
    return [f"{clause}要求{reading.label} {reading.shown}，还缺：{'、'.join(missing)}。"]


def unscored(scheme: Scheme) -> tuple[list[str], int]:
    """The dimensions without an indicator that counts, and how many have one."""
    empty = [one.label for one in scheme.dimensions if not one.indicators or not one.max]
    return empty, len(scheme.dimensions) - len(empty)


def open_limits(scheme: Scheme) -> tuple[list[str], int]:
    """The limits of W10 that are not set, and how many are."""
    unset = [label for name, label in LIMITS.items() if getattr(scheme.settings, name) is None]
    return unset, len(LIMITS) - len(unset)
