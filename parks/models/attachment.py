import pghistory
from django.conf import settings
from django.db import models

from parks.models.record import ParkRecord


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Attachment(ParkRecord):
    """附件: a file that belongs to a park, or within it to one of its records.

    The file lies outside the web root under `stored`, a name that says nothing; `name` is what people called it.
    """

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        PNG = "png", "PNG 图片"
        JPG = "jpg", "JPG 图片"
        DOCX = "docx", "Word 文档"
        XLSX = "xlsx", "Excel 工作簿"

    name = models.CharField("文件名", max_length=150)
    kind = models.CharField("类型", max_length=10, choices=Kind.choices)
    size_bytes = models.PositiveIntegerField("大小(字节)")
    stored = models.CharField("存放名", max_length=40, unique=True, editable=False)
    note = models.CharField("说明", max_length=200, blank=True)
    about = models.CharField("所属记录编号", max_length=60, blank=True, db_index=True, editable=False)
    about_label = models.CharField("所属记录", max_length=200, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", related_name="+"
    )

    class Meta:
        verbose_name = "附件"
        ordering = ("-created_at", "pk")

    def __str__(self) -> str:
        return self.name
