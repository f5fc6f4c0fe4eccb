from typing import Any, Self

from django.db import models
from django.db.models import F
from django.utils import timezone

from portal.errors import Conflict


class Versioned(models.Model):
    """A record that two people may edit: each save names the version it started from.

    `change()` writes in one UPDATE that also compares the version, so of many savers from one version exactly
    one wins; the others get `Conflict` with the row as it is now.
    """

    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def change(self, expected_version: int, **values: Any) -> Self:
        """Write `values` if the row still has `expected_version`; raises Conflict otherwise."""
        rows = type(self)._base_manager.filter(pk=self.pk, version=expected_version)
        if not rows.update(version=F("version") + 1, updated_at=timezone.now(), **values):
            raise Conflict(type(self)._base_manager.get(pk=self.pk))
        self.refresh_from_db()
        return self
