"""What the engine of records keeps of reporting: filings with their steps, by when they are due, what departments supply
(W12, C(十三))."""

from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from enterprises import reporting
from enterprises.flows import FILING, SUPPLIED
from enterprises.models import Enterprise, Filing, ReportingTerm, SuppliedFigure, YearlyFigure
from enterprises.records import firms_of
from enterprises.rules.reporting import Subject, differs, sources_in_words
from enterprises.services.filings import open_filing
from parks.forms.fields import CHOOSE
from parks.records.forms import StepForm
from parks.records.kind import Panel, RecordGroup, RecordKind, register_group, register_kind
from portal.forms import DecimalField, TextField
from portal.numbers import DASH, decimal_text

State = Filing.State


def entry_url(filing: Filing, firm: int = 0) -> str:
    return reverse("enterprises:filing_entry", args=(filing.pk, firm))


def filing_rows(filing: Filing) -> Panel:
    """Every firm that owes the form (or the park itself): what it reported, beside the period before."""
    report = filing.report
    rows = {getattr(row, "enterprise_id", None): row for row in reporting.rows_of(filing)}
    firms: list[Any] = [None] if report.subject == Subject.PARK else list(reporting.owing_firms(filing))
    stays = {firm: (firm and firm.pk, filing.park_id, filing.year, filing.quarter) for firm in firms}
    last = reporting.last_values(report, stays.values())
    lines = [line(filing, firm, rows.get(firm and firm.pk), last.get(stays[firm], {})) for firm in firms]
    return Panel(
        "enterprises/filing.html",
        {
            "items": report.items,
            "before": "上季" if report.quarterly else "上年",
            "lines": lines,
            "reported": sum(one["row"] is not None for one in lines),
            "due_on": filing.due_on,
            "filed_on": filing.filed_on,
            "late": bool(filing.due_on and (filing.filed_on or timezone.localdate()) > filing.due_on),
            "gaps_note": filing.gaps_note,
            "is_open": filing.state == State.OPEN,
        },
    )


def line(filing: Filing, firm: Enterprise | None, row: Any, last: Any) -> dict[str, Any]:
    return {
        "name": firm.name if firm else filing.park.name,
        "url": entry_url(filing, firm.pk if firm else 0),
        "row": row,
        "values": [
            {
                "now": decimal_text(getattr(row, item.name)) if row else DASH,
                "before": decimal_text(last.get(item.name)),
            }
            for item in filing.report.items
        ],
        "source": source_of(row) if row else DASH,
        "note": row.note if row else "",
    }


def source_of(row: Any) -> str:
    """Where the values of a row come from."""
    return sources_in_words(row.source, getattr(row, "settled", {}))


def open_by_hand(user: Any, park: Any, form: Any) -> Filing:
    return open_filing(actor=user, park=park, **form.values(*form.names))


def terms_of(place: Any, user: Any) -> Panel:
    """What holds today: the place's own, or the reference."""
    return Panel("enterprises/terms.html", {"term": reporting.term_for(place, timezone.localdate())})


def comparison(figure: SuppliedFigure) -> Panel:
    """The firm's figure beside the department's."""
    row = YearlyFigure.objects.filter(
        enterprise=figure.enterprise_id, park=figure.park_id, year=figure.year
    ).first()
    own = (
        figure.firm_value
        if figure.state == SuppliedFigure.State.SETTLED
        else row and getattr(row, figure.item)
    )
    allowed = reporting.tolerance(figure.park.place, reporting.year_end(figure.year))
    return Panel(
        "enterprises/comparison.html",
        {
            "item": figure.get_item_display(),
            "firm": decimal_text(own),
            "department": figure.get_department_display(),
            "supplied": decimal_text(figure.value),
            "difference": decimal_text(abs(own - figure.value)) if own is not None else DASH,
            "tolerance": decimal_text(allowed),
            "differs": own is not None
            and allowed is not None
            and differs(Decimal(own), figure.value, allowed),
            "settled": decimal_text(figure.settled_value),
            "taken": figure.get_taken_display(),
            "document": figure.document,
            "by": figure.settled_by,
            "url": reverse("enterprises:figure", args=(row.pk,)) if row else "",
        },
    )


class HandInForm(StepForm):
    carries = ("gaps_note",)
    gaps_note = TextField(
        label="未报说明",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="还有企业没有填报、确实无法取得数据的，逐家写明原因。",
    )


class SettleForm(StepForm):
    taken = forms.ChoiceField(label="核定方式", choices=CHOOSE + SuppliedFigure.Taken.choices)
    settled_value = DecimalField(
        label="核定数", required=False, places=2, digits=14, help_text="采用其他数的填写，单位与指标相同。"
    )
    document = TextField(
        label="依据文件", required=False, max_length=100, help_text="采用其他数的必填，例如审计报告文号。"
    )


FILING_KIND = RecordKind(
    code="filing",
    model=Filing,
    group="reporting",
    edit="filing.review",
    fields=("form", "year", "quarter"),
    columns=("form", "year", "quarter", "due_on", "filed_on", "state"),
    sort="-year",
    clauses=("w12", "c13"),
    note="每期结束后自动建立，由运营机构填报，镇街、县级、市级逐级审核后锁定。补报以前的期间由县级新增。",
    hints={"quarter": "年报选“全年”，季报选季度。"},
    add=open_by_hand,
    sealed=lambda row: "报送件随填报和审核办理，不能编辑或删除；锁定后由市级说明理由重新开启。",
    row_panel=filing_rows,
    flow=FILING,
    step_forms={"submit": HandInForm, "submit_county": HandInForm},
)
SUPPLIED_KIND = RecordKind(
    code="supplied-figure",
    model=SuppliedFigure,
    group="reporting",
    edit="filing.review",
    fields=("enterprise", "year", "department", "item", "value"),
    columns=("enterprise", "year", "department", "item", "value", "state", "taken", "settled_value"),
    sort="-year",
    clauses=("c13",),
    note="税务、统计部门提供的企业数据，由部门按表导入，也可由县级登记。与企业填报数相差超过容许范围的，由县级核定。",
    choices={"enterprise": firms_of},
    sealed=lambda row: "已核定的部门数据不能修改，须先撤销核定。" if row.taken else "",
    row_panel=comparison,
    flow=SUPPLIED,
    step_forms={"settle": SettleForm},
)
TERM_KIND = RecordKind(
    code="reporting-term",
    model=ReportingTerm,
    group="county",
    owner="place",
    edit="filing.review",
    fields=(
        "valid_from",
        "valid_until",
        "yearly_days",
        "quarterly_days",
        "reminder_days",
        "tolerance_percent",
        "document",
    ),
    columns=(
        "valid_from",
        "valid_until",
        "yearly_days",
        "quarterly_days",
        "reminder_days",
        "tolerance_percent",
    ),
    sort="-valid_from",
    clauses=("c13",),
    note="从期间结束之日起算的报送期限。没有登记的县（市、区）按参考期限执行；修改后，尚未报送的报送件次日起按新的期限计算。",
    hints={
        "yearly_days": "年度结束后多少天内报送年报。",
        "quarterly_days": "季度结束后多少天内报送季报。",
        "reminder_days": "到期前多少天开始提醒。",
        "tolerance_percent": "企业填报数与部门数据相差超过部门数据的这一比例，列入差异核定。",
    },
    owner_panel=terms_of,
    sealed=lambda row: (
        "这是系统附带的参考期限；当地登记自己的期限后以当地的为准。" if row.is_reference else ""
    ),
)
register_group(RecordGroup("reporting", "报送", 36), FILING_KIND, SUPPLIED_KIND)
register_kind(TERM_KIND)
