from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.scope import Scope, ScopedManager


class Job(models.Model):
    """One piece of background work. This row is the truth; a Celery message only rings the bell.

    A worker that takes the job gets a lease it must keep renewing; when the lease runs out the sweeper rings
    again and another worker takes over. `attempt` fences: only the holder of the present attempt may finish. `waits` are
    the attempts that ended in waiting for jobs this one is made of.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "排队中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "失败"

    OPEN = (State.QUEUED, State.RUNNING)
    MAX_ATTEMPTS = 3

    kind = models.CharField("任务", max_length=60)
    title = models.CharField("名称", max_length=200)
    params = models.JSONField("参数", default=dict)
    place = models.ForeignKey(
        "accounts.Place", models.PROTECT, verbose_name="地域", null=True, related_name="+"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="发起人", null=True, related_name="jobs"
    )
    key = models.CharField("防重键", max_length=120, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.QUEUED)
    attempt = models.PositiveSmallIntegerField("第几次", default=0)
    waits = models.PositiveIntegerField("等待次数", default=0)
    worker = models.CharField("执行者", max_length=100, blank=True)
    lease_until = models.DateTimeField("租约至", null=True)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    message = models.CharField("进展", max_length=200, blank=True)
    error = models.TextField("错误", blank=True)
    result = models.JSONField("结果", default=dict)
    result_url = models.CharField("结果地址", max_length=200, blank=True)
    created_at = models.DateTimeField("发起时间", auto_now_add=True)
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)
    rung_at = models.DateTimeField("最近通知", null=True)

    scope = Scope(place="place", view="job.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "后台任务"
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "key"),
                condition=Q(state__in=("queued", "running")) & ~Q(key=""),
                name="job_open_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(lease_until__isnull=False), name="job_running_has_lease"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("done", "failed")) | Q(finished_at__isnull=False),
                name="job_ended_has_time",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(error=""), name="job_failed_says_why"),
        )
        indexes = (models.Index(fields=("state", "lease_until"), name="job_by_state"),)

    def __str__(self) -> str:
        return self.title

    @property
    def percent(self) -> int:
        """Whole percent done; a finished job is 100 whatever it counted."""
        if self.state == self.State.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0

    @property
    def is_spent(self) -> bool:
        """Whether it has had its attempts; those that ended in waiting for its parts do not count."""
        return self.attempt - self.waits >= self.MAX_ATTEMPTS

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class JobPulse(models.Model):
    """When the sweeper last ran; `/healthz` reads from it whether workers and beat are alive."""

    swept_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="job_pulse_single_row"),)

    def __str__(self) -> str:
        return f"swept at {self.swept_at:%H:%M:%S}"
