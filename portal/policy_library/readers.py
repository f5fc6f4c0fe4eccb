"""Who reads the numbers of the policies. Upper rooms register their checks and targets here, so that the
start-up check can tell a reader that exists from one that does not."""

from dataclasses import dataclass

from policies.formulas import FORMULAS
from policies.model import Parameter
from portal.measures import park_measures
from portal.registry import Registry


@dataclass(frozen=True)
class Reader:
    """A check or a target by its id (such as `annex1.land_started`) and its name for people."""

    code: str
    label: str
    # Of a check that has no number to stand beside: its clause. Of every check: the measures it looks at.
    clause_id: str = ""
    measures: tuple[str, ...] = ()

    @property
    def formula(self) -> str:
        """How what is looked at is worked out, in words."""
        made = (park_measures.get(name) for name in self.measures if name in park_measures)
        return "；".join(f"{one.label} = {one.formula}" for one in made)


policy_checks: Registry[Reader] = Registry("policy checks")
policy_targets: Registry[Reader] = Registry("policy targets")


def reader_labels(parameter: Parameter) -> list[str]:
    """Who reads the parameter, in words: by name, or by the later work that will."""
    pending = [f"待接入：{room.label}" for room in parameter.pending]
    return [*map(reader_label, parameter.consumers), *pending]


def reader_label(reader_id: str) -> str:
    """A formula, check or target in words; KeyError for an id nobody has registered."""
    if reader_id in FORMULAS.ids():
        return f"公式：{FORMULAS.get(reader_id).title}"
    if reader_id in policy_checks:
        return f"校验：{policy_checks.get(reader_id).label}"
    return f"计划指标：{policy_targets.get(reader_id).label}"
