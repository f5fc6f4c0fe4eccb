"""A firm's rooms in a park: corrected, and given up."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.urls import reverse

from enterprises import forms
from enterprises.filters import RoomFilter
from enterprises.models import Occupancy
from enterprises.selectors import units_of
from enterprises.services import rooms
from enterprises.tables import RoomTable
from parks.models import Unit
from portal.numbers import decimal_text
from portal.pages import EditPage, ListPage


class RoomList(ListPage):
    """The rooms of all firms in the parks one sees."""

    model = Occupancy
    permission = "enterprise.view"
    title = "入驻"
    table_class = RoomTable
    sheet_kind = "occupancies"
    filterset_class = RoomFilter

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("入园企业", reverse("enterprises:list"))]


class RoomPage(EditPage):
    """A form about one firm's rooms in one park, leading back to the firm."""

    model = Occupancy
    permission = "enterprise.view"
    edit_permission = "enterprise.edit"
    related = ("enterprise", "park__place", "unit")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("入园企业", reverse("enterprises:list")), (str(self.record.enterprise), self.firm_url())]

    def firm_url(self) -> str:
        return reverse("enterprises:enterprise", args=(self.record.enterprise_id,))

    def get_initial(self) -> dict[str, Any]:
        return self.form_class.initial_for(self.record)


class OccupancyEdit(RoomPage):
    """A wrong floor, a wrong day, an own parcel: whatever the approval or the exit got wrong."""

    form_class = forms.OccupancyForm

    def get_title(self) -> str:
        return f"修改入驻：{self.record}"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "units": units_of(self.record.park)}

    def save(self, form: Any) -> str:
        rooms.change_occupancy(actor=self.request.user, occupancy=self.record, **form.cleaned_data)
        self.compare(form.cleaned_data["unit"], form.cleaned_data["floor_area_m2"])
        messages.success(self.request, "入驻信息已保存。已发布的评价结果不会随之改变，需重新运行评价。")
        return self.firm_url()

    def compare(self, unit: Unit | None, floor_m2: Decimal) -> None:
        """A word of warning where the firm's floor is not that of its unit: part of one may be let."""
        if unit is not None and unit.floor_area_m2 != floor_m2:
            messages.warning(
                self.request,
                f"入驻面积 {decimal_text(floor_m2)} ㎡ 与单元“{unit}”的建筑面积"
                f" {decimal_text(unit.floor_area_m2)} ㎡ 不一致，请核对。",
            )


class OccupancyEnd(RoomPage):
    """The firm leaves its rooms: a page of its own, because it takes the firm out of every later figure."""

    form_class = forms.EndOccupancyForm
    submit_label = "登记退出"

    def get_title(self) -> str:
        return f"登记退出：{self.record}"

    def save(self, form: Any) -> str:
        rooms.end_occupancy(actor=self.request.user, occupancy=self.record, **form.cleaned_data)
        messages.success(self.request, "退出已登记，历史数据保留。")
        return self.firm_url()
