"""Parcels and phases: short on the page that enters a whole park, whole on their own pages."""

from parks.forms.base import versioned
from parks.forms.fields import record_form
from parks.models import Parcel, Phase

NOT_YET = "未发生的请留空。"
PARCEL_SAID = {
    "contracted_on": {"help_text": "适用规定按此日期确定。"},
    "started_on": {"help_text": "未开工请留空。"},
    "supply_batch": {"label": "第几次供地", "help_text": "一个项目原则上一次供地，填 1。"},
    "restricted_in_notice": {"label": "土地出让公告"},
    "restricted_in_land_contract": {"label": "土地合同"},
    "restricted_in_project_contract": {"label": "投资协议"},
}
PARCEL_ENTRY = (("", "", ("name", "land_area_mu", "contracted_on", "started_on")),)
PARCEL_GROUPS = (
    ("地块", "", ("name", "land_area_mu", "source", "natures")),
    ("供地", "", ("supply_kind", "supply_plan_year", "supply_batch", "supplied_on")),
    (
        "土地合同",
        "",
        (
            "contract_number",
            "contracted_on",
            "starting_price_wan",
            "cap_price_wan",
            "land_price_wan",
            "land_use_until",
        ),
    ),
    (
        "标准地承诺指标",
        "按土地合同或投资协议填写。",
        (
            "promised_investment_per_mu",
            "promised_tax_per_mu",
            "promised_value_added_per_emission",
            "promised_value_added_per_tce",
        ),
    ),
    ("工期", NOT_YET, ("start_due_on", "completion_due_on", "started_on", "completed_on")),
    (
        "审批与验收时限",
        NOT_YET,
        ("approval_applied_on", "approved_on", "acceptance_applied_on", "accepted_on"),
    ),
    (
        "限制条款是否载明",
        "入园、转让和销售的限制条款应当写进这三份文件；看过文件后再填。",
        ("restricted_in_notice", "restricted_in_land_contract", "restricted_in_project_contract"),
    ),
)
PHASE_SAID = {"completed_on": {"help_text": "未竣工请留空。"}}
PHASE_ENTRY = (
    (
        "",
        "",
        (
            "name",
            "land_area_mu",
            "floor_area_m2",
            "far_counted_floor_m2",
            "production_floor_m2",
            "non_production_floor_m2",
            "completed_on",
        ),
    ),
)
PHASE_GROUPS = (
    (
        "用地与建筑面积",
        "生产性用房与非生产性用房之和应等于总建筑面积。",
        (
            "name",
            "land_area_mu",
            "floor_area_m2",
            "far_counted_floor_m2",
            "production_floor_m2",
            "non_production_floor_m2",
            "non_production_land_m2",
            "completed_on",
        ),
    ),
    (
        "地下空间、绿地与车位",
        "",
        ("underground_floor_m2", "is_underground_titled", "green_area_m2", "parking_spaces"),
    ),
    (
        "投资与预售",
        "",
        ("planned_investment_wan", "invested_wan", "presale_permit_on", "presale_permit_number"),
    ),
    ("分期认定", NOT_YET, ("recognised_on", "recognition_batch")),
)

ParcelEntryForm = record_form(Parcel, PARCEL_ENTRY, **PARCEL_SAID)
PhaseEntryForm = record_form(Phase, PHASE_ENTRY, **PHASE_SAID)
ParcelForm = record_form(Parcel, PARCEL_GROUPS, **PARCEL_SAID)
PhaseForm = record_form(Phase, PHASE_GROUPS, **PHASE_SAID)
EditParcelForm = versioned(ParcelForm)
EditPhaseForm = versioned(PhaseForm)
