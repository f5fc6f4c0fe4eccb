"""Which of two figures counts: the firm's, the department's, or a third that a document shows. The figure that counts
stands in the firm's row, with its source; the others stay with the department's (C(十三))."""

from decimal import Decimal
from typing import Any

from enterprises import reporting
from enterprises.models import SuppliedFigure, YearlyFigure
from enterprises.services.figures import FigureRefused
from parks.services.soundness import Unsound
from portal import audit

Taken = SuppliedFigure.Taken
FIRM, OTHER = "企业填报", "其他依据"


def settled(
    figure: SuppliedFigure, actor: Any, *, taken: str, other: Decimal | None = None, document: str = ""
) -> dict[str, Any]:
    """Write what counts into the firm's row; answers what the department's keeps of it.

    Raises Unsound where the firm has reported nothing, a third value has no number or document, the filing is locked.
    """
    row = figure_of(figure)
    own = getattr(row, figure.item)
    value = chosen(figure, own, taken, other, document)
    sources: dict[str, str] = {
        Taken.FIRM: FIRM,
        Taken.DEPARTMENT: figure.get_department_display(),
        Taken.OTHER: OTHER,
    }
    source = sources[taken]
    write(figure, row, actor, value, source)
    return {
        "taken": taken,
        "firm_value": own,
        "settled_value": value,
        "document": document,
        "settled_by": actor,
    }


def chosen(figure: SuppliedFigure, own: Any, taken: str, other: Decimal | None, document: str) -> Decimal:
    if taken == Taken.OTHER and (other is None or not document):
        raise Unsound("采用其他数须填写核定数和依据文件。", "settled_value" if other is None else "document")
    values: dict[str, Any] = {Taken.FIRM: own, Taken.DEPARTMENT: figure.value, Taken.OTHER: other}
    value = values[taken]
    if value is None:
        raise Unsound("企业没有填报这一项，不能采用企业填报数。", "taken")
    if value < 0:
        raise Unsound("数值不能为负数。", "settled_value")
    if figure.item == SuppliedFigure.Item.EMPLOYEES and value != int(value):
        raise Unsound("从业人员应为整数。", "settled_value")
    return Decimal(value)


def freed(figure: SuppliedFigure, actor: Any) -> dict[str, Any]:
    """Take a settlement back: the firm's own value counts again."""
    row = figure_of(figure)
    write(figure, row, actor, figure.firm_value, "")
    return {"taken": "", "firm_value": None, "settled_value": None, "document": "", "settled_by": None}


def figure_of(figure: SuppliedFigure) -> YearlyFigure:
    """The firm's row, held; refused while it is locked or not there."""
    slot = (figure.park_id, figure.year, 0)
    rows = YearlyFigure.objects.select_for_update(of=("self",)).select_related("park__place", "enterprise")
    row = rows.filter(enterprise=figure.enterprise_id, park=figure.park_id, year=figure.year).first()
    if row is None:
        raise FigureRefused("企业还没有填报这一年度的数据，填报后才能核定。")
    if why := reporting.locked("firm_year", slot):
        raise FigureRefused(why)
    return row


def write(figure: SuppliedFigure, row: YearlyFigure, actor: Any, value: Any, source: str) -> None:
    before = audit.snapshot(row, (figure.item, "settled"))
    sources = {name: said for name, said in row.settled.items() if name != figure.item}
    if figure.item == SuppliedFigure.Item.EMPLOYEES and value is not None:
        value = int(value)
    row.change(
        row.version, **{figure.item: value}, settled=sources | ({figure.item: source} if source else {})
    )
    audit.record(
        actor=actor,
        action="figure.settle",
        subject=row,
        place=row.park.place,
        before=before,
        after=audit.snapshot(row, (figure.item, "settled")),
    )
