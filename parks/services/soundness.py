"""The constraints of the database as sentences at fields, asked before writing."""

import re
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from portal.errors import PortalError

# At which field of the form a constraint's message belongs.
FIELDS = {
    "park_star_one_to_five": "star",
    "park_star_has_date": "star_on",
    "park_star_after_recognition": "recognised_on",
    "parcel_land_positive": "land_area_mu",
    "parcel_named_once": "name",
    "parcel_started_after_contract": "started_on",
    "parcel_plan_year_plausible": "supply_plan_year",
    "park_registry_code_once": "registry_code",
    "phase_land_positive": "land_area_mu",
    "phase_floor_positive": "floor_area_m2",
    "phase_named_once": "name",
    "phase_floor_adds_up": "non_production_floor_m2",
    "phase_counted_floor_not_negative": "far_counted_floor_m2",
    "phase_production_within_total": "production_floor_m2",
    "phase_non_production_within_total": "non_production_floor_m2",
    "danger_closed_says_how": "closure",
    "demand_handled_says_how": "result",
    "park_contract_one_body": "operator",
    "village_share_within_whole": "share_percent",
    "conversion_land_positive": "land_area_mu",
    "fund_paid_positive": "paid_wan",
    "fire_grade_once_a_year": "year",
    "supply_plan_once_a_year": "year",
    "meter_once": "number",
    "reading_once_a_day": "on",
    "reading_not_negative": "value",
    "building_named_once": "name",
    "storey_numbered_once": "number",
    "storey_number_plausible": "number",
    "unit_named_once": "name",
    "unit_held_is_not_sold": "sold_on",
    "unit_term_needs_holding": "is_self_held",
    "tenancy_contract_numbered_once": "number",
    "tenancy_contract_dates_in_order": "valid_until",
    "tenancy_contract_lease_ends": "valid_until",
}
# What has happened, has a date; what is still planned, has none.
PAST = {
    "park": ("party_branch_on", "owners_committee_on"),
    "parcel": (
        "supplied_on",
        "contracted_on",
        "approval_applied_on",
        "approved_on",
        "started_on",
        "completed_on",
        "acceptance_applied_on",
        "accepted_on",
    ),
    "phase": ("presale_permit_on", "completed_on", "recognised_on"),
    "building": ("completed_on",),
    "unit": ("sold_on",),
    "safetyevent": ("on",),
    "hiddendanger": ("found_on", "closed_on"),
    "parkcontract": ("signed_on",),
    "conversion": ("in_production_since", "consented_on", "paid_on"),
    "villageshare": ("on",),
    "designreview": ("on",),
    "planadjustment": ("on", "finished_on"),
    "fundpayment": ("on",),
    "meterreading": ("on",),
    "supplyplan": ("issued_on",),
    "localrule": ("issued_on",),
    "modelcase": ("published_on",),
    "oldsite": ("removed_on",),
    "demand": ("raised_on", "handled_on"),
    "tenancycontract": ("signed_on",),
}
# What `parks.models.columns` puts behind the field's name.
ENDING = re.compile(r"_(in_order|gte_0|positive|plausible)$")
NOT_YET = "不能晚于今天；尚未发生的请留空。"


class Unsound(PortalError):
    """A value the database would refuse; `field` says which."""

    code = "unsound"
    status = 422

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


def violations(row: models.Model, without: Collection[str] = ()) -> list[tuple[str | None, str]]:
    """(field, sentence) for each constraint `row` breaks; those touching a field of `without` are not asked."""
    past = PAST.get(row._meta.model_name or "", ())
    found: list[tuple[str | None, str]] = [(name, NOT_YET) for name in past if is_to_come(row, name, without)]
    for constraint in row._meta.constraints:
        try:
            constraint.validate(type(row), row, exclude=set(without))
        except ValidationError as error:
            found.append((field_of(row, constraint.name), error.messages[0]))
    return found


def field_of(row: models.Model, name: str) -> str | None:
    """The field a constraint is about: as the table says, else the one its name ends in (`…_paid_wan_gte_0`)."""
    stem = ENDING.sub("", name)
    named = [field.name for field in row._meta.concrete_fields if stem.endswith(f"_{field.name}")]
    return FIELDS.get(name) or max(named, key=len, default=None)


def is_to_come(row: models.Model, name: str, without: Collection[str]) -> bool:
    date = getattr(row, name)
    return name not in without and date is not None and date > timezone.localdate()


def require_sound(row: models.Model) -> None:
    """Raise Unsound for the first constraint that `row` breaks."""
    for field, message in violations(row):
        raise Unsound(message, field)


def with_values(row: Any, values: dict[str, Any]) -> Any:
    """The row with `values` set in memory."""
    for name, value in values.items():
        setattr(row, name, value)
    return row
