import pghistory
from django.db import models

from admissions.models.application import Application
from parks.models import Attachment


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Material(models.Model):
    """申请材料: a file of the park that goes with an application; one file may go with several."""

    class Kind(models.TextChoices):
        LICENCE = "licence", "营业执照"
        PROCESS = "process", "工艺和设备说明"
        INVESTMENT = "investment", "投资和产出测算"
        STANDING = "standing", "资质、专利和荣誉"
        OTHER = "other", "其他材料"

    application = models.ForeignKey(
        Application, models.CASCADE, verbose_name="申请", related_name="materials"
    )
    attachment = models.ForeignKey(Attachment, models.PROTECT, verbose_name="附件", related_name="materials")
    kind = models.CharField("材料类别", max_length=12, choices=Kind.choices)

    class Meta:
        verbose_name = "申请材料"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("application", "attachment"),
                name="material_once",
                violation_error_message="该文件已在本申请的材料中。",
            ),
        )

    def __str__(self) -> str:
        return str(self.attachment)
