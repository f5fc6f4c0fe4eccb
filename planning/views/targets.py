from django.urls import reverse

from planning.areas import PERMISSION
from planning.filters import TargetFilter
from planning.models import PlanTarget
from planning.tables import TargetTable
from portal.pages import ListPage


class TargetList(ListPage):
    """The plan's cells of one's own areas."""

    model = PlanTarget
    permission = PERMISSION
    title = "计划指标"
    table_class = TargetTable
    sheet_kind = "plan_targets"
    filterset_class = TargetFilter

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("计划进度", reverse("planning:dashboard"))]
