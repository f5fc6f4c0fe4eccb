"""Of parcels: approval, acceptance and promises (W18, C四), works and supply (W14), auctions (W15), restrictions (W末段)."""

import datetime

from django.db.models import (
    Case,
    Count,
    Expression,
    ExpressionWrapper,
    F,
    Max,
    Min,
    Q,
    Value,
    When,
)
from django.db.models.lookups import Exact

from parks.measures.facts import COUNT, flag
from parks.measures.spans import Days, WorkingDays, Years, until
from parks.measures.subject import number
from parks.measures.sums import AREA, quotient
from parks.measures.worst import RUNNING, all_said, of_rows, plain
from parks.models import Parcel
from parks.models.options import SupplyKind
from policies.numbers import FLAG, SHARE
from portal.measures import Measure
from portal.own_rows import OfRows

AUCTIONS = (SupplyKind.HANDED_OVER_FLOOR, SupplyKind.TAX)
PROMISES = (
    "promised_investment_per_mu",
    "promised_tax_per_mu",
    "promised_value_added_per_emission",
    "promised_value_added_per_tce",
)
RESTRICTIONS = ("restricted_in_notice", "restricted_in_land_contract", "restricted_in_project_contract")


def in_approval(on: datetime.date) -> Q:
    return Q(approval_applied_on__isnull=False) | Q(started_on__isnull=False)


def approval_days(on: datetime.date) -> Expression:
    return Days(until("approved_on", on), F("approval_applied_on"))


def in_acceptance(on: datetime.date) -> Q:
    return Q(acceptance_applied_on__isnull=False) | Q(accepted_on__isnull=False)


def acceptance_days(on: datetime.date) -> Expression:
    worked = WorkingDays(F("acceptance_applied_on"), until("accepted_on", on))
    return Case(
        When(acceptance_applied_on__isnull=False, then=worked), default=Value(None), output_field=COUNT
    )


def started(on: datetime.date) -> Q:
    return Q(started_on__isnull=False)


def works_years(on: datetime.date) -> Expression:
    return Years(until("completed_on", on), F("started_on"))


def supply_batches() -> Expression:
    """供地次数: how many batches the parcels were supplied in; one parcel is one, unknown while one is open."""
    all_of_them, said = Count("pk"), Count("supply_batch")
    batches = Case(
        When(Exact(all_of_them, 1), then=Value(1)),
        When(Exact(all_of_them, said), then=Count("supply_batch", distinct=True)),
        default=Value(None),
        output_field=COUNT,
    )
    return OfRows(Parcel.objects.all(), "park", batches, COUNT)


def auctioned(on: datetime.date) -> Q:
    return Q(supply_kind__in=AUCTIONS)


def premium(on: datetime.date) -> Expression:
    """封顶地价溢价率: the cap over the starting price."""
    over = ExpressionWrapper(F("cap_price_wan") - F("starting_price_wan"), output_field=AREA)
    return quotient(over, F("starting_price_wan"))


def over_cap(on: datetime.date) -> Expression:
    return ExpressionWrapper(F("land_price_wan") - F("cap_price_wan"), output_field=AREA)


def contracted(on: datetime.date) -> Q:
    return Q(contracted_on__isnull=False)


def promises_said(on: datetime.date) -> Expression:
    said = Q(**{f"{name}__isnull": False for name in PROMISES})
    return flag(said, ~said)


def restrictions(on: datetime.date) -> Expression:
    return all_said(*RESTRICTIONS)


PARCELS = (
    of_rows(
        "approval_days",
        "开工审批天数",
        "天",
        "各地块（办结日期 − 受理日期）中的最大值",
        0,
        Parcel,
        in_approval,
        approval_days,
        Max,
        note=RUNNING,
    ),
    of_rows(
        "acceptance_working_days",
        "竣工验收工作日",
        "个工作日",
        "各地块自受理次日至办结日的工作日数中的最大值",
        0,
        Parcel,
        in_acceptance,
        acceptance_days,
        Max,
        note=f"按节假日表计算；年度节假日未录入的不能计算。{RUNNING}",
    ),
    of_rows(
        "works_years",
        "建设工期",
        "年",
        "各地块（竣工日期 − 开工日期）中的最大值",
        2,
        Parcel,
        started,
        works_years,
        Max,
        note=f"满周年之日为整数年。{RUNNING}",
    ),
    of_rows(
        "land_price_premium",
        "封顶地价溢价率",
        SHARE,
        "竞价地块（最高限价 − 起始价）÷ 起始价中的最大值",
        4,
        Parcel,
        auctioned,
        premium,
        Max,
    ),
    of_rows(
        "price_over_cap",
        "成交地价超出最高限价",
        "万元",
        "竞价地块（成交地价 − 最高限价）中的最大值",
        2,
        Parcel,
        auctioned,
        over_cap,
        Max,
    ),
    of_rows(
        "has_all_promises",
        "标准地指标齐全",
        FLAG,
        "各地块四项标准地指标均已约定",
        0,
        Parcel,
        contracted,
        promises_said,
        Min,
    ),
    of_rows(
        "has_restrictions",
        "限制条款已载明",
        FLAG,
        "各地块的出让公告、土地合同、投资协议均已载明限制条款",
        0,
        Parcel,
        contracted,
        restrictions,
        Min,
    ),
    *(
        of_rows(name, label, unit, f"各地块{label}中的最小值", 2, Parcel, contracted, plain(name), Min)
        for name, label, unit in (
            ("promised_investment_per_mu", "承诺投资强度", "万元/亩"),
            ("promised_tax_per_mu", "承诺亩均税收", "万元/亩"),
            ("promised_value_added_per_emission", "承诺单位排放增加值", "万元/吨"),
            ("promised_value_added_per_tce", "承诺单位能耗增加值", "万元/吨标准煤"),
        )
    ),
    Measure(
        "supply_batches",
        "供地次数",
        "次",
        "各地块供地批次的个数",
        0,
        lambda on: supply_batches(),
        lambda land: [
            land.operand("parcel", row, "供地批次", number(row.supply_batch), "批") for row in land.parcels
        ],
    ),
)
