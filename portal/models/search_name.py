"""What can be searched for, kept by the database itself: a trigger writes the keys of every name that is written,
one by one or by the ten thousand, so that they can never be out of date."""

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F

# `portal_search_keys(ids, texts)` (migration) answers id, text and keys: the text, first letters and full pinyin.
KEPT = """
INSERT INTO portal_searchname (kind, record_id, source, text, keys)
SELECT '{kind}', found.id, '{source}', found.text, found.keys
FROM portal_search_keys(
    (SELECT array_agg({record} ORDER BY {record}, {column}) FROM {rows}),
    (SELECT array_agg({column} ORDER BY {record}, {column}) FROM {rows})
) found;
"""
FORGOTTEN = """
DELETE FROM portal_searchname kept USING {rows}
WHERE kept.kind = '{kind}' AND kept.source = '{source}' AND kept.record_id = {rows}.{record};
"""
RENAMED = """
IF EXISTS (SELECT FROM new_rows JOIN old_rows USING (id) WHERE new_rows.{column} IS DISTINCT FROM old_rows.{column})
THEN
    DELETE FROM portal_searchname kept USING new_rows JOIN old_rows USING (id)
    WHERE kept.kind = '{kind}' AND kept.source = '{source}' AND kept.record_id = new_rows.{record}
        AND new_rows.{column} IS DISTINCT FROM old_rows.{column};
    INSERT INTO portal_searchname (kind, record_id, source, text, keys)
    SELECT '{kind}', found.id, '{source}', found.text, found.keys
    FROM portal_search_keys(
        (SELECT array_agg(n.{record} ORDER BY n.id) FROM new_rows n JOIN old_rows o USING (id)
            WHERE n.{column} IS DISTINCT FROM o.{column}),
        (SELECT array_agg(n.{column} ORDER BY n.id) FROM new_rows n JOIN old_rows o USING (id)
            WHERE n.{column} IS DISTINCT FROM o.{column})
    ) found;
END IF;
"""


class SearchName(models.Model):
    """A text by which the record `record_id` of a kind (`searchers` in the registry) is found.

    Nobody writes here but the triggers of `searchable()`.
    """

    kind = models.CharField("类别", max_length=20)
    record_id = models.BigIntegerField("记录编号")
    source = models.CharField("字段", max_length=30)
    text = models.TextField("文字")
    keys = models.TextField("检索键")

    class Meta:
        verbose_name = "检索名称"
        indexes = (
            GinIndex(OpClass(F("keys"), name="gin_trgm_ops"), name="search_name_keys"),
            models.Index(fields=("kind", "record_id"), name="search_name_record"),
        )

    def __str__(self) -> str:
        return self.text


def searchable(kind: str, *columns: str) -> list[pgtrigger.Trigger]:
    """Triggers for a model whose records are found by the texts in `columns`."""
    return statement_triggers(
        [{"kind": kind, "source": name, "column": name, "record": "id"} for name in columns]
    )


def statement_triggers(found_by: list[dict[str, str]]) -> list[pgtrigger.Trigger]:
    def body(sql: str, rows: str) -> str:
        return "".join(sql.format(rows=rows, **one) for one in found_by) + "RETURN NULL;"

    kinds = " OR ".join(f"kind = '{one['kind']}' AND source = '{one['source']}'" for one in found_by)
    common = {"level": pgtrigger.Statement, "when": pgtrigger.After}
    old, new = pgtrigger.Referencing(old="old_rows"), pgtrigger.Referencing(new="new_rows")
    both = pgtrigger.Referencing(old="old_rows", new="new_rows")
    return [
        pgtrigger.Trigger(
            name="search_insert",
            operation=pgtrigger.Insert,
            referencing=new,
            func=body(KEPT, "new_rows"),
            **common,
        ),
        pgtrigger.Trigger(
            name="search_update",
            operation=pgtrigger.Update,
            referencing=both,
            func=body(RENAMED, ""),
            **common,
        ),
        pgtrigger.Trigger(
            name="search_delete",
            operation=pgtrigger.Delete,
            referencing=old,
            func=body(FORGOTTEN, "old_rows"),
            **common,
        ),
        pgtrigger.Trigger(
            name="search_truncate",
            operation=pgtrigger.Truncate,
            func=f"DELETE FROM portal_searchname WHERE {kinds}; RETURN NULL;",
            **common,
        ),
    ]
