"""What is wrong with the policy data: run at every start, no number stands without clause and reader."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import chain, pairwise

from policies.accessor import Rules
from policies.errors import PolicyError
from policies.formulas import Formula
from policies.library import Library
from policies.model import Clause, Instrument, Parameter


def problems(
    library: Library,
    known_checks: Collection[str],
    known_formulas: Mapping[str, Formula],
    known_targets: Collection[str],
) -> list[str]:
    """Every fault of the library as a Chinese sentence naming the spot; empty when all is well."""
    consumers = {*known_checks, *known_formulas, *known_targets}
    return list(
        chain(
            _doubled_ids(library),
            _instruments(library),
            *(_clause(clause, known_targets) for clause in library.clauses()),
            *(_parameter(library, p, consumers) for c in library.clauses() for p in c.parameters),
            _formula_reads(library, known_formulas),
        )
    )


def _doubled_ids(library: Library) -> Iterator[str]:
    clauses = library.clauses()
    kinds = {
        "文件": [instrument.id for instrument in library.instruments],
        "条款": [clause.id for clause in clauses],
        "参数": [parameter.id for clause in clauses for parameter in clause.parameters],
        "目标": [target.id for clause in clauses for target in clause.targets],
    }
    for kind, ids in kinds.items():
        for doubled in (item for item, times in Counter(ids).items() if times > 1):
            yield f"{kind}编号 {doubled} 重复。"


def _instruments(library: Library) -> Iterator[str]:
    for instrument in library.instruments:
        until = instrument.in_force_until
        if until is not None and until < instrument.in_force_from:
            yield f"文件 {instrument.id} 的失效日期早于施行日期。"
    by_place = sorted(library.instruments, key=lambda i: (i.place_code, i.in_force_from))
    for before, after in pairwise(by_place):
        if before.place_code == after.place_code and before.in_force_on(after.in_force_from):
            yield f"文件 {before.id} 与 {after.id} 在同一地区的有效期重叠。"


def _clause(clause: Clause, known_targets: Collection[str]) -> Iterator[str]:
    if not clause.reference:
        yield f"条款 {clause.id} 没有原文出处。"
    if not clause.title or not clause.paraphrase:
        yield f"条款 {clause.id} 没有标题或释义。"
    if not clause.kinds:
        yield f"条款 {clause.id} 没有说明用途。"
    for target in clause.targets:
        if target.id not in known_targets:
            yield f"条款 {clause.id} 的目标 {target.id} 无人登记实绩。"


def _parameter(library: Library, parameter: Parameter, consumers: Collection[str]) -> Iterator[str]:
    where = f"参数 {parameter.id} "
    if not parameter.id.startswith(f"{parameter.clause_id}."):
        yield f"{where}的编号须以条款 {parameter.clause_id} 开头。"
    if not parameter.unit:
        yield f"{where}没有单位。"
    if parameter.wording not in library.clause(parameter.clause_id).reference:
        yield f"{where}的原文“{parameter.wording}”不在条款原文中。"
    if not parameter.consumers and not parameter.pending:
        yield f"{where}没有使用者。"
    for consumer in parameter.consumers:
        if consumer not in consumers:
            yield f"{where}的使用者 {consumer} 不存在。"
    yield from _values(library.instrument(parameter.instrument_id), parameter)


def _values(instrument: Instrument, parameter: Parameter) -> Iterator[str]:
    where = f"参数 {parameter.id} "
    if not parameter.values:
        yield f"{where}没有数值。"
        return
    if parameter.values[0].since < instrument.in_force_from:
        yield f"{where}的数值早于文件施行。"
    end = instrument.in_force_until or date.max
    for value in parameter.values:
        if (value.until or date.max) < value.since:
            yield f"{where}自 {value.since} 起的数值结束早于开始。"
        if value.since > end:
            yield f"{where}自 {value.since} 起的数值晚于文件失效。"
    for before, after in pairwise(parameter.values):
        if before.until is None or before.until >= after.since:
            yield f"{where}自 {after.since} 起的数值与前一个重叠。"


def _formula_reads(library: Library, formulas: Mapping[str, Formula]) -> Iterator[str]:
    """Run each formula on its sample inputs: what it reads must name it, and the other way round."""
    parameters = [p for clause in library.clauses() for p in clause.parameters]
    for formula_id, formula in formulas.items():
        named = {p.id for p in parameters if formula_id in p.consumers}
        try:
            read = readings_on_samples(library, formula)
        except PolicyError as error:
            yield f"公式 {formula_id} 无法试算：{error.message}"
            continue
        for parameter_id in sorted(read - named):
            yield f"公式 {formula_id} 读取了参数 {parameter_id}，但该参数没有写明这个使用者。"
        for parameter_id in sorted(named - read):
            yield f"参数 {parameter_id} 写明由公式 {formula_id} 读取，但该公式没有读取。"


def readings_on_samples(library: Library, formula: Formula) -> set[str]:
    """The ids of the parameters the formula reads on its sample inputs, on its instrument's first day."""
    instrument = library.instrument(library.clause(formula.clause_id).instrument_id)
    rules = Rules(library, instrument.place_code, instrument.in_force_from)
    samples = {field.name: field.sample for field in formula.inputs}
    return {reading.id for reading in formula(rules, formula.parse(samples)).all_parameters}
