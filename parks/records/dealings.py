"""合同与主体: contracts, converted land, villages' shares, reviews and changes of the plans, people."""

from typing import Any

from django.db.models import Q, QuerySet

from parks.models import (
    Contact,
    Conversion,
    DesignReview,
    Park,
    ParkContract,
    PlanAdjustment,
    VillageShare,
)
from parks.records.kind import RecordGroup, RecordKind, register_group
from parks.records.panels import conversion_conditions


def bodies(column: str) -> Any:
    """Developers or operators of the parks this person sees, and those their contracts name."""

    def rows(park: Park, user: Any) -> QuerySet:
        model = ParkContract._meta.get_field(column).related_model
        seen = Park.objects.for_user(user)
        contracts = ParkContract.objects.for_user(user)
        return model.objects.filter(
            Q(pk__in=seen.values(column)) | Q(pk__in=contracts.values(column))
        ).order_by("name")

    return rows


BODY_HINT = "列表中没有的，请先在园区的“编辑”中登记。"

register_group(
    RecordGroup("dealings", "合同与主体", 40),
    RecordKind(
        code="contract",
        model=ParkContract,
        group="dealings",
        edit="park.edit",
        fields=(
            "developer",
            "operator",
            "number",
            "signed_on",
            "valid_from",
            "valid_until",
            "content",
        ),
        columns=("signed_on", "developer", "operator", "number", "valid_from", "valid_until"),
        sort="-signed_on",
        clauses=("w07", "c11"),
        note="与开发主体或运营机构签订的合同。",
        hints={"developer": BODY_HINT, "operator": "开发主体和运营机构选择其中一个。"},
        choices={"developer": bodies("developer"), "operator": bodies("operator")},
    ),
    RecordKind(
        code="conversion",
        model=Conversion,
        group="dealings",
        edit="park.edit",
        fields=(
            "name",
            "land_area_mu",
            "in_production_since",
            "is_state_land",
            "fits_urban_plan",
            "fits_land_plan",
            "fits_environment_plan",
            "fits_industry_plan",
            "positioning",
            "investment_per_mu",
            "output_per_mu",
            "tax_per_mu",
            "consent_document",
            "consented_on",
            "appraised_price_wan",
            "original_price_wan",
            "difference_paid_wan",
            "paid_on",
            "longest_term_until",
            "owners",
        ),
        columns=(
            "name",
            "land_area_mu",
            "in_production_since",
            "consented_on",
            "appraised_price_wan",
            "difference_paid_wan",
        ),
        clauses=("w04",),
        note="低效用地改建为小微企业园；条件和应补缴的差价在每项的页面上核对。",
        row_panel=conversion_conditions,
    ),
    RecordKind(
        code="village-share",
        model=VillageShare,
        group="dealings",
        edit="park.edit",
        fields=("village", "form", "parcel", "share_percent", "amount_wan", "on"),
        columns=("village", "form", "parcel", "share_percent", "amount_wan", "on"),
        clauses=("w14", "c03"),
        choices={"parcel": lambda park, user: park.parcels.order_by("name")},
    ),
    RecordKind(
        code="design-review",
        model=DesignReview,
        group="dealings",
        edit="park.edit",
        fields=("on", "department", "subject", "outcome", "opinion"),
        columns=("subject", "department", "on", "outcome"),
        sort="-on",
        clauses=("c05",),
    ),
    RecordKind(
        code="plan-adjustment",
        model=PlanAdjustment,
        group="dealings",
        edit="park.edit",
        fields=("kind", "on", "content", "document", "finished_on"),
        columns=("kind", "on", "content", "document", "finished_on"),
        sort="-on",
        clauses=("w06",),
        note="在建园区补足配套的方案调整，建成园区的改造提升。",
    ),
    RecordKind(
        code="contact",
        model=Contact,
        group="dealings",
        fields=("role", "name", "phone"),
        columns=("name", "role", "phone"),
        personal=("phone",),
        note="号码只显示首尾几位；需要时打开查看，每次查看都留有记录。导出的表里没有号码。",
    ),
)
