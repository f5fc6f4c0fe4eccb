"""Proposing a reward: the park, which reward, for which year; the amount comes from the rows."""

from typing import Any

from django.db import transaction

from evaluation import claims
from evaluation.models import Claim
from parks.models import Park
from parks.services import writing
from parks.services.soundness import Unsound
from policies.accessor import Rules
from policies.errors import NoRuleInForce
from policies.formulas import FORMULAS
from policies.library import get_library, rule_date_for_year


@transaction.atomic
def propose_claim(*, actor: Any, park: Park, reward: str, year: int) -> Claim:
    """A draft with what the rows give by now. Raises NotAllowed, Unsound (no such rule there and then; asked already)."""
    actor.require("evaluation.run", park.place)
    park = writing.locked(park)
    require_rule(park, reward, year)
    found = claims.worth(park, reward, year)
    claim = Claim(park=park, reward=reward, year=year, amount_wan=found.amount_wan, basis=found.basis)
    return writing.add(actor=actor, action="claim.draft", row=claim, place=park.place)


def require_rule(park: Park, reward: str, year: int) -> None:
    rules = Rules(get_library(), park.place.policy_code, rule_date_for_year(year))
    try:
        rules.require_clause(FORMULAS.get(reward).clause_id)
    except NoRuleInForce as error:
        raise Unsound(f"{year} 年底当地没有这项奖补的规定，请核对奖补和年度。", "reward") from error
