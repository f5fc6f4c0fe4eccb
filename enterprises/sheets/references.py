"""How sheets name a firm."""

from collections.abc import Mapping
from typing import Any

from enterprises.models import Enterprise
from portal.identity import known_before
from portal.sheets.columns import Text, Uscc
from portal.sheets.kinds import Found, Reference, Stage

USCC = Uscc(
    "uscc",
    "统一社会信用代码",
    required=True,
    length=18,
    aliases=("企业统一社会信用代码", "社会信用代码", "信用代码"),
    hint="18 位，该列请设为文本格式。",
)
NAME = Text("name", "企业名称", length=100, aliases=("单位名称", "企业全称"))


class FirmReference(Reference):
    """A firm by its code, among those that have or had rooms in the actor's parks."""

    unknown = "管辖范围内没有使用此代码的入园企业，请核对代码，或先导入“入园企业”。"

    def find(self, names: set[Any], stage: Stage) -> Mapping[Any, Found]:
        firms = stage.allowed(Enterprise)
        rows = firms.filter(uscc__in=names).values_list("uscc", "pk")
        before = known_before("enterprise", "uscc", names, firms)
        return {code: Found(key) for code, key in rows} | {
            code: Found(one.record.pk, warning=one.sentence(code)) for code, one in before.items()
        }


def warn_of_names(stage: Stage, part: str) -> None:
    """A name beside the code that is not the registered one may mean a wrong code; the code decides."""
    said = [
        (entry, firm, name)
        for entry, firm in stage.column(part, "enterprise_id")
        if firm and (name := entry.line.values.get("name")) and not entry.has_problem("uscc")
    ]
    names = Enterprise.objects.in_bulk({firm for _, firm, _ in said})
    for entry, firm, name in said:
        if firm in names and names[firm].name != name:
            entry.warn("name", f"该代码登记的企业名称为“{names[firm].name}”，请核对代码是否填错。")
