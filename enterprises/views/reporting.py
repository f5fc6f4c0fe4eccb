"""The reporting calendar, the entry of one row of a filing, and where departments and firms differ."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from accounts.models import Place
from enterprises import filing_selectors, reporting
from enterprises.filters import DifferenceFilter, FilingFilter
from enterprises.forms import FilingEntryForm
from enterprises.models import Enterprise, Filing, SuppliedFigure
from enterprises.reporting_records import FILING_KIND, entry_url
from enterprises.rules.reporting import Subject
from enterprises.services import figures
from enterprises.tables import DifferenceTable, FilingTable
from enterprises.views.figures import AskingPage
from portal.pages import EditPage, ListPage

COUNTY, PARK = "county_code", "park_id"


class Calendar(ListPage):
    """报送日历: who owes what by when, added up by county, or by park within one county."""

    model = Filing
    permission = "tax.view"
    title = "报送日历"
    template_name = "enterprises/reporting.html"
    table_class = FilingTable
    filterset_class = FilingFilter

    def get_queryset(self) -> QuerySet[Filing]:
        return filing_selectors.filings_for(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table = kwargs["table"]
        by_county = filing_selectors.tallies(table.rows, COUNTY)
        by = COUNTY if len(by_county) > 1 else PARK
        parts = by_county if by == COUNTY else filing_selectors.tallies(table.rows, PARK, "park__name")
        whole = filing_selectors.whole(parts)
        return super().get_context_data(
            by="县(市、区)" if by == COUNTY else "园区",
            parts=[self.part(table, by, key, tally) for key, tally in self.named(by, parts)],
            whole={"name": "合计", "tally": whole, "links": links(table, {})},
            explanations=filing_selectors.explained(whole),
            **kwargs,
        )

    def named(self, by: str, parts: list[Any]) -> list[Any]:
        if by == PARK:
            return parts
        places = Place.objects.filter(code__in=[code for (code,), _ in parts]).in_bulk(field_name="code")
        return [((places[code].pk, places[code].name), tally) for (code,), tally in parts]

    def part(self, table: Any, by: str, key: tuple[int, str], tally: Any) -> dict[str, Any]:
        number, name = key
        return {
            "name": name,
            "tally": tally,
            "links": links(table, {"county" if by == COUNTY else "park": number}),
        }


def links(table: Any, where: dict[str, Any]) -> dict[str, str]:
    """Where each number of a line leads: the filings it counts."""
    words = ("", "filed", "overdue", "late", "locked")
    return {word or "all": table.address(**where, counted=word, page="") for word in words}


class FilingEntry(AskingPage, EditPage):
    """The values of one firm in a filing (0 in the address: of the park itself)."""

    model = Filing
    permission = "tax.view"
    edit_permission = "figures.edit"
    related = ("park__place__parent",)
    form_class = FilingEntryForm

    @property
    def submit_label(self) -> str:  # type: ignore[override]  # a plain attribute on forms with one button
        return "保存" if self.record.report.subject == Subject.PARK else "保存，填报下一家"

    def get_title(self) -> str:
        return f"{self.firm or self.record.park} {self.record.period.label}{self.record.report.label}"

    @property
    def firm(self) -> Enterprise | None:
        """The firm named in the address, if it owes this filing's form."""
        if self.record.report.subject == Subject.PARK:
            if self.kwargs["firm"]:
                raise Http404("这份报表由园区填报。")
            return None
        firms = reporting.owing_firms(self.record)
        firm = firms.filter(pk=self.kwargs["firm"]).first()
        if firm is None:
            raise Http404("该企业在这一期没有入驻本园区。")
        return firm

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("报送日历", reverse("enterprises:reporting")), (str(self.record), self.filing_url())]

    def filing_url(self) -> str:
        return FILING_KIND.url(self.record.pk)

    def key(self) -> reporting.Key:
        return reporting.Key(self.record.report, self.record.park, self.record.period, self.firm)

    def get_form_kwargs(self) -> dict[str, Any]:
        key = self.key()
        row = reporting.row_of(key)
        last = reporting.last_values(key.report, {key.stay}).get(key.stay, {})
        shown = {item.name: getattr(row, item.name, None) for item in key.report.items}
        own = {"version": row.version if row else 0, "magnitude_note": row.note if row else ""}
        return {"initial": {**shown, **own}, "key": key, "row": row, "last": last}

    def save(self, form: Any) -> str:
        given, version = form.given(), form.cleaned_data["version"]
        figures.report(actor=self.request.user, key=form.of, version=version or None, **given)
        messages.success(self.request, f"{self.get_title()}已保存。")
        return self.next_url()

    def next_url(self) -> str:
        """The next firm without figures, in the order of the list; the filing when there is none."""
        if self.record.report.subject == Subject.PARK:
            return self.filing_url()
        reported = reporting.rows_of(self.record).values("enterprise")
        waiting = reporting.owing_firms(self.record).exclude(pk__in=reported).first()
        return entry_url(self.record, waiting.pk) if waiting else self.filing_url()


class Differences(ListPage):
    """数据差异: figures of departments further from the firm's than the county allows, to be settled."""

    model = SuppliedFigure
    permission = "figures.view"
    title = "数据差异"
    table_class = DifferenceTable
    filterset_class = DifferenceFilter

    def get_queryset(self) -> QuerySet[SuppliedFigure]:
        return filing_selectors.differences(self.request.user)
