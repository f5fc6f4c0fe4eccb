"""How a clause's formula is declared: its id, version, clause, inputs and a pure function on decimals."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from policies.accessor import Rules
from policies.errors import BadInput, UnknownRule
from policies.explanation import Explanation, Operand, Step
from policies.numbers import exact, parse_decimal, round_half_up

Value = Decimal | tuple[Decimal, ...]
Values = Mapping[str, Value]

ROUNDING_NOTE = "结果四舍五入，保留两位小数。"
MAX_SERIES = 30


@dataclass(frozen=True, slots=True)
class Source:
    """The record an input comes from: its name and the address of its page."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """An input of a formula. `many` takes a comma-separated series whose members are numbered from
    `first_number` in `label` (with `{}` for the number); `sample` is a value the start-up check tries."""

    name: str
    label: str
    unit: str
    many: bool = False
    at_least: int = 1
    positive: bool = False
    sample: str = "1"

    def parse(self, text: str) -> Value:
        """The number or series; raises BadInput with a sentence naming the input."""
        if not self.many:
            return self._number(text)
        parts = text.replace("，", ",").replace("、", ",").split(",")
        if not self.at_least <= len(parts) <= MAX_SERIES:
            raise self.refuse(f"须有 {self.at_least} 至 {MAX_SERIES} 个数，用逗号分隔")
        return tuple(self._number(part) for part in parts)

    def _number(self, text: str) -> Decimal:
        try:
            value = parse_decimal(text)
        except ValueError as error:
            raise self.refuse(f"{error}：{text[:40]!r}") from error
        if value < 0:
            raise self.refuse(f"不能为负数：{text[:40]}")
        if self.positive and not value:
            raise self.refuse("必须大于 0")
        return value

    def refuse(self, reason: str) -> BadInput:
        return BadInput(self.name, f"输入项 {self.name}（{self.title}）{reason}。")

    @property
    def title(self) -> str:
        return self.label.format("N") if self.many else self.label

    def operands(self, value: Value, source: Source) -> tuple[Operand, ...]:
        """One operand, or one per member of the series, with the label the formula text uses."""
        if isinstance(value, Decimal):
            return (Operand(self.label, value, self.unit, source.label, source.url, self.name),)
        return tuple(
            Operand(self.label.format(number), member, self.unit, source.label, source.url, self.name)
            for number, member in enumerate(value)
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a formula's function says; the frame around it (operands, parameters, clauses) is added."""

    value: Decimal
    formula_text: str
    steps: tuple[Step, ...] = ()
    note: str = ""
    verdict: str | None = None
    children: tuple[Explanation, ...] = ()


Function = Callable[[Rules, Values], Outcome]


@dataclass(frozen=True)
class Formula:
    """A registered formula. Calling it with rules and parsed values gives the Explanation."""

    id: str
    title: str
    version: int
    clause_id: str
    inputs: tuple[Input, ...]
    unit: str
    function: Function

    def parse(self, raw: Mapping[str, str]) -> dict[str, Value]:
        """The typed inputs as numbers; raises BadInput for a missing, unknown or unusable one."""
        known = {field.name: field for field in self.inputs}
        for name in raw:
            if name not in known:
                raise BadInput(name, f"公式 {self.id} 没有输入项 {name}；需要：{'、'.join(known)}。")
        for name, field in known.items():
            if name not in raw or not raw[name].strip():
                raise BadInput(name, f"缺少输入项 {name}（{field.title}，单位 {field.unit}）。")
        return {name: field.parse(raw[name]) for name, field in known.items()}

    def __call__(
        self, rules: Rules, values: Values, sources: Mapping[str, Source] | None = None
    ) -> Explanation:
        """The number with its trace. What it reads is recorded in the Explanation and in `rules`.

        Raises NoRuleInForce when the clause does not hold at the place on the day.
        """
        part = rules.apart()
        part.require_clause(self.clause_id)
        with exact():
            outcome = self.function(part, values)
        rules.absorb(part.readings)
        return self._frame(outcome, part, self._operands(values, sources or {}))

    def _operands(self, values: Values, sources: Mapping[str, Source]) -> tuple[Operand, ...]:
        return tuple(
            operand
            for field in self.inputs
            for operand in field.operands(values[field.name], sources.get(field.name, Source("")))
        )

    def _frame(self, outcome: Outcome, part: Rules, operands: tuple[Operand, ...]) -> Explanation:
        cited = dict.fromkeys((self.clause_id, *(reading.clause_id for reading in part.readings)))
        return Explanation(
            title=self.title,
            result=round_half_up(outcome.value),
            unit=self.unit,
            formula_text=outcome.formula_text,
            operands=operands,
            parameters=part.readings,
            clause_ids=tuple(cited),
            steps=outcome.steps,
            verdict=outcome.verdict,
            note=f"{outcome.note}{ROUNDING_NOTE}",
            formula_id=self.id,
            formula_version=self.version,
            children=outcome.children,
        )


class Registry:
    """All formulas by id and version; the newest version answers when none is named."""

    def __init__(self) -> None:
        self._versions: dict[str, dict[int, Formula]] = {}

    def add(self, formula: Formula) -> None:
        versions = self._versions.setdefault(formula.id, {})
        if formula.version in versions:
            raise ValueError(f"formula {formula.id} version {formula.version} is declared twice")
        versions[formula.version] = formula

    def get(self, formula_id: str, version: int | None = None) -> Formula:
        """The formula; raises UnknownRule naming those there are."""
        versions = self._versions.get(formula_id, {})
        found = versions.get(version or max(versions, default=0))
        if found is None:
            wanted = formula_id if version is None else f"{formula_id} 第 {version} 版"
            raise UnknownRule(f"没有公式 {wanted}；现有：{'、'.join(self.ids())}。")
        return found

    def ids(self) -> tuple[str, ...]:
        return tuple(sorted(self._versions))

    def newest(self) -> dict[str, Formula]:
        return {formula_id: self.get(formula_id) for formula_id in self.ids()}


FORMULAS = Registry()


def formula(
    formula_id: str, *, title: str, version: int, clause: str, inputs: tuple[Input, ...], unit: str
) -> Callable[[Function], Formula]:
    """Register the decorated function as a version of a formula of a clause."""

    def register(function: Function) -> Formula:
        declared = Formula(formula_id, title, version, clause, inputs, unit, function)
        FORMULAS.add(declared)
        return declared

    return register


def number(values: Values, name: str) -> Decimal:
    """A single number among the values."""
    value = values[name]
    if not isinstance(value, Decimal):
        raise TypeError(f"{name} is a series")
    return value


def series(values: Values, name: str) -> tuple[Decimal, ...]:
    """A series among the values."""
    value = values[name]
    if isinstance(value, Decimal):
        raise TypeError(f"{name} is a single number")
    return value
