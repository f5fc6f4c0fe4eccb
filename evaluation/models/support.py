"""What rewards are worked out from and stand beside: yearly revenue, spending, rewards of higher levels, reliefs; and
the money of banks for parks (W16, W17, C十四, C十八)."""

import pghistory
from django.db import models
from django.db.models import Q

from accounts.models import Place
from enterprises.models import Enterprise
from evaluation.rules.money.rewards import Purpose
from parks.models import Park
from parks.models.columns import amount, day, in_order, not_negative, positive
from portal.models import Versioned
from portal.scope import Scope, ScopedManager

PURPOSES = [(one.value, one.label) for one in Purpose]


def of_year(table: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(year__range=(2000, 2100)),
        name=f"{table}_year_plausible",
        violation_error_message="年度应在 2000 至 2100 之间。",
    )


def sum_of_money(label: str) -> models.DecimalField:
    return models.DecimalField(label, max_digits=14, decimal_places=2)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class RevenueContribution(Versioned):
    """财力贡献: what the operator of a park, or the firms in it, brought in for the local government in a year."""

    class Kind(models.TextChoices):
        OPERATOR = "operator", "开发运营单位地方综合贡献"
        FIRMS = "firms", "入驻企业市本级财力贡献"

    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="contributions")
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    year = models.PositiveSmallIntegerField("年度")
    amount_wan = sum_of_money("金额(万元)")
    source = models.CharField("数据来源", max_length=100)

    known_by = "year"
    scope = Scope(place="park__place", view="tax.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "财力贡献"
        ordering = ("-year", "kind", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("park", "kind", "year"),
                name="contribution_once_a_year",
                violation_error_message="本园区此年度的这类贡献已登记，请打开后修改。",
            ),
            not_negative("contribution", "amount_wan", "金额不能小于 0 万元。"),
            of_year("contribution"),
        )

    def __str__(self) -> str:
        return f"{self.year} 年{self.get_kind_display()}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class DigitalSpending(Versioned):
    """数字化投入: what a park spent in a year on software and on the hardware it runs on (C十四)."""

    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="digital_spending")
    year = models.PositiveSmallIntegerField("年度")
    software_wan = sum_of_money("软性投入(万元)")
    hardware_wan = sum_of_money("支撑硬件投入(万元)")
    document = models.CharField("审计或凭证文件", max_length=100)

    known_by = "year"
    scope = Scope(place="park__place", view="evaluation.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "数字化投入"
        ordering = ("-year", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("park", "year"),
                name="digital_spending_once_a_year",
                violation_error_message="本园区此年度的数字化投入已登记，请打开后修改。",
            ),
            not_negative("digital_spending", "software_wan", "软性投入不能小于 0 万元。"),
            not_negative("digital_spending", "hardware_wan", "支撑硬件投入不能小于 0 万元。"),
            of_year("digital_spending"),
        )

    def __str__(self) -> str:
        return f"{self.year} 年数字化投入"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class HigherReward(Versioned):
    """上级奖补: what a higher level gave a park for the same purpose; of the two the better one counts (C十八)."""

    class Level(models.IntegerChoices):
        CITY = 2, "市级"
        PROVINCE = 3, "省级"
        STATE = 4, "国家级"

    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="higher_rewards")
    title = models.CharField("奖补名称", max_length=100)
    purpose = models.CharField("同类奖补", max_length=10, choices=PURPOSES)
    level = models.PositiveSmallIntegerField("层级", choices=Level.choices)
    year = models.PositiveSmallIntegerField("年度")
    amount_wan = sum_of_money("金额(万元)")
    overrides = models.BooleanField("上级已调整政策，按上级执行", default=False)
    document = models.CharField("文件", max_length=100)
    valid_from = day("政策施行日期")
    valid_until = day("政策失效日期")

    scope = Scope(place="park__place", view="evaluation.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "上级奖补"
        ordering = ("-year", "pk")
        constraints = (
            positive("higher_reward", "amount_wan", "金额应大于 0 万元。"),
            in_order("higher_reward", "valid_from", "valid_until", "失效日期不能早于施行日期。"),
            of_year("higher_reward"),
        )

    def __str__(self) -> str:
        return self.title


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Relief(Versioned):
    """减负事项: what a park or one of its firms is let off or given, from one day to another (W16)."""

    class Kind(models.TextChoices):
        INFRASTRUCTURE = "infrastructure", "城建基础设施配套费减免"
        LAND_VALUE_TAX = "land_value_tax", "土地增值税从低预征"
        LAND_USE_TAX = "land_use_tax", "城镇土地使用税优惠"
        PRESALE = "presale", "预售毛利率从低计算"
        PROPERTY_TAX = "property_tax", "房产税按政府指导价计价"
        SERVICE_VOUCHER = "service_voucher", "小微企业服务券"
        INNOVATION_VOUCHER = "innovation_voucher", "创新券"

    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="reliefs")
    kind = models.CharField("事项", max_length=20, choices=Kind.choices)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, verbose_name="企业", null=True, blank=True, related_name="reliefs"
    )
    valid_from = models.DateField("享受起始日")
    valid_until = day("享受截止日")
    amount_wan = amount("减免或发放金额(万元)")
    presale_income_wan = amount("预售收入(万元)")
    document = models.CharField("依据文件", max_length=100)
    note = models.CharField("说明", max_length=200, blank=True)

    scope = Scope(place="park__place", view="evaluation.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "减负事项"
        ordering = ("-valid_from", "pk")
        constraints = (
            in_order("relief", "valid_from", "valid_until", "享受截止日不能早于起始日。"),
            not_negative("relief", "amount_wan", "金额不能小于 0 万元。"),
            not_negative("relief", "presale_income_wan", "预售收入不能小于 0 万元。"),
            models.CheckConstraint(
                condition=~Q(kind__in=("service_voucher", "innovation_voucher"))
                | Q(enterprise__isnull=False, amount_wan__isnull=False),
                name="relief_voucher_names_firm_and_sum",
                violation_error_message="发放服务券、创新券的，请选择企业并填写金额。",
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class EscrowAccount(Versioned):
    """预售资金专户: opened with the bank that lends for the park's development (W17)."""

    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="escrow_accounts")
    bank = models.CharField("开户银行", max_length=100)
    has_local_branch = models.BooleanField("该银行在当地有分支机构", default=False)
    loan_wan = amount("开发贷款(万元)")
    number = models.CharField("账号", max_length=60)
    opened_on = models.DateField("开户日期")
    closed_on = day("销户日期")

    scope = Scope(place="park__place", view="evaluation.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "预售资金专户"
        ordering = ("-opened_on", "pk")
        constraints = (
            not_negative("escrow_account", "loan_wan", "开发贷款不能小于 0 万元。"),
            in_order("escrow_account", "opened_on", "closed_on", "销户日期不能早于开户日期。"),
        )

    def __str__(self) -> str:
        return f"{self.bank} 专户"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class GuaranteeQuota(Versioned):
    """专项担保额度: what a guarantor of the city or county sets aside in a year for firms in parks (W17)."""

    place = models.ForeignKey(Place, models.PROTECT, verbose_name="地域", related_name="guarantee_quotas")
    guarantor = models.CharField("担保机构", max_length=100)
    year = models.PositiveSmallIntegerField("年度")
    quota_wan = sum_of_money("专项额度(万元)")
    used_wan = amount("已用额度(万元)")
    rate_percent = models.DecimalField("担保费率(%)", max_digits=12, decimal_places=4, null=True, blank=True)
    terms = models.CharField("反担保要求", max_length=200, blank=True)

    scope = Scope(place="place", view="park.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "专项担保额度"
        ordering = ("-year", "guarantor", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("place", "guarantor", "year"),
                name="guarantee_quota_once_a_year",
                violation_error_message="该机构此年度的额度已登记，请打开后修改。",
            ),
            positive("guarantee_quota", "quota_wan", "专项额度应大于 0 万元。"),
            not_negative("guarantee_quota", "used_wan", "已用额度不能小于 0 万元。"),
            not_negative("guarantee_quota", "rate_percent", "担保费率不能小于 0。"),
            of_year("guarantee_quota"),
        )

    def __str__(self) -> str:
        return f"{self.guarantor} {self.year} 年额度"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class LandFigure(Versioned):
    """标准地年度数据: what a park's standard-land indicators are worked out from, beside its firms' figures (C四)."""

    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="land_figures")
    year = models.PositiveSmallIntegerField("年度")
    invested_wan = amount("累计固定资产投资(万元)")
    value_added_wan = amount("增加值(万元)")
    emission_t = amount("污染物排放量(吨)")
    source = models.CharField("数据来源", max_length=100)

    known_by = "year"
    scope = Scope(place="park__place", view="tax.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "标准地年度数据"
        ordering = ("-year", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("park", "year"),
                name="land_figure_once_a_year",
                violation_error_message="本园区此年度的标准地数据已登记，请打开后修改。",
            ),
            not_negative("land_figure", "invested_wan", "累计固定资产投资不能小于 0 万元。"),
            not_negative("land_figure", "value_added_wan", "增加值不能小于 0 万元。"),
            not_negative("land_figure", "emission_t", "污染物排放量不能小于 0 吨。"),
            of_year("land_figure"),
        )

    def __str__(self) -> str:
        return f"{self.year} 年标准地数据"
