from typing import Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from portal.scope import Actor


class SheetBatchQuerySet(models.QuerySet):
    def for_user(self, user: Actor) -> Self:
        """A file belongs to whoever brought it, and to nobody else."""
        return self.filter(requested_by=user)


class SheetBatch(models.Model):
    """One file brought in: read and checked, then written as a whole or in its good rows, or taken back."""

    class State(models.TextChoices):
        RECEIVED = "received", "待预检"
        STAGED = "staged", "待确认"
        QUEUED = "queued", "写入中"
        COMMITTED = "committed", "已写入"
        REFUSED = "refused", "未能读取"
        UNDONE = "undone", "已撤销"

    class Accept(models.TextChoices):
        ALL = "all", "全部行"
        GOOD = "good", "仅正确的行"

    kind = models.CharField("类型", max_length=40)
    layout = models.CharField("表样", max_length=60, blank=True)
    place = models.ForeignKey(
        "accounts.Place", models.PROTECT, verbose_name="地域", null=True, related_name="+"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="导入人", related_name="sheets"
    )
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("摘要", max_length=64)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.RECEIVED)
    accept = models.CharField("写入范围", max_length=10, choices=Accept.choices, blank=True)
    counts = models.JSONField("行数", default=dict)
    notes = models.JSONField("读取说明", default=list)
    problems = models.JSONField("整表问题", default=list)
    error = models.TextField("未能完成的原因", blank=True)
    job = models.ForeignKey(
        "portal.Job", models.PROTECT, verbose_name="后台任务", null=True, related_name="+"
    )
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    committed_at = models.DateTimeField("写入时间", null=True)
    undone_at = models.DateTimeField("撤销时间", null=True)

    objects = models.Manager.from_queryset(SheetBatchQuerySet)()

    class Meta:
        verbose_name = "数据导入"
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=("requested_by", "-created_at"), name="sheet_batch_by_user"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(state__in=("committed", "undone")) | Q(committed_at__isnull=False),
                name="sheet_written_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="undone") | Q(undone_at__isnull=False), name="sheet_undone_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(error=""), name="sheet_refused_says_why"
            ),
        )

    def __str__(self) -> str:
        return self.file_name


class SheetFile(models.Model):
    """The file itself, kept to give it back with what is wrong marked in it."""

    batch = models.OneToOneField(SheetBatch, models.CASCADE, primary_key=True, related_name="file")
    content = models.BinaryField("内容")

    class Meta:
        verbose_name = "导入文件"

    def __str__(self) -> str:
        return self.batch.file_name


class SheetLine(models.Model):
    """One row of the file and what writing it means. By part of the kind: `values` field → value, `before` the
    values it replaces, `records` the id it has or will have and the version it had when checked (0: new)."""

    class Status(models.TextChoices):
        NEW = "new", "新增"
        CHANGED = "changed", "更新"
        UNCHANGED = "unchanged", "无变化"
        WRONG = "wrong", "有错误"

    batch = models.ForeignKey(SheetBatch, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField("序号")
    sheet = models.CharField("工作表", max_length=100)
    row = models.PositiveIntegerField("行号")
    status = models.CharField("结果", max_length=10, choices=Status.choices)
    has_warning = models.BooleanField("有提醒", default=False)
    label = models.CharField("内容", max_length=200, blank=True)
    # Where the row's record lies; asked again before writing.
    path = models.CharField("地域路径", max_length=200, blank=True)
    values = models.JSONField("值", default=dict, encoder=DjangoJSONEncoder)
    before = models.JSONField("原值", default=dict, encoder=DjangoJSONEncoder)
    records = models.JSONField("记录", default=dict)
    problems = models.JSONField("问题", default=list)

    class Meta:
        verbose_name = "导入行"
        ordering = ("batch", "number")
        constraints = (models.UniqueConstraint(fields=("batch", "number"), name="sheet_line_once"),)

    def __str__(self) -> str:
        return f"{self.sheet} {self.row}"
