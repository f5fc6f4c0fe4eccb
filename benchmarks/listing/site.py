"""The addresses of the contest: the portal's, and beside it the list of firms done the bare way and the admin's way."""

from pathlib import Path
from typing import Any

import orjson
from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from config.urls import urlpatterns as portal
from enterprises.models import Enterprise
from enterprises.tables import with_rooms
from parks.rules import industries

ROWS = 50
CELLS = ("pk", "name", "uscc", "industry_code", "park_name", "floor_area_m2", "founded_on")
API_FIELDS = ("id", "name", "uscc", "industry_code", "founded_on", "version")
TEMPLATE = Engine().from_string((Path(__file__).parent / "bare.html").read_text())


def bare_page(request: HttpRequest) -> HttpResponse:
    """The same cells of the same rows: one query, one template, no page around them."""
    firms = with_rooms(Enterprise.objects.for_user(request.user), request.user)
    rows = firms.order_by("name", "pk").values(*CELLS)[:ROWS]
    labels = industries.table()
    found = [{**row, "industry": labels[row["industry_code"]].label} for row in rows]
    return HttpResponse(TEMPLATE.render(Context({"rows": found})))


def bare_json(request: HttpRequest) -> HttpResponse:
    """The same fields of the same rows: one query, one dump."""
    rows = Enterprise.objects.for_user(request.user).order_by("pk").values(*API_FIELDS)[:ROWS]
    return HttpResponse(orjson.dumps(list(rows), default=str), content_type="application/json")


class OpenAdmin(AdminSite):
    """Whoever is logged in may do everything."""

    def has_permission(self, request: HttpRequest) -> bool:
        return True


class FirmAdmin(ModelAdmin):
    """The same columns; all firms, which is less work than those of one's places."""

    list_display = ("name", "uscc", "industry", "park_name", "floor_area_m2", "founded_on")
    list_per_page = ROWS

    def get_queryset(self, request: HttpRequest) -> Any:
        return with_rooms(Enterprise.objects.order_by("name", "pk"), request.user)

    def has_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    has_view_permission = has_add_permission = has_change_permission = has_delete_permission = has_permission

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def industry(self, firm: Enterprise) -> str:
        return industries.table()[firm.industry_code].label

    def park_name(self, firm: Any) -> str | None:
        return firm.park_name

    def floor_area_m2(self, firm: Any) -> str | None:
        return None if firm.floor_area_m2 is None else f"{firm.floor_area_m2:,.2f}"


admin = OpenAdmin()
admin.register(Enterprise, FirmAdmin)

urlpatterns = [
    path("admin/", admin.urls),
    path("bare/enterprises/", bare_page),
    path("bare/enterprises.json", bare_json),
    *portal,
]
