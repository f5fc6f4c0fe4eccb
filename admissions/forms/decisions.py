"""The steps of those who decide: an opinion, and what goes with it."""

from typing import Any

from django.core.exceptions import ValidationError

from admissions.models import Application
from portal.forms import DecimalField
from portal.steps import DecisionForm


class ApproveForm(DecisionForm):
    """What the decider confirms: how much floor the firm may have."""

    floor_area_m2 = DecimalField(
        label="核定面积", unit="㎡", places=2, digits=14, help_text="不大于园区总建筑面积。"
    )
    field_order = ("version", "floor_area_m2", "comment")

    def clean_floor_area_m2(self) -> Any:
        value = self.cleaned_data["floor_area_m2"]
        if value == 0:
            raise ValidationError("核定面积应大于 0 ㎡。", code="low")
        return value

    @staticmethod
    def initial_for(application: Application) -> dict[str, Any]:
        return {"floor_area_m2": application.requested_floor_m2}
