from typing import Any, Self
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import models
from django.db.models import Q


class SavedViewQuerySet(models.QuerySet):
    def for_user(self, user: Any) -> Self:
        """One's own, and those shared at a place where one has a role."""
        places = [place.pk for _, place in user.grants]
        return self.filter(Q(owner=user) | Q(place__in=places))


class SavedView(models.Model):
    """How a list is looked at: which filter and order, which columns.

    A named one is offered above the list, to its owner or to all who have a role at `place`. The nameless one of
    each person and list is what the portal remembers: columns, rows on a page, spacing, and the view to begin with.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="所有人", related_name="+"
    )
    code = models.CharField("列表", max_length=80)
    name = models.CharField("视图名称", max_length=40, blank=True)
    query = models.CharField("筛选和排序", max_length=2000, blank=True)
    columns = models.JSONField("列", default=list)
    size = models.PositiveSmallIntegerField("每页行数", null=True)
    dense = models.BooleanField("紧凑显示", default=False)
    place = models.ForeignKey(
        "accounts.Place", models.PROTECT, verbose_name="共享范围", null=True, related_name="+"
    )
    begin_with = models.ForeignKey(
        "self", models.SET_NULL, verbose_name="默认视图", null=True, related_name="+"
    )

    objects = models.Manager.from_queryset(SavedViewQuerySet)()

    class Meta:
        verbose_name = "列表视图"
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("owner", "code", "name"),
                name="saved_view_named_once",
                violation_error_message="您已有同名视图，请换一个名称。",
            ),
            models.CheckConstraint(
                condition=~Q(name="") | Q(query="", place__isnull=True), name="saved_view_remembered_is_own"
            ),
        )
        indexes = (models.Index(fields=("code", "place"), name="saved_view_by_place"),)

    def __str__(self) -> str:
        return self.name or "列表设置"

    @property
    def asked(self) -> dict[str, str]:
        """The filter and order as a query, with the view's own number."""
        return {**dict(parse_qsl(self.query)), "view": str(self.pk)}
