"""Of phases and of conversions: what is invested before a sale (W18), what inefficient land must show (W4)."""

import datetime

from django.db.models import Exists, Expression, F, Min, OuterRef, Q

from parks.measures.facts import flag
from parks.measures.rooms import divided_as
from parks.measures.spans import Years, until
from parks.measures.sums import quotient
from parks.measures.worst import RUNNING, UNIT_PARK, all_said, every, of_rows, plain
from parks.models import Conversion, Phase, Unit
from policies.numbers import FLAG, SHARE


def on_presale(on: datetime.date) -> Q:
    return Q(presale_permit_on__isnull=False)


def invested_share(on: datetime.date) -> Expression:
    return quotient(F("invested_wan"), F("planned_investment_wan"))


def production_years(on: datetime.date) -> Expression:
    return Years(until("consented_on", on), F("in_production_since"))


def conversion_conditions(on: datetime.date) -> Expression:
    plans = ("fits_urban_plan", "fits_land_plan", "fits_environment_plan", "fits_industry_plan")
    return all_said("is_state_land", *plans)


def scheme_told(on: datetime.date) -> Expression:
    """产业定位、投资强度、亩均产出、亩均税收: all told; not all of them and consented to nevertheless is no."""
    told = ~Q(positioning="") & Q(
        investment_per_mu__isnull=False, output_per_mu__isnull=False, tax_per_mu__isnull=False
    )
    return flag(told, Q(consented_on__isnull=False))


def of_conversions(on: datetime.date) -> Q:
    """Rooms that leave the developer's hands in a park on converted land."""
    return Q(Exists(Conversion.objects.filter(park=OuterRef(UNIT_PARK)))) & Q(is_self_held=False)


PROJECTS = (
    of_rows(
        "presale_invested",
        "预售时已完成投资比例",
        SHARE,
        "已办预售的分期（已完成投资 ÷ 计划总投资）中的最小值",
        4,
        Phase,
        on_presale,
        invested_share,
        Min,
    ),
    of_rows(
        "conversion_years",
        "低效用地已投产年限",
        "年",
        "各改造项目（同意日期 − 原项目投产日期）中的最小值",
        2,
        Conversion,
        every,
        production_years,
        Min,
        note=RUNNING,
    ),
    of_rows(
        "conversion_site_mu",
        "改造用地面积",
        "亩",
        "各改造项目用地面积中的最小值",
        4,
        Conversion,
        every,
        plain("land_area_mu"),
        Min,
    ),
    of_rows(
        "conversion_conditions",
        "国有建设用地且符合四项规划",
        FLAG,
        "各改造项目为国有建设用地，并符合城乡、土地利用、环境功能区和产业发展四项规划",
        0,
        Conversion,
        every,
        conversion_conditions,
        Min,
    ),
    of_rows(
        "conversion_scheme",
        "成片开发方案齐全",
        FLAG,
        "各改造项目的方案均写明产业定位、投资强度、亩均产出、亩均税收",
        0,
        Conversion,
        every,
        scheme_told,
        Min,
        note="县级政府已同意而方案不齐的为否，尚未同意的为缺少数据。",
    ),
    of_rows(
        "conversion_division",
        "改造项目按层或按幢分割",
        FLAG,
        "有改造项目的园区，除开发主体自持的以外，各单元均按层或按幢分割",
        0,
        Unit,
        of_conversions,
        divided_as(Unit.Division.STOREY, Unit.Division.BUILDING),
        Min,
        UNIT_PARK,
    ),
)
