import pghistory
from django.db import models
from django.db.models import Q

from parks.models.columns import amount, not_negative
from parks.models.record import ParkRecord


def count(label: str) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(label, null=True, blank=True)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class RegistryFigure(ParkRecord):
    """省登记填报数: what the province's registry was told of a park, as imported on a day. Declared, never an actual."""

    on = models.DateField("导入日期")
    star = models.PositiveSmallIntegerField("园区星级", null=True, blank=True)
    is_recognised = models.BooleanField("园区认定", null=True, blank=True)
    leased_floor_m2 = amount("已出租面积(㎡)")
    firms = count("入驻企业总数(家)")
    above_scale = count("规模以上企业(家)")
    high_tech = count("高新技术企业(家)")
    tech_smes = count("科技中小企业(家)")
    listed = count("上市企业(家)")
    hidden_champions = count("隐形冠军企业(家)")
    little_giants = count("国家级专精特新小巨人企业(家)")
    specialised = count("省专精特新中小企业(家)")
    innovative = count("创新型中小企业(家)")
    staff = count("入驻企业员工人数(人)")
    national_talents = count("国千人才(人)")
    provincial_talents = count("“省千”人才(人)")
    masters_or_associates = count("硕士/副高以上(人)")
    chief_engineers = count("正高级工程师人数(人)")
    senior_engineers = count("高级工程师人数(人)")
    senior_technicians = count("高级技师人数(人)")
    masters = count("硕士以上人数(人)")
    patents = count("专利拥有量(件)")
    invention_patents = count("发明专利(件)")
    utility_patents = count("实用新型专利(件)")
    design_patents = count("外观设计专利(件)")

    class Meta:
        verbose_name = "省登记填报数"
        ordering = ("-on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("park", "on"),
                name="registry_figure_once_a_day",
                violation_error_message="本园区当天的省登记填报数已导入。",
            ),
            models.CheckConstraint(
                condition=Q(star__isnull=True) | Q(star__range=(0, 5)),
                name="registry_figure_star_to_five",
                violation_error_message="星级应为一至五星，没有星级写 0。",
            ),
            not_negative("registry_figure", "leased_floor_m2", "已出租面积不能小于 0 ㎡。"),
        )

    def __str__(self) -> str:
        return f"{self.on} 省登记填报数"


OWN_COLUMNS = {"id", "version", "created_at", "updated_at", "park", "on"}
# What is declared, in the order of the export.
FIGURES = tuple(field.name for field in RegistryFigure._meta.concrete_fields if field.name not in OWN_COLUMNS)
