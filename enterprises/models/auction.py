import pghistory
from django.db import models
from django.db.models import Q

from parks.models import Parcel, Park
from parks.models.columns import amount, day, in_order, not_negative, positive
from portal.models import Versioned
from portal.scope import Scope, ScopedManager


def given(column: str, **and_also: bool) -> Q:
    """Known, and more than nothing: in the database an unknown number passes a bare comparison."""
    return Q(**{f"{column}__isnull": False, f"{column}__gt": 0}, **and_also)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class LandAuction(Versioned):
    """土地竞价: what the winner of a parcel promised above the capped price, and the bond behind it (W15).

    Promised is a yearly tax per 亩, or production floor handed over for nothing, whichever the parcel was won by.
    """

    class BondOutcome(models.TextChoices):
        RETURNED = "returned", "退还"
        FORFEITED = "forfeited", "没收"

    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="land_auctions")
    parcel = models.ForeignKey(Parcel, models.PROTECT, verbose_name="地块", related_name="auctions")
    number = models.CharField("成交确认书编号", max_length=60)
    won_on = models.DateField("成交日期")
    winner = models.CharField("竞得人", max_length=100)
    starting_tax_per_mu = amount("起拍亩均税收(万元/亩)")
    promised_tax_per_mu = amount("承诺亩均税收(万元/亩)")
    promised_floor_m2 = amount("承诺无偿移交厂房(㎡)")
    handed_floor_m2 = amount("已移交厂房(㎡)")
    handed_on = day("移交日期")
    bond_paid_wan = amount("已缴履约保证金(万元)")
    bond_paid_on = day("保证金缴纳日期")
    bond_outcome = models.CharField("保证金处置", max_length=20, choices=BondOutcome.choices, blank=True)
    bond_settled_on = day("保证金处置日期")
    forfeit_reason = models.CharField("没收原因", max_length=300, blank=True)

    scope = Scope(place="park__place", view="tax.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "土地竞价"
        ordering = ("-won_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("parcel",),
                name="auction_once_a_parcel",
                violation_error_message="这块地的竞价已经登记，请打开后修改。",
            ),
            models.CheckConstraint(
                condition=given("promised_tax_per_mu", starting_tax_per_mu__isnull=False)
                | given("promised_floor_m2"),
                name="auction_promises_something",
                violation_error_message="请填写起拍和承诺的亩均税收，或承诺无偿移交的厂房面积。",
            ),
            in_order(
                "auction", "starting_tax_per_mu", "promised_tax_per_mu", "承诺亩均税收不能低于起拍亩均税收。"
            ),
            models.CheckConstraint(
                condition=Q(bond_paid_on__isnull=True) | given("bond_paid_wan"),
                name="auction_bond_says_how_much",
                violation_error_message="请填写已缴的保证金金额。",
            ),
            models.CheckConstraint(
                condition=Q(bond_outcome="", bond_settled_on__isnull=True)
                | Q(~Q(bond_outcome=""), bond_settled_on__isnull=False),
                name="auction_bond_outcome_has_its_day",
                violation_error_message="保证金处置和处置日期要么都填，要么都不填。",
            ),
            models.CheckConstraint(
                condition=~Q(bond_outcome="forfeited") | ~Q(forfeit_reason=""),
                name="auction_forfeit_says_why",
                violation_error_message="没收保证金须写明原因。",
            ),
            in_order("auction", "won_on", "bond_settled_on", "保证金处置日期不能早于成交日期。"),
            in_order("auction", "won_on", "handed_on", "移交日期不能早于成交日期。"),
            *(
                not_negative("auction", name, f"{label}不能为负数。")
                for name, label in (
                    ("starting_tax_per_mu", "起拍亩均税收"),
                    ("promised_floor_m2", "承诺移交面积"),
                    ("handed_floor_m2", "已移交面积"),
                    ("bond_paid_wan", "已缴保证金"),
                )
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}（{self.parcel}）"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ShortfallPayment(Versioned):
    """税收差额违约金缴纳: what was paid for one year in which the promised tax was missed (W15)."""

    auction = models.ForeignKey(
        LandAuction, models.PROTECT, verbose_name="土地竞价", related_name="shortfall_payments"
    )
    year = models.PositiveSmallIntegerField("考核年度")
    paid_on = models.DateField("缴纳日期")
    paid_wan = models.DecimalField("缴纳金额(万元)", max_digits=14, decimal_places=2)
    note = models.CharField("说明", max_length=200, blank=True)

    scope = Scope(place="auction__park__place", view="tax.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "税收差额违约金"
        ordering = ("-year", "-paid_on", "pk")
        constraints = (
            positive("shortfall_payment", "paid_wan", "缴纳金额应大于 0 万元。"),
            models.CheckConstraint(
                condition=Q(year__range=(2019, 2100)),
                name="shortfall_payment_year_plausible",
                violation_error_message="考核年度应在 2019 至 2100 之间。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} 年度税收差额（{self.auction}）"
