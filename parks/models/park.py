import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import Place
from parks.models import options
from parks.models.body import Developer, Operator
from parks.models.columns import amount, day, many, not_negative
from portal.models import Mergeable, Versioned
from portal.models.change import noting_changes
from portal.models.search_name import searchable
from portal.scope import Scope, ScopedManager


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Park(Mergeable, Versioned):
    """小微企业园. Its place is a leaf of the tree of places, below a township (or a county, when not known).

    Recognition and star are dated facts: they change through services only.
    """

    class Type(models.TextChoices):
        MANUFACTURING = "manufacturing", "生产制造类"
        SERVICES = "services", "生产性服务类"

    class PlanKind(models.TextChoices):
        INDUSTRIAL = "industrial", "工业"
        E_COMMERCE = "e_commerce", "电商"
        SCI_TECH = "sci_tech", "科创"

    class Status(models.TextChoices):
        PLANNED = "planned", "规划中"
        BUILDING = "building", "在建"
        OPERATING = "operating", "已投运"
        CLOSED = "closed", "已退出"

    place = models.OneToOneField(Place, models.PROTECT, verbose_name="地域", related_name="park")
    name = models.CharField("园区名称", max_length=100)
    park_type = models.CharField("园区类型", max_length=20, choices=Type.choices)
    plan_kind = models.CharField("计划类别", max_length=20, choices=PlanKind.choices)
    status = models.CharField("园区状态", max_length=20, choices=Status.choices, default=Status.PLANNED)
    address = models.CharField("园区地址", max_length=200, blank=True)
    developer = models.ForeignKey(
        Developer, models.PROTECT, verbose_name="开发主体", null=True, blank=True, related_name="parks"
    )
    operator = models.ForeignKey(
        Operator, models.PROTECT, verbose_name="运营机构", null=True, blank=True, related_name="parks"
    )
    recognised_on = models.DateField("认定日期", null=True, blank=True)
    star = models.PositiveSmallIntegerField("星级", null=True, blank=True)
    star_on = models.DateField("星级评定日期", null=True, blank=True)
    first_operating_year = models.PositiveSmallIntegerField("投运首年", null=True, blank=True)
    registry_code = models.CharField("省登记代码", max_length=20, blank=True)
    layout_mode = models.CharField("布局方式", max_length=20, choices=options.LayoutMode.choices, blank=True)
    development_mode = models.CharField(
        "建设模式", max_length=20, choices=options.DevelopmentMode.choices, blank=True
    )
    registry_mode = models.CharField(
        "开发模式(省登记)", max_length=20, choices=options.RegistryMode.choices, blank=True
    )
    platform = models.CharField("依托平台", max_length=100, blank=True)
    siting = models.CharField("选址", max_length=20, choices=options.Siting.choices, blank=True)
    is_on_added_land = models.BooleanField("新增土地上新建", null=True, blank=True)
    is_within_approved_area = models.BooleanField("位于工业集聚区规划核定范围内", null=True, blank=True)
    # GB/T 4754 groups (中类), the first one leading (C二).
    leading_industries = ArrayField(
        models.CharField(max_length=3), verbose_name="主导产业(行业中类)", default=list, blank=True
    )
    is_special_trade = models.BooleanField("特殊行业(容积率不作要求)", null=True, blank=True)
    is_renovated = models.BooleanField("改造提升", null=True, blank=True)
    renovation = models.CharField("改造提升内容", max_length=500, blank=True)
    introduction = models.TextField("园区介绍", max_length=2000, blank=True)
    transition_until = day("过渡期至")
    registry_grade = models.CharField(
        "绩效评价(省登记)", max_length=10, choices=options.RegistryGrade.choices, blank=True
    )
    has_bike_charging = models.BooleanField("电瓶车集中充电停放场地", null=True, blank=True)
    rentable_floor_m2 = amount("剩余可租面积(㎡)")
    sellable_floor_m2 = amount("剩余可售面积(㎡)")
    facilities = many("公共配套设施", options.Facility)
    services = many("公共配套服务", options.Service)
    networks = many("网络", options.Network)
    digital_functions = many("数字化功能", options.DigitalFunction)
    party_items = many("党建“六个一”", options.PartyItem)
    party_branch_on = day("党组织成立日期")
    owners_committee_on = day("业主委员会成立日期")
    is_demo = models.BooleanField("演示数据", default=False, editable=False)
    # The page it was entered on: the same page sent twice makes one park.
    entry_token = models.UUIDField("录入凭证", null=True, editable=False, unique=True)

    scope = Scope(place="place", view="park.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "园区"
        ordering = ("place__path",)
        triggers = (*noting_changes(), *searchable("park", "name", "registry_code"))
        constraints = (
            models.CheckConstraint(
                condition=Q(star__isnull=True) | Q(star__range=(1, 5)),
                name="park_star_one_to_five",
                violation_error_message="星级应为一至五星。",
            ),
            models.CheckConstraint(
                condition=Q(star__isnull=True, star_on__isnull=True)
                | Q(star__isnull=False, star_on__isnull=False),
                name="park_star_has_date",
                violation_error_message="有星级须填写评定日期。",
            ),
            models.CheckConstraint(
                condition=Q(star_on__isnull=True)
                | Q(recognised_on__isnull=True)
                | Q(star_on__gte=F("recognised_on")),
                name="park_star_after_recognition",
                violation_error_message="星级评定日期不能早于认定日期。",
            ),
            models.UniqueConstraint(
                fields=("registry_code",),
                condition=~Q(registry_code=""),
                name="park_registry_code_once",
                violation_error_message="该省登记代码已用于另一园区，请核对。",
            ),
            not_negative("park", "rentable_floor_m2", "剩余可租面积不能小于 0 ㎡。"),
            not_negative("park", "sellable_floor_m2", "剩余可售面积不能小于 0 ㎡。"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def parent(self) -> Place:
        """The township, or the county where no township is known, the park stands in."""
        return self.place.parent

    @property
    def developer_name(self) -> str:
        return self.developer.name if self.developer else ""

    @property
    def developer_uscc(self) -> str:
        return self.developer.uscc if self.developer else ""

    @property
    def operator_name(self) -> str:
        return self.operator.name if self.operator else ""

    @property
    def operator_uscc(self) -> str:
        return self.operator.uscc if self.operator else ""
