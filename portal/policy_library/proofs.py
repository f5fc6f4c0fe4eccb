"""Which tests prove what: found in the tests themselves, kept in `proofs.csv` for where no tests are installed.

A test proves what it names: the id of a number, check, formula or target in its body, its decorators or a table of
its module that it uses; a test called after a clause (`test_w18_…`) proves that clause.
"""

import ast
import csv
import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path

KEPT = Path(__file__).parent / "proofs.csv"
OF_CLAUSE = re.compile(r"test_([wc])(\d+)_")
Proofs = dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def proofs() -> Proofs:
    """The tests by the id of what they prove, as they were found last."""
    found: dict[str, list[str]] = {}
    with KEPT.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["id"], []).append(row["test"])
    return {name: tuple(tests) for name, tests in found.items()}


def keep(root: Path, known: Collection[str], path: Path = KEPT) -> int:
    """Write down what the tests below `root` prove; answers how many lines that are."""
    rows = sorted(set(found_below(root, known)))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("id", "test"))
        writer.writerows(rows)
    return len(rows)


def found_below(root: Path, known: Collection[str]) -> Iterator[tuple[str, str]]:
    """(id, path::test) for every test below `root` and every id of `known` it proves."""
    for path in sorted(root.glob("*/tests/**/test_*.py")) + sorted(root.glob("tests/**/test_*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        where = path.relative_to(root).as_posix()
        for name, ids in tests_of(module):
            yield from ((one, f"{where}::{name}") for one in ids if one in known)


def tests_of(module: ast.Module) -> Iterator[tuple[str, set[str]]]:
    tables = dict(tables_of(module))
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            own = texts(node)
            used = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)} & tables.keys()
            yield node.name, own.union(clause_of(node.name), *(tables[name] for name in used))


def tables_of(module: ast.Module) -> Iterator[tuple[str, set[str]]]:
    """What the constants of a module name."""
    for node in module.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, texts(node.value)


def texts(node: ast.AST) -> set[str]:
    """Every text in it; the code of a check also without its room."""
    plain = {
        one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }
    return plain | {one.removeprefix("parks.") for one in plain}


def clause_of(name: str) -> set[str]:
    found = OF_CLAUSE.match(name)
    return {f"{found[1]}{int(found[2]):02}"} if found else set()
