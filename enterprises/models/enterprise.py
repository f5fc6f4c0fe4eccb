import pghistory
from django.db import models

from enterprises.models import options
from parks.models.columns import many
from portal.models import Mergeable, Versioned
from portal.models.change import noting_changes
from portal.models.search_name import searchable
from portal.scope import Scope, ScopedManager


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Enterprise(Mergeable, Versioned):
    """入园企业: one record per unified social credit code (GB 32100), wherever it has rooms.

    It is seen by whoever sees a park it occupies or has occupied.
    """

    name = models.CharField("企业名称", max_length=100)
    uscc = models.CharField(
        "统一社会信用代码",
        max_length=18,
        unique=True,
        error_messages={"unique": "该统一社会信用代码已登记。"},
    )
    industry_code = models.CharField("行业中类", max_length=3)
    founded_on = models.DateField("成立日期", null=True, blank=True)
    code_url = models.URLField("企业码链接", max_length=300, blank=True)
    systems = many("信息化系统", options.System)
    is_demo = models.BooleanField("演示数据", default=False, editable=False)

    scope = Scope(place="occupancies__park__place", view="enterprise.view", many=True)
    objects = ScopedManager()

    class Meta:
        verbose_name = "入园企业"
        ordering = ("name", "pk")
        indexes = (models.Index(fields=("name", "id"), name="enterprise_by_name"),)
        triggers = (*noting_changes(), *searchable("enterprise", "name", "uscc"))

    def __str__(self) -> str:
        return self.name
