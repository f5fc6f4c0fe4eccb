"""What a template may say: names of the list, a loop over a list, a condition. Anything else is refused by its line.

Every part of a document, its properties included, is compiled by this environment, so nothing gets past it.
Runs in the child process, so it knows nothing of Django.
"""

from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from admissions.documents.names import FIELDS, LISTS, LOOP
from portal.sheets.gate import Refused

# What a template is made of; calls, filters, tests, assignments, arithmetic and other templates are not among it.
ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.For,
    nodes.If,
    nodes.Compare,
    nodes.Operand,
    nodes.Const,
    nodes.And,
    nodes.Or,
    nodes.Not,
)
WORDS = {
    nodes.Call: "调用函数",
    nodes.Filter: "过滤器",
    nodes.Test: "判断式（is）",
    nodes.Include: "引入其他文件（include）",
    nodes.Import: "引入其他文件（import）",
    nodes.FromImport: "引入其他文件（import）",
    nodes.Extends: "继承其他文件（extends）",
    nodes.Macro: "宏（macro）",
    nodes.CallBlock: "宏（call）",
    nodes.Assign: "赋值（set）",
    nodes.AssignBlock: "赋值（set）",
    nodes.With: "赋值（with）",
    nodes.Getitem: "按下标取值",
    nodes.Pow: "乘方",
    nodes.Concat: "拼接",
}
MOST_TAGS = 2000
HOW = "模板只能写“可用名称”列表中的名称、对列表的循环和条件。"


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """Compiles only what `check` lets through, and remembers the names in `used`."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, cache_size=0)
        self.globals.clear()
        self.filters.clear()
        self.tests.clear()
        self.used: set[str] = set()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        try:
            tree = super()._parse(source, name, filename)
        except TemplateSyntaxError as error:
            raise Refused(
                f"模板标签写得不完整，请检查每处 {{{{ 与 }}}}、{{% 与 %}} 是否成对。{HOW}"
            ) from error
        check(tree, self.used)
        return tree


def check(tree: nodes.Template, used: set[str]) -> None:
    """Raises :class:`Refused` with what does not belong in a template; adds the names it uses to `used`."""
    for number, node in enumerate(tree.find_all(nodes.Node)):
        if number > MOST_TAGS:
            raise Refused("模板标签过多，请精简后再上传。")
        if not isinstance(node, (*ALLOWED, nodes.EvalContextModifier)):
            raise Refused(f"模板不能使用{WORDS.get(type(node), '运算或其他写法')}。{HOW}")
    walk(tree, {}, used)


def walk(node: nodes.Node, rows: dict[str, str], used: set[str]) -> None:
    """`rows`: names of loops that are open here → the list each goes through."""
    if isinstance(node, nodes.For):
        loop(node, rows, used)
    elif isinstance(node, nodes.Getattr):
        attribute(node, rows)
    elif isinstance(node, nodes.Name):
        name(node, used)
    else:
        for child in node.iter_child_nodes():
            walk(child, rows, used)


def loop(node: nodes.For, rows: dict[str, str], used: set[str]) -> None:
    target, source = node.target, node.iter
    if not isinstance(source, nodes.Name) or source.name not in LISTS:
        raise Refused(f"循环只能用于{'、'.join(LISTS)}。")
    if rows or node.recursive or node.test is not None or not isinstance(target, nodes.Name):
        raise Refused("循环里不能再套循环，也不能带条件。")
    if target.name in FIELDS or target.name in LISTS or target.name == "loop":
        raise Refused(f"循环里的名称“{target.name[:20]}”与已有名称相同，请换一个。")
    used.add(source.name)
    for child in (*node.body, *node.else_):
        walk(child, {target.name: source.name, "loop": ""}, used)


def attribute(node: nodes.Getattr, rows: dict[str, str]) -> None:
    owner = node.node.name if isinstance(node.node, nodes.Name) else ""
    if owner not in rows:
        raise Refused(f"名称“{dotted(node)[:60]}”不在可用名称之内。{HOW}")
    known: Any = LOOP if owner == "loop" else LISTS[rows[owner]]
    if node.attr not in known:
        of = "循环" if owner == "loop" else f"“{rows[owner]}”"
        raise Refused(f"{of}没有“{node.attr[:40]}”，可用：{'、'.join(sorted(known))}。")


def dotted(node: nodes.Node) -> str:
    """A chain of attributes as it is written."""
    if isinstance(node, nodes.Getattr):
        return f"{dotted(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "…"


def name(node: nodes.Name, used: set[str]) -> None:
    if node.name in LISTS:
        raise Refused(f"“{node.name}”是列表，请用循环逐行写出。")
    if node.name not in FIELDS:
        raise Refused(f"名称“{node.name[:40]}”不在可用名称之内，请对照“可用名称”列表更正。")
    used.add(node.name)
