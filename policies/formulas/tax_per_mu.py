"""亩均税收, the same measure in both places: Σ tax ÷ Σ land, with the place's own figure beside it.

Wenzhou 2019: article 12, compared with the target of article 2. Cixi 2021: evaluated under item 13 (the tax
office's figures), compared with the standard-land tax figure of item 4.
"""

from decimal import Decimal

from policies.accessor import Rules
from policies.explanation import Step
from policies.formulas.registry import FORMULAS, Formula, Input, Outcome, Values, formula, number
from policies.model import Instrument
from policies.numbers import plain, round_half_up

INPUTS = (
    Input("tax_wan", "税收合计", "万元", sample="386.2"),
    Input("land_mu", "用地合计", "亩", positive=True, sample="15.3"),
)
UNIT = "万元/亩"


def _tax_per_mu(rules: Rules, values: Values, benchmark_id: str) -> Outcome:
    tax, land = number(values, "tax_wan"), number(values, "land_mu")
    benchmark = rules.read(benchmark_id)
    ratio = tax / land
    shown: Decimal = round_half_up(ratio)
    difference = shown - benchmark.value
    expression = f"{plain(shown)} − {plain(benchmark.value)}"
    above = Step(f"与{benchmark.label}之差", expression, difference, UNIT)
    return Outcome(
        ratio,
        "税收合计 ÷ 用地合计",
        steps=(Step("亩均税收", f"{plain(tax)} ÷ {plain(land)}", shown, UNIT), above),
        note="汇总时先分别合计税收和用地再相除，不取各户比值的平均。",
    )


@formula("w12.tax_per_mu", title="亩均税收", version=1, clause="w12", inputs=INPUTS, unit=UNIT)
def wenzhou_tax_per_mu(rules: Rules, values: Values) -> Outcome:
    """Tax per 亩 of a firm, park or county in Wenzhou."""
    return _tax_per_mu(rules, values, "w02.tax_per_mu_min")


@formula("c13.tax_per_mu", title="亩均税收", version=1, clause="c13", inputs=INPUTS, unit=UNIT)
def cixi_tax_per_mu(rules: Rules, values: Values) -> Outcome:
    """Tax per 亩 of a firm or park in Cixi."""
    return _tax_per_mu(rules, values, "c04.tax_per_mu_min")


def tax_per_mu_formula(instrument: Instrument) -> Formula:
    """The formula of 亩均税收 that belongs to the instrument; raises UnknownRule when it has none."""
    own = {clause.id for clause in instrument.clauses}
    for formula_id in FORMULAS.ids():
        if formula_id.endswith(".tax_per_mu") and FORMULAS.get(formula_id).clause_id in own:
            return FORMULAS.get(formula_id)
    return FORMULAS.get(f"{instrument.id}.tax_per_mu")
