import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import Place
from portal.models import Versioned
from portal.scope import Scope, ScopedManager

# The wording of a template never changes; who wants another uploads another.
WORDING = pgtrigger.Condition(
    "((OLD.content, OLD.sha256, OLD.place_id, OLD.drafted_by_id) IS DISTINCT FROM"
    " (NEW.content, NEW.sha256, NEW.place_id, NEW.drafted_by_id))"
)


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=("content",)
)
class ContractTemplate(Versioned):
    """合同模板: the Word file from which a county's contracts are made; published by another than who uploaded it."""

    class State(models.TextChoices):
        DRAFT = "draft", "待发布"
        PUBLISHED = "published", "使用中"
        RETIRED = "retired", "已停用"

    place = models.ForeignKey(Place, models.PROTECT, verbose_name="适用地域", related_name="+")
    title = models.CharField("模板名称", max_length=100)
    file_name = models.CharField("文件名", max_length=150)
    content = models.BinaryField("文件内容", editable=False)
    sha256 = models.CharField("文件摘要", max_length=64, editable=False)
    names = ArrayField(models.CharField(max_length=40), verbose_name="用到的名称", editable=False)
    state = models.CharField(
        "状态", max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", related_name="+"
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="发布人", null=True, related_name="+"
    )
    published_at = models.DateTimeField("发布时间", null=True)

    scope = Scope(place="place", view="application.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "合同模板"
        ordering = ("-created_at", "-pk")
        triggers = (
            pgtrigger.Protect(name="template_wording_kept", operation=pgtrigger.Update, condition=WORDING),
            pgtrigger.Protect(name="template_kept", operation=pgtrigger.Delete),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("draft", "published", "retired")), name="template_state_known"
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("drafted_by")),
                name="template_published_by_another",
                violation_error_message="本人上传的模板须由另一人发布。",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_by__isnull=False, published_at__isnull=False),
                name="template_published_by_somebody",
            ),
            models.UniqueConstraint(
                fields=("place",),
                condition=Q(state="published"),
                name="template_one_in_use",
                violation_error_message="本地已有使用中的模板，请先停用。",
            ),
        )

    def __str__(self) -> str:
        return self.title
