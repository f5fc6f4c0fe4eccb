"""Notices to people inside the portal, and the messages that go out of the house with them."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class NoticeQuerySet(models.QuerySet):
    def for_user(self, user: Any) -> Self:
        """One's own; nobody reads another's."""
        return self.filter(person=user)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """A sentence to one person about something that happened, with where it leads.

    `key` names the occasion: one person hears of one occasion once, however often it is told.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="收件人", related_name="notices"
    )
    key = models.CharField("事由", max_length=120)
    title = models.CharField("标题", max_length=200)
    body = models.TextField("内容", blank=True)
    url = models.CharField("链接", max_length=300)
    created_at = models.DateTimeField("时间", auto_now_add=True)
    read_at = models.DateTimeField("阅读时间", null=True)

    objects = models.Manager.from_queryset(NoticeQuerySet)()

    class Meta:
        verbose_name = "通知"
        ordering = ("-created_at", "-pk")
        constraints = (models.UniqueConstraint(fields=("person", "key"), name="notice_once"),)
        indexes = (
            models.Index(fields=("person",), condition=Q(read_at__isnull=True), name="notice_unread"),
            models.Index(fields=("person", "-created_at", "-id"), name="notice_newest"),
        )

    def __str__(self) -> str:
        return self.title


class Dispatch(models.Model):
    """外发消息: one notice on its way by mail or as a text message.

    It is claimed before it is handed over and marked afterwards, so it never goes out twice by itself; one that was
    claimed and never marked is UNCERTAIN, and a person decides.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        CLAIMED = "claimed", "发送中"
        SENT = "sent", "已送达"
        FAILED = "failed", "发送失败"
        UNCERTAIN = "uncertain", "结果不明"

    notice = models.ForeignKey(Notice, models.PROTECT, verbose_name="通知", related_name="dispatches")
    channel = models.CharField("方式", max_length=20)
    address = models.CharField("地址", max_length=254)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField("已试次数", default=0)
    due_at = models.DateTimeField("不早于", auto_now_add=True)
    claimed_at = models.DateTimeField("开始发送时间", null=True)
    sent_at = models.DateTimeField("送达时间", null=True)
    error = models.CharField("原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "外发消息"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("notice", "channel"), name="dispatch_once_per_channel"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | Q(~Q(state="sent"), sent_at__isnull=True),
                name="dispatch_sent_has_time",
            ),
        )
        indexes = (models.Index(fields=("due_at",), condition=Q(state="waiting"), name="dispatch_waiting"),)

    def __str__(self) -> str:
        return f"{self.notice} · {self.channel}"
