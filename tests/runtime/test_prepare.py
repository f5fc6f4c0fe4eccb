"""A start puts the triggers of the models in place, also where no migration says that they changed."""

import pgtrigger
import pytest
from django.db import connection

from config.runtime import prepare

pytestmark = pytest.mark.django_db


def run(statement: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def a_trigger() -> tuple[str, str]:
    """One that notes changes, as (name, table)."""
    model, trigger = next(
        (model, trigger) for model, trigger in pgtrigger.registered() if trigger.name == "note_change"
    )
    return trigger.get_pgid(model), model._meta.db_table


def test_a_migrated_database_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pgtrigger, "install", lambda: pytest.fail("installed without need"))
    prepare.bring_up_to_date()


@pytest.mark.parametrize(
    "change",
    [
        "COMMENT ON TRIGGER {name} ON {table} IS 'of an earlier version'",
        "DROP TRIGGER {name} ON {table}",
        "ALTER TABLE {table} DISABLE TRIGGER {name}",
        "CREATE TRIGGER pgtrigger_gone_1 AFTER INSERT ON {table} EXECUTE FUNCTION {name}()",
    ],
    ids=["changed", "missing", "disabled", "not wanted any more"],
)
def test_a_trigger_that_differs_is_put_right(change: str) -> None:
    name, table = a_trigger()
    run(change.format(name=name, table=table))
    assert prepare.triggers_differ()
    prepare.bring_up_to_date()
    assert not prepare.triggers_differ()
    assert run(f"SELECT tgenabled FROM pg_trigger WHERE tgname = '{name}'") == [("O",)]
    assert run("SELECT 1 FROM pg_trigger WHERE tgname = 'pgtrigger_gone_1'") == []
