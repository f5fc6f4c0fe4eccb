from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import Place
from enterprises import forms
from enterprises.filters import EnterpriseFilter
from enterprises.ladder import Year, years_of
from enterprises.models import Enterprise, GrowthEvent, Occupancy, YearlyFigure
from enterprises.models.options import System
from enterprises.services import firms
from enterprises.tables import (
    EnterpriseTable,
    FigureTable,
    GrowthTable,
    OccupancyTable,
    ParkFirmTable,
    with_contracts,
    with_rooms,
    with_tax,
)
from parks.models import Park
from parks.rules import industries
from portal.history import history
from portal.identity import called, identity_of
from portal.listing import export_list
from portal.numbers import DASH, decimal_text
from portal.pages import EditPage, ListPage, RecordPage
from portal.registry import enterprise_tabs, identities, park_tabs
from portal.tabs import tabs_for


class EnterpriseList(ListPage):
    model = Enterprise
    permission = "enterprise.view"
    table_class = EnterpriseTable
    filterset_class = EnterpriseFilter
    sheet_kind = "enterprises"
    title = "入园企业"

    def get_queryset(self) -> QuerySet[Enterprise]:
        return with_rooms(super().get_queryset(), self.request.user)


class FirmMixin:
    """A page about one firm: crumbs, tabs, and the place through which this person may edit it."""

    model = Enterprise
    permission = "enterprise.view"
    tab = ""

    def get_place(self) -> Place:
        return firms.editing_place(self.record, self.request.user, self.edit_permission or self.permission)

    def get_crumbs(self) -> list[tuple[str, str]]:
        crumbs = [("入园企业", reverse("enterprises:list"))]
        if self.edit_permission:
            crumbs.append((str(self.record), self.firm_url()))
        return crumbs

    def firm_url(self) -> str:
        return reverse("enterprises:enterprise", args=(self.record.pk,))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        kwargs.setdefault("tabs", tabs_for(enterprise_tabs, self.record, user, self.tab))
        return super().get_context_data(**kwargs)

    def rows(self, model: Any) -> QuerySet:
        """Records of this firm in the parks this person sees."""
        return model.objects.for_user(self.request.user).filter(enterprise=self.record)

    def parks(self, permission: str) -> QuerySet[Park]:
        """Parks with this firm's rooms in which this person holds `permission`."""
        rooms = Occupancy.objects.for_user(self.request.user, permission).filter(enterprise=self.record)
        return Park.objects.filter(pk__in=rooms.values("park")).order_by("name")


class FirmPage(FirmMixin, RecordPage):
    """One firm: what it is, and its rooms in the parks one may see."""

    template_name = "enterprises/enterprise.html"
    tab = "overview"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        firm, user = self.record, self.request.user
        found = industries.table().get(firm.industry_code)
        may_edit = user.can("enterprise.edit") and user.can("enterprise.edit", self.get_edit_place())
        return super().get_context_data(
            facts=[
                {"label": "统一社会信用代码", "value": firm.uscc},
                {"label": "行业中类", "value": found.label if found else firm.industry_code},
                {"label": "成立日期", "value": firm.founded_on or DASH},
                {"label": "信息化系统", "value": systems(firm)},
                {"label": "企业码", "value": "打开企业码" if firm.code_url else DASH, "url": firm.code_url},
            ],
            table=OccupancyTable(with_contracts(self.rows(Occupancy)), self.request.GET.dict()),
            identity=identity_of(identities.get("enterprise"), firm, user),
            edit_url=reverse("enterprises:edit", args=(firm.pk,)) if may_edit else "",
            rooms=self.rooms() if may_edit else [],
            **kwargs,
        )

    def get_edit_place(self) -> Place:
        return firms.editing_place(self.record, self.request.user)

    def rooms(self) -> list[dict[str, str]]:
        """Rooms that this person may correct; `end_url` is "" for those given up."""
        rooms = Occupancy.objects.for_user(self.request.user, "enterprise.edit").select_related("park")
        return [
            {
                "label": f"{room.park} {room.room}".strip(),
                "edit_url": reverse("enterprises:occupancy_edit", args=(room.pk,)),
                "end_url": "" if room.valid_until else reverse("enterprises:occupancy_end", args=(room.pk,)),
            }
            for room in rooms.filter(enterprise=self.record).order_by("-valid_from", "pk")
        ]


def systems(firm: Enterprise) -> str:
    """What the firm runs its works with (W8), in words."""
    labels = dict(System.choices)
    return "、".join(labels[code] for code in firm.systems) or DASH


class FirmTablePage(FirmMixin, RecordPage):
    """A tab of a firm with one table and, for those who may, one button."""

    template_name = "enterprises/firm_table.html"
    rows_model: Any = None
    table_class: Any = None
    add_permission = ""
    add_url_name = ""
    add_label = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = self.get_primary_action()
        table = self.table_class(self.rows(self.rows_model), request.GET.dict(), action)
        if request.GET.get("format") == "xlsx":
            return export_list(request, table, f"企业={self.record}")
        return self.render_to_response(self.get_context_data(table=table, primary_action=action))

    def get_primary_action(self) -> dict[str, str] | None:
        if not self.parks(self.add_permission).exists():
            return None
        return {"label": self.add_label, "url": reverse(self.add_url_name, args=(self.record.pk,))}


class FirmFigures(FirmTablePage):
    permission = "figures.view"
    tab = "figures"
    rows_model = YearlyFigure
    table_class = FigureTable
    add_permission = "figures.edit"
    add_url_name = "enterprises:figure_new"
    add_label = "填报年度数据"

    def rows(self, model: Any) -> QuerySet:
        rows = super().rows(model)
        return with_tax(rows, self.request.user) if model is YearlyFigure else rows


class FirmGrowth(FirmTablePage):
    """The ladder of a firm: its years side by side, and every step."""

    template_name = "enterprises/firm_growth.html"
    tab = "growth"
    rows_model = GrowthEvent
    table_class = GrowthTable
    add_permission = "enterprise.edit"
    add_url_name = "enterprises:growth_new"
    add_label = "登记成长事件"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        years = years_of(self.request.user, self.record)
        return super().get_context_data(years=years, rungs=rungs(years), **kwargs)


def rungs(years: list[Year]) -> list[dict[str, Any]]:
    """The lines of the ladder: what the firm was by its figures, then what was recorded of each kind."""
    lines: list[tuple[str, list[str]]] = [
        ("营业收入（万元）", [decimal_text(one.revenue, 2) for one in years]),
        ("年末从业人员（人）", [decimal_text(one.people) for one in years]),
        ("企业规模", [one.size or DASH for one in years]),
        ("规上或规下", [one.above_word for one in years]),
    ]
    lines += [(kind.label, [told(one, kind) for one in years]) for kind in GrowthEvent.Kind]
    return [{"label": label, "cells": cells} for label, cells in lines]


def told(year: Year, kind: str) -> str:
    return (
        "；".join(f"{event.on} {event.get_direction_display()}" for event in year.steps.get(kind, ())) or DASH
    )


class FirmHistory(FirmMixin, RecordPage):
    template_name = "enterprises/history.html"
    tab = "history"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(entries=history(self.record), **kwargs)


class FirmEdit(FirmMixin, EditPage):
    edit_permission = "enterprise.edit"
    form_class = forms.EnterpriseForm

    def get_title(self) -> str:
        return f"修改 {self.record}"

    def get_initial(self) -> dict[str, Any]:
        names = ("version", *firms.BASICS)
        return {name: getattr(self.record, name) for name in names}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(called=called(identities.get("enterprise"), self.record), **kwargs)

    def save(self, form: Any) -> str:
        firms.change_enterprise(actor=self.request.user, enterprise=self.record, **form.cleaned_data)
        messages.success(self.request, "企业信息已保存。")
        return self.firm_url()


class GrowthNew(FirmMixin, EditPage):
    edit_permission = "enterprise.edit"
    form_class = forms.GrowthForm
    submit_label = "登记"

    def get_title(self) -> str:
        return "登记成长事件"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "parks": self.parks("enterprise.edit")}

    def get_initial(self) -> dict[str, Any]:
        """What a proposal says already."""
        given = self.request.GET
        return {name: given[name] for name in ("kind", "direction") if name in given}

    def save(self, form: Any) -> str:
        firms.record_growth(actor=self.request.user, enterprise=self.record, **form.cleaned_data)
        messages.success(self.request, "成长事件已登记。")
        return reverse("enterprises:growth", args=(self.record.pk,))


class ParkFirms(ListPage):
    """The tab 企业 of a park: every firm that has or had rooms there."""

    model = Occupancy
    permission = "enterprise.view"
    table_class = ParkFirmTable
    sheet_kind = "occupancies"
    template_name = "enterprises/park_firms.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.user.require("enterprise.view")
        self.park = get_object_or_404(Park.objects.for_user(request.user), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Occupancy]:
        return super().get_queryset().filter(park=self.park)

    def get_title(self) -> str:
        return str(self.park)

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("园区", reverse("parks:list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tabs = tabs_for(park_tabs, self.park, self.request.user, "enterprises")
        return super().get_context_data(tabs=tabs, **kwargs)
