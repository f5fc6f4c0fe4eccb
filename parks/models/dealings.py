import pghistory
from django.db import models
from django.db.models import Q

from parks.models.body import Developer, Operator
from parks.models.columns import amount, day, in_order, not_negative
from parks.models.parcel import Parcel
from parks.models.record import ParkRecord
from portal.models.change import noting_changes
from portal.models.search_name import searchable


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ParkContract(ParkRecord):
    """开发或运营合同: with one developer or one operator, for a time (W7, C十一)."""

    developer = models.ForeignKey(
        Developer, models.PROTECT, verbose_name="开发主体", null=True, blank=True, related_name="contracts"
    )
    operator = models.ForeignKey(
        Operator, models.PROTECT, verbose_name="运营机构", null=True, blank=True, related_name="contracts"
    )
    number = models.CharField("合同编号", max_length=60, blank=True)
    signed_on = models.DateField("签订日期")
    valid_from = models.DateField("起始日期")
    valid_until = day("终止日期")
    content = models.CharField("主要内容", max_length=500, blank=True)

    class Meta:
        verbose_name = "开发运营合同"
        triggers = searchable("park_contract", "number")
        ordering = ("-valid_from", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(developer__isnull=True, operator__isnull=False)
                | Q(developer__isnull=False, operator__isnull=True),
                name="park_contract_one_body",
                violation_error_message="开发主体和运营机构请选择其中一个。",
            ),
            in_order("park_contract", "valid_from", "valid_until", "终止日期不能早于起始日期。"),
        )

    def __str__(self) -> str:
        return self.number or f"{self.signed_on} 签订的合同"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Conversion(ParkRecord):
    """低效用地改造: what W4 asks of land in use before it may become a park."""

    name = models.CharField("项目名称", max_length=100)
    land_area_mu = models.DecimalField("用地面积(亩)", max_digits=12, decimal_places=4)
    in_production_since = day("原项目投产日期")
    is_state_land = models.BooleanField("国有建设用地", null=True, blank=True)
    fits_urban_plan = models.BooleanField("符合城乡规划", null=True, blank=True)
    fits_land_plan = models.BooleanField("符合土地利用规划", null=True, blank=True)
    fits_environment_plan = models.BooleanField("符合环境功能区划", null=True, blank=True)
    fits_industry_plan = models.BooleanField("符合产业发展规划", null=True, blank=True)
    positioning = models.CharField("方案：产业定位", max_length=200, blank=True)
    investment_per_mu = amount("方案：投资强度(万元/亩)")
    output_per_mu = amount("方案：亩均产出(万元/亩)")
    tax_per_mu = amount("方案：亩均税收(万元/亩)")
    consent_document = models.CharField("县级政府同意文件", max_length=100, blank=True)
    consented_on = day("同意日期")
    appraised_price_wan = amount("市场评估价(万元)")
    original_price_wan = amount("原土地价款(万元)")
    difference_paid_wan = amount("已补缴差价(万元)")
    paid_on = day("补缴日期")
    longest_term_until = day("最长一宗土地终止日期")
    owners = models.CharField("实施主体及成员、股东", max_length=500, blank=True)

    class Meta:
        verbose_name = "低效用地改造"
        ordering = ("name", "pk")
        triggers = noting_changes()
        constraints = (
            models.CheckConstraint(
                condition=Q(land_area_mu__gt=0),
                name="conversion_land_positive",
                violation_error_message="用地面积应大于 0 亩。",
            ),
            *(
                not_negative("conversion", name, f"{label}不能为负数。")
                for name, label in (
                    ("investment_per_mu", "投资强度"),
                    ("output_per_mu", "亩均产出"),
                    ("tax_per_mu", "亩均税收"),
                    ("appraised_price_wan", "市场评估价"),
                    ("original_price_wan", "原土地价款"),
                    ("difference_paid_wan", "已补缴差价"),
                )
            ),
        )

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class VillageShare(ParkRecord):
    """村集体入股: a village's share in land or park (W14, C三)."""

    class Form(models.TextChoices):
        CAPITAL = "capital", "土地作价出资"
        SHARES = "shares", "入股"
        GROUP = "group", "行政村抱团出资"

    parcel = models.ForeignKey(
        Parcel, models.PROTECT, verbose_name="地块", null=True, blank=True, related_name="village_shares"
    )
    village = models.CharField("村集体", max_length=100)
    form = models.CharField("方式", max_length=10, choices=Form.choices)
    share_percent = models.DecimalField("份额(%)", max_digits=5, decimal_places=2, null=True, blank=True)
    amount_wan = amount("出资额(万元)")
    on = day("日期")

    class Meta:
        verbose_name = "村集体入股"
        ordering = ("village", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(share_percent__isnull=True) | Q(share_percent__gt=0, share_percent__lte=100),
                name="village_share_within_whole",
                violation_error_message="份额应大于 0，不超过 100%。",
            ),
            not_negative("village_share", "amount_wan", "出资额不能为负数。"),
        )

    def __str__(self) -> str:
        return self.village


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class DesignReview(ParkRecord):
    """设计方案评审: a department's say on the design before works start (C五)."""

    class Outcome(models.TextChoices):
        AGREED = "agreed", "同意"
        CHANGES = "changes", "修改后同意"
        REFUSED = "refused", "不同意"

    on = models.DateField("评审日期")
    department = models.CharField("评审部门", max_length=60)
    subject = models.CharField("评审内容", max_length=200)
    outcome = models.CharField("结论", max_length=10, choices=Outcome.choices)
    opinion = models.CharField("意见", max_length=500, blank=True)

    class Meta:
        verbose_name = "设计方案评审"
        ordering = ("-on", "pk")

    def __str__(self) -> str:
        return f"{self.department} {self.on}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PlanAdjustment(ParkRecord):
    """方案调整或改造提升: support facilities planned anew or added (W6)."""

    class Kind(models.TextChoices):
        PLAN = "plan", "调整建设方案"
        RETROFIT = "retrofit", "改造提升"

    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    on = models.DateField("日期")
    content = models.CharField("内容", max_length=500)
    document = models.CharField("批准文件", max_length=100, blank=True)
    finished_on = day("完成日期")

    class Meta:
        verbose_name = "方案调整"
        ordering = ("-on", "pk")
        constraints = (in_order("plan_adjustment", "on", "finished_on", "完成日期不能早于开始日期。"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class FundPayment(ParkRecord):
    """资金缴存: maintenance fund, warranty deposit, pre-sale escrow (C十一, W17); for the whole park, for one of its
    units, or under the contract of a firm that is about no unit in particular."""

    class Kind(models.TextChoices):
        MAINTENANCE = "maintenance", "物业专项维修资金"
        WARRANTY = "warranty", "物业保修金"
        ESCROW = "escrow", "预售资金监管"
        OTHER = "other", "其他"

    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    on = models.DateField("日期")
    # Six places: what a firm pays for its unit is counted in 分.
    paid_wan = models.DecimalField("缴存金额(万元)", max_digits=18, decimal_places=6)
    unit = models.ForeignKey(
        "parks.Unit", models.PROTECT, verbose_name="单元", null=True, blank=True, related_name="fund_payments"
    )
    contract_number = models.CharField("合同编号", max_length=60, blank=True)
    account = models.CharField("监管账户", max_length=100, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "资金缴存"
        ordering = ("-on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(paid_wan__gt=0),
                name="fund_paid_positive",
                violation_error_message="缴存金额应大于 0 万元。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Contact(ParkRecord):
    """联系人: a person of the park; the telephone number only for those who need it."""

    class Role(models.TextChoices):
        HEAD = "head", "机构负责人"
        CONTACT = "contact", "机构联系人"
        SAFETY = "safety", "安全管理人员"
        PARTY = "party", "党组织书记"
        OTHER = "other", "其他"

    role = models.CharField("身份", max_length=20, choices=Role.choices)
    name = models.CharField("姓名", max_length=60)
    phone = models.CharField("联系电话", max_length=30, blank=True)

    class Meta:
        verbose_name = "联系人"
        ordering = ("role", "name", "pk")

    def __str__(self) -> str:
        return self.name
