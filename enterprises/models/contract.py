import pghistory
from django.db import models
from django.db.models import F, Q

from enterprises.models.enterprise import Enterprise
from enterprises.models.occupancy import Occupancy
from parks.models import Park
from parks.models.columns import amount, not_negative, positive
from portal.models import Versioned
from portal.models.change import noting_changes
from portal.models.search_name import searchable
from portal.scope import Scope, ScopedManager


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class TenancyContract(Versioned):
    """入园合同: what a firm signed for its rooms, with whoever sells or lets them (W15, C(十))."""

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, verbose_name="企业", related_name="tenancy_contracts"
    )
    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="tenancy_contracts")
    occupancy = models.ForeignKey(
        Occupancy,
        models.PROTECT,
        verbose_name="入驻",
        null=True,
        blank=True,
        related_name="tenancy_contracts",
    )
    number = models.CharField("合同编号", max_length=60)
    tenure = models.CharField("入驻方式", max_length=10, choices=Occupancy.Tenure.choices)
    signed_on = models.DateField("签订日期")
    floor_area_m2 = models.DecimalField("合同面积(㎡)", max_digits=14, decimal_places=2)
    amount_wan = amount("合同金额(万元)")
    valid_from = models.DateField("起始日期")
    valid_until = models.DateField("终止日期", null=True, blank=True)

    scope = Scope(place="park__place", view="enterprise.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "入园合同"
        ordering = ("-signed_on", "number", "pk")
        triggers = (*noting_changes(), *searchable("tenancy", "number"))
        constraints = (
            models.UniqueConstraint(
                fields=("park", "number"),
                name="tenancy_contract_numbered_once",
                violation_error_message="本园区已有相同编号的合同，请核对。",
            ),
            positive("tenancy_contract", "floor_area_m2", "合同面积应大于 0 ㎡。"),
            not_negative("tenancy_contract", "amount_wan", "合同金额不能小于 0 万元。"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="tenancy_contract_dates_in_order",
                violation_error_message="终止日期不能早于起始日期。",
            ),
            models.CheckConstraint(
                condition=~Q(tenure="leased") | Q(valid_until__isnull=False),
                name="tenancy_contract_lease_ends",
                violation_error_message="租赁合同须填写终止日期。",
            ),
        )

    def __str__(self) -> str:
        return self.number
