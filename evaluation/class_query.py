"""The enterprise classes of a county as one layered SELECT over a run's frozen rows (docs/decisions/0010-evaluation.md).

The same text is inserted at first and compared at a replay. Codes in it come from closed tables or are parameters;
every number of the scheme is a parameter. The reading it is held against is `evaluation/rules/classes/evaluating.py`.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.db import connection

from evaluation.models import EnterpriseResult, RunInput, RunMatter
from evaluation.rules.classes import ClassScheme
from evaluation.rules.classes.evaluating import KEPT_OUT, GroupFigures, Outcome
from evaluation.rules.classes.parts import FACTS, MEASURES, Group, Indicator, Lacking, Measure, Op
from evaluation.rules.classes.ranking import by_shares, positions
from evaluation.rules.classes.scoring import mark_of, quotient

INPUTS, MATTERS, RESULTS = (model._meta.db_table for model in (RunInput, RunMatter, EnterpriseResult))
# The columns of a result in the order of the SELECT.
COLUMNS = (
    "run_id",
    "county_id",
    "enterprise_id",
    "name",
    "uscc",
    "parks",
    *FACTS,
    "marks",
    '"group"',
    "group_label",
    "outcome",
    "reason",
    '"values"',
    "points",
    "bonus",
    "deduction",
    "score",
    "rank",
    "ranked_class",
    "enterprise_class",
)
TEN_THOUSANDTH = "0.0001"
NUMBERS = "numeric(24,4)[]"


class ClassQuery:
    """A scheme put into SQL for one run and county."""

    def __init__(self, scheme: ClassScheme, run_id: int, county_id: int) -> None:
        self.scheme, self.params = scheme, dict[str, Any]()
        self.run, self.county = self.put(run_id), self.put(county_id)
        self.measures = list(
            dict.fromkeys(
                [one.measure for group in scheme.groups for one in group.indicators]
                + list(scheme.settings.tie_break)
            )
        )

    def put(self, value: Any) -> str:
        """The value as a parameter of the statement."""
        name = f"p{len(self.params)}"
        self.params[name] = value
        return f"%({name})s"

    # What the firms of the county are, before any score.

    def judged(self) -> str:
        """WITH … up to the layer `judged`: facts, marks, group, measures, gaps, outcome."""
        return f"""
WITH matter AS (
  SELECT enterprise_id, min(enterprise_name) AS name, min(uscc) AS uscc, array_agg(mark ORDER BY mark) AS marks,
         string_agg(label || '：' || reason, '；' ORDER BY mark) AS said
  FROM {MATTERS} WHERE run_id = {self.run} AND county_id = {self.county} GROUP BY enterprise_id
), reported AS (
  SELECT enterprise_id, enterprise_name AS name, uscc, count(*) AS parks, {", ".join(map(whole_sum, FACTS))}
  FROM {INPUTS} WHERE run_id = {self.run} AND county_id = {self.county} GROUP BY 1, 2, 3
), firm AS (
  SELECT coalesce(r.enterprise_id, m.enterprise_id) AS enterprise_id, coalesce(r.name, m.name) AS name,
         coalesce(r.uscc, m.uscc) AS uscc, coalesce(r.parks, 0) AS parks, {", ".join(f"r.{name}" for name in FACTS)},
         coalesce(m.marks, '{{}}') AS marks, m.said
  FROM reported r FULL JOIN matter m USING (enterprise_id)
), grouped AS (
  SELECT *, {self.each_group(self.fits, "''", when=True)} AS grp, {", ".join(map(measured, self.measures))} FROM firm
), lacking AS (
  SELECT *, {self.each_group(self.gaps, "''")} AS gaps FROM grouped
), judged AS (
  SELECT *, {self.outcome()} AS outcome FROM lacking
)"""

    def each_group(self, text: Callable[[Group], str], otherwise: str, *, when: bool = False) -> str:
        """CASE over the groups: of the first whose condition holds the code (`when`), else its own expression."""
        if when:
            rows = " ".join(f"WHEN {text(group)} THEN {self.put(group.code)}" for group in self.scheme.groups)
            return f"CASE {rows} ELSE {otherwise} END"
        rows = " ".join(f"WHEN {self.put(group.code)} THEN {text(group)}" for group in self.scheme.groups)
        return f"CASE grp {rows} ELSE {otherwise} END"

    def fits(self, group: Group) -> str:
        signs = {Op.AT_LEAST: ">=", Op.BELOW: "<"}
        held = (f"{one.fact} {signs[one.op]} {self.put(one.value)}" for one in group.conditions)
        return " AND ".join(held) or "TRUE"

    def gaps(self, group: Group) -> str:
        """The words of `scoring.gaps`: first what was not reported, then which denominators are zero."""
        measures = [MEASURES[one.measure] for one in group.indicators]
        needed = dict.fromkeys(name for one in measures for name in (one.numerator, one.denominator))
        divisors = {one.denominator for one in measures}
        missing = [case(f"{name} IS NULL", self.put(f"缺{FACTS[name].label}")) for name in needed]
        zero = [
            case(f"{name} = 0", self.put(f"{FACTS[name].label}为零")) for name in needed if name in divisors
        ]
        return f"concat_ws('；', {', '.join([*missing, *zero])})"

    def outcome(self) -> str:
        kept = " ".join(f"WHEN '{one}' = ANY(marks) THEN '{one}'" for one in KEPT_OUT)
        lacking = self.scheme.settings.lacking is Lacking.SET_ASIDE
        aside = f"WHEN gaps <> '' THEN '{Outcome.LACKING}'" if lacking else ""
        return f"CASE {kept} WHEN grp = '' THEN '{Outcome.NO_GROUP}' {aside} ELSE '{Outcome.RANKED}' END"

    # What the groups are measured by.

    def sums(self) -> str:
        """How many are ranked in each group, and Σ numerator and Σ denominator of each measure there."""
        pairs = (
            f"sum({part}) FILTER (WHERE m_{code} IS NOT NULL)"
            for code in self.measures
            for part in (MEASURES[code].numerator, MEASURES[code].denominator)
        )
        ranked = f"FROM judged WHERE outcome = '{Outcome.RANKED}' GROUP BY grp"
        return f"{self.judged()} SELECT grp, count(*), {', '.join(pairs)} {ranked}"

    def figures(self) -> dict[str, GroupFigures]:
        """Bases and quotas of every group of the scheme, also of those without a firm."""
        sql = self.sums()
        with connection.cursor() as cursor:
            cursor.execute(sql, self.params)
            found = {row[0]: (row[1], row[2:]) for row in cursor.fetchall()}
        return {
            group.code: self.group_figures(
                group, *found.get(group.code, (0, (None,) * 2 * len(self.measures)))
            )
            for group in self.scheme.groups
        }

    def group_figures(self, group: Group, ranked: int, sums: tuple[Decimal | None, ...]) -> GroupFigures:
        pairs = dict(zip(self.measures, zip(sums[::2], sums[1::2], strict=True), strict=True))
        bases = tuple(one.base or base(*pairs[one.measure]) for one in group.indicators)
        settings = self.scheme.settings
        return GroupFigures(
            ranked, bases, positions(ranked, settings) if by_shares(ranked, settings) else None
        )

    # Scores, ranks, classes.

    def results(self, figures: dict[str, GroupFigures]) -> str:
        """The rows of `COLUMNS`, one for each firm."""
        return f"""{self.judged()}, scored AS (
  SELECT *, {self.each_group(lambda group: self.points(group, figures[group.code]), "'{}'")}::{NUMBERS} AS points,
         {self.adjusted(1)} AS bonus, {self.adjusted(-1)} AS deduction
  FROM judged
), totalled AS (
  SELECT *, CASE WHEN outcome = 'ranked' THEN
    greatest({self.each_group(added, "0")} + bonus - deduction, 0) END AS score
  FROM scored
), placed AS (
  SELECT *, CASE WHEN outcome = 'ranked' THEN
    rank() OVER (PARTITION BY outcome, grp ORDER BY {", ".join(self.order())}) END AS place
  FROM totalled
), classed AS (
  SELECT *, CASE WHEN outcome = 'ranked' THEN {self.each_group(lambda group: self.letter(figures[group.code]), "''")}
    ELSE '' END AS given
  FROM placed
)
SELECT {self.run}, {self.county}, enterprise_id, name, uscc, parks, {", ".join(FACTS)}, marks, grp,
  {self.each_group(lambda group: self.put(group.label), "''")}, outcome,
  concat_ws('；', said, CASE WHEN outcome IN ('lacking', 'ranked') THEN nullif(gaps, '') END),
  {self.each_group(values_of, "'{}'")}::{NUMBERS},
  CASE WHEN outcome = 'ranked' THEN points ELSE '{{}}' END, bonus, deduction, score, place, given, {self.final()}
FROM classed"""

    def points(self, group: Group, figures: GroupFigures) -> str:
        terms = (self.term(one, base) for one, base in zip(group.indicators, figures.bases, strict=True))
        return f"ARRAY[{', '.join(terms)}]"

    def term(self, one: Indicator, base: Decimal) -> str:
        if not base:
            return "0"
        divisor, most = self.put(base), self.put(one.cap * one.weight)
        weighed = f"div(20000 * m_{one.measure} * {self.put(one.weight)} + {divisor}, 2 * {divisor}) * {TEN_THOUSANDTH}"
        # LEAST passes over what is NULL: a missing value would count as the cap.
        return f"CASE WHEN m_{one.measure} IS NULL THEN 0 ELSE least({weighed}, {most}) END"

    def adjusted(self, sign: int) -> str:
        """Σ of the bonuses (1) or deductions (-1) a firm's marks name, held to its cap."""
        settings = self.scheme.settings
        cap = settings.bonus_cap if sign > 0 else settings.deduction_cap
        terms = [
            f"CASE WHEN {self.put(mark_of(one))} = ANY(marks) THEN {self.put(sign * one.points)} ELSE 0 END"
            for one in self.scheme.adjustments
            if sign * one.points > 0
        ]
        return f"least({' + '.join(terms)}, {self.put(cap)})" if terms else "0"

    def order(self) -> list[str]:
        return ["score DESC", *(f"coalesce(m_{code}, -1) DESC" for code in self.scheme.settings.tie_break)]

    def letter(self, figures: GroupFigures) -> str:
        """The class that position or score gives."""
        if figures.positions:
            found = figures.positions
            tests = [
                (f"place <= {last}", letter)
                for last, letter in zip((found.a, found.b, found.c), "ABC", strict=True)
            ]
        else:
            tests = [
                (f"score >= {self.put(least)}", letter) for letter, least in self.scheme.settings.thresholds
            ]
        return f"CASE {' '.join(f'WHEN {test} THEN {chr(39)}{letter}{chr(39)}' for test, letter in tests)} ELSE 'D' END"

    def final(self) -> str:
        floor = self.put(self.scheme.settings.protected_floor)
        return f"""CASE WHEN given = '' THEN '' WHEN 'veto' = ANY(marks) THEN 'D'
    WHEN 'protected' = ANY(marks) THEN least(given COLLATE "C", {floor} COLLATE "C") ELSE given END"""

    # What is done with it.

    def insert(self, figures: dict[str, GroupFigures]) -> int:
        """Write the results; answers how many firms."""
        sql = f"INSERT INTO {RESULTS} ({', '.join(COLUMNS)}) {self.results(figures)} ORDER BY enterprise_id"
        with connection.cursor() as cursor:
            cursor.execute(sql, self.params)
            return cursor.rowcount

    def differences(self, figures: dict[str, GroupFigures]) -> tuple[int, int]:
        """How many rows are computed and not stored so, and stored and not computed so."""
        computed = self.results(figures)
        stored = f"SELECT {', '.join(COLUMNS)} FROM {RESULTS} WHERE run_id = {self.run} AND county_id = {self.county}"
        sql = f"""WITH computed AS ({computed}), stored AS ({stored})
SELECT (SELECT count(*) FROM (TABLE computed EXCEPT ALL TABLE stored) a),
       (SELECT count(*) FROM (TABLE stored EXCEPT ALL TABLE computed) b)"""
        with connection.cursor() as cursor:
            cursor.execute(sql, self.params)
            return cursor.fetchone()


def whole_sum(name: str) -> str:
    """Σ over the firm's parks; nothing when one of them has not reported it."""
    return f"CASE WHEN count({name}) = count(*) THEN sum({name}) END AS {name}"


def measured(code: str) -> str:
    """The measure, rounded half up once to four digits; nothing without a value or with a denominator of zero."""
    measure: Measure = MEASURES[code]
    above, below = measure.numerator, measure.denominator
    return f"CASE WHEN {below} > 0 THEN div(20000 * {above} + {below}, 2 * {below}) * {TEN_THOUSANDTH} END AS m_{code}"


def case(condition: str, text: str) -> str:
    return f"CASE WHEN {condition} THEN {text} END"


def base(above: Decimal | None, below: Decimal | None) -> Decimal:
    return quotient(above or Decimal(0), below) if below else Decimal(0)


def added(group: Group) -> str:
    return " + ".join(f"points[{at}]" for at in range(1, len(group.indicators) + 1))


def values_of(group: Group) -> str:
    return f"ARRAY[{', '.join(f'm_{one.measure}' for one in group.indicators)}]"


def distribution(run_id: int, county_ids: Iterable[int] | None = None) -> dict[str, int]:
    """How many firms have each class, and how many each outcome without one."""
    where = "" if county_ids is None else " AND county_id = ANY(%(counties)s)"
    sql = f"""SELECT CASE WHEN outcome = 'ranked' THEN enterprise_class ELSE outcome END AS word, count(*)
FROM {RESULTS} WHERE run_id = %(run)s{where} GROUP BY 1 ORDER BY 1"""
    with connection.cursor() as cursor:
        cursor.execute(sql, {"run": run_id, "counties": list(county_ids or ())})
        return dict(cursor.fetchall())
