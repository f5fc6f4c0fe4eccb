"""How a park's measures come about: the records that went in, the formula, the clause."""

from decimal import Decimal

from parks.measures.subject import Land, trimmed
from parks.rules.judging import Judged
from parks.rules.units import round_half_up
from policies.explanation import Explanation
from portal.measures import Measure


def explain(measure: Measure, value: Decimal | None, land: Land, judged: Judged | None) -> Explanation:
    """The measure's value (unrounded, None when it cannot be told) with all it is made of."""
    return Explanation(
        title=measure.label,
        result=None if value is None else trimmed(round_half_up(value, measure.places), measure.unit),
        unit=measure.unit,
        formula_text=measure.formula,
        operands=tuple(measure.operands(land)),
        parameters=judged.parameters if judged else (),
        clause_ids=(judged.clause_id,) if judged else (),
        verdict=judged.finding.verdict.value if judged else None,
        note=note(measure, value, land),
    )


def note(measure: Measure, value: Decimal | None, land: Land) -> str:
    if value is None:
        return "缺少数据：请补全列表中的数据后再看。"
    return measure.note.format(on=land.on)
