"""The heat tables: real tables whose cells say rate, lamp and numbers, each leading to its records.

Put together here and not in a template, for the reason `portal/tables.py` gives: two hundred cells.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from planning.indicators import INDICATORS, WHOLE_PERIOD, YEARLY, Indicator
from planning.rules.plan import YEARS
from planning.selectors import Figure, Progress, Row
from portal.numbers import DASH, decimal_text

Key = tuple[str, int | None]
WHOLE = "合计"
CENT = Decimal("0.01")


def shown(value: Decimal | None) -> str:
    """A number of 亩, 万㎡ or a count: at most two digits after the point, rounded (四舍五入) only here."""
    return DASH if value is None else decimal_text(value.quantize(CENT, ROUND_HALF_UP))


def cell(figure: Figure) -> SafeString:
    """“86.7% ▲预警 130/150”; “—” where nothing is planned, with what was done all the same."""
    text = cell_text(figure) if figure.plan.has_number else bare_text(figure)
    html = f'<td class="heat-{figure.lamp.css} num"><a href="{escape(figure.url)}">{text}</a></td>'
    return mark_safe(html)  # numbers, the rules' own words and an escaped address


def cell_text(figure: Figure) -> str:
    light = figure.lamp
    rate = DASH if light.rate is None else f"{light.rate}%"
    lamp = f'<span class="heat-lamp"><span aria-hidden="true">{light.shape}</span>{light.word}</span>'
    numbers = f"{shown(figure.actual)}/{shown(figure.plan.number)}"
    return f'<span class="heat-rate">{rate}{lamp}</span> <span class="heat-of">{numbers}</span>'


def bare_text(figure: Figure) -> str:
    done = f' <span class="heat-of">实际 {shown(figure.actual)}</span>' if figure.actual else ""
    word = f'<span class="visually-hidden">{figure.lamp.word}</span>'
    return f'<span class="heat-rate">{DASH}{word}</span>{done}'


@dataclass(frozen=True)
class Group:
    """A head over several columns: an indicator and its years."""

    label: str
    unit: str
    clause_id: str
    heads: tuple[str, ...]


@dataclass(frozen=True)
class HeatTable:
    """`groups` head the columns, `body` is the safe HTML of the rows."""

    caption: str
    groups: list[Group]
    body: SafeString

    @property
    def has_years(self) -> bool:
        """Whether a second line of heads is needed."""
        return any(len(group.heads) > 1 for group in self.groups)


def group(indicator: Indicator, planned: bool) -> Group:
    """The clause is cited only where its plan reaches."""
    heads = (*(str(year) for year in indicator.years), WHOLE)
    return Group(indicator.label, indicator.unit, indicator.clause_id if planned else "", heads)


def keys(indicators: tuple[Indicator, ...]) -> list[Key]:
    return [(indicator.code, year) for indicator in indicators for year in (*indicator.years, None)]


def heat_table(progress: Progress, indicators: tuple[Indicator, ...], caption: str) -> HeatTable:
    """Areas down, the years of each indicator across; the sum of the rows comes first, as in the printed plan."""
    columns = keys(indicators)
    rows = ((area_row(row, columns, progress),) for row in progress.all_rows)
    groups = [group(indicator, progress.planned) for indicator in indicators]
    return HeatTable(caption, groups, format_html_join("\n", "{}", rows))


def area_row(row: Row, columns: list[Key], progress: Progress) -> SafeString:
    cells = format_html_join("", "{}", ((cell(row.figures[key]),) for key in columns))
    if row.area is None:
        return format_html('<tr class="total"><th scope="row">{}</th>{}</tr>', row.label, cells)
    address = f"{reverse('planning:area', args=(row.area.pk,))}?as_of={progress.as_of}"
    return format_html('<tr><th scope="row"><a href="{}">{}</a></th>{}</tr>', address, row.label, cells)


def tables(progress: Progress) -> list[HeatTable]:
    """Both tables of the plan, each beside what was done."""
    first, second = ("（附件一）", "（附件二，三年合计）") if progress.planned else ("", "（三年合计）")
    return [
        heat_table(progress, YEARLY, f"开工与竣工{first}"),
        heat_table(progress, WHOLE_PERIOD, f"园区与企业{second}"),
    ]


def area_body(row: Row) -> SafeString:
    """One area: indicators down, years across; a plan with a total only leaves its years out."""
    return format_html_join("\n", "{}", ((indicator_row(row, one),) for one in INDICATORS.values()))


def indicator_row(row: Row, indicator: Indicator) -> SafeString:
    years = format_html_join(
        "", "{}", ((cell(row.figure(indicator.code, year)),) for year in indicator.years)
    )
    if not indicator.years:
        years = format_html('<td class="heat-none" colspan="{}">不分年度</td>', len(YEARS))
    return format_html(
        '<tr><th scope="row">{}<span class="head-unit">（{}）</span></th>{}{}</tr>',
        indicator.label,
        indicator.unit,
        years,
        cell(row.figure(indicator.code)),
    )
