import pgtrigger
from django.conf import settings
from django.db import models

from portal.models.append_only import append_only

# What a record was called before is found too: every entry's old value is a text of its record.
KEEP_OLD = """
INSERT INTO portal_searchname (kind, record_id, source, text, keys)
SELECT changed.kind, changed.record_id, 'former', found.text, found.keys
FROM new_rows changed
CROSS JOIN LATERAL portal_search_keys(ARRAY[changed.id], ARRAY[changed.old]) found;
RETURN NULL;
"""


class Mergeable(models.Model):
    """A record that can turn out to be another one's double: it then stays, hidden, and says which one counts."""

    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="并入",
        null=True,
        blank=True,
        editable=False,
        related_name="absorbed",
    )

    class Meta:
        abstract = True


class IdentityChange(models.Model):
    """更名、变更代码、合并: what a record was called, until when and why. Never changed, never deleted.

    `kind` and `record_id` name the record (`identities` in the registry).
    """

    class What(models.TextChoices):
        NAME = "name", "更名"
        USCC = "uscc", "变更统一社会信用代码"
        MERGE = "merge", "并入记录"

    kind = models.CharField("类别", max_length=20)
    record_id = models.BigIntegerField("记录编号")
    what = models.CharField("事项", max_length=10, choices=What.choices)
    old = models.CharField("原为", max_length=100)
    new = models.CharField("现为", max_length=100)
    on = models.DateField("日期")
    reason = models.CharField("原因", max_length=200)
    document = models.CharField("依据文件", max_length=100, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="经办人", null=True, related_name="+"
    )
    at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "名称代码变更"
        ordering = ("-on", "-pk")
        indexes = (models.Index(fields=("kind", "record_id", "-on"), name="identity_change_by_record"),)
        triggers = (
            *append_only(),
            pgtrigger.Trigger(
                name="search_insert",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="new_rows"),
                func=KEEP_OLD,
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_what_display()}：{self.old} → {self.new}"
