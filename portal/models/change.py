"""Which transactions wrote to which tables, so that a number kept from earlier can be known to hold still."""

import pgtrigger
from django.db import models

# One row per transaction and table, its own alone: writers never wait for one another.
NOTE = """
INSERT INTO portal_tablechange (written, xact) VALUES (TG_TABLE_NAME, pg_current_xact_id())
ON CONFLICT DO NOTHING;
RETURN NULL;
"""
NAME = "note_change"


class TransactionField(models.Field):
    """PostgreSQL's 64-bit number of a transaction, which is never used twice."""

    def db_type(self, connection: object) -> str:
        return "xid8"


class TableChange(models.Model):
    """`xact` wrote to the table `written`; seen by others when that transaction is."""

    written = models.CharField("表", max_length=63)
    xact = TransactionField("事务")

    class Meta:
        verbose_name = "数据变更"
        constraints = (models.UniqueConstraint(fields=("written", "xact"), name="change_once"),)

    def __str__(self) -> str:
        return f"{self.written} {self.xact}"


def noting_changes() -> list[pgtrigger.Trigger]:
    """Triggers for a model whose lists have kept totals (`portal/totals.py`)."""
    whatever = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate
    statement = {"level": pgtrigger.Statement, "when": pgtrigger.After}
    return [pgtrigger.Trigger(name=NAME, operation=whatever, func=NOTE, **statement)]
