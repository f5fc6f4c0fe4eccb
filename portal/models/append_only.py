"""Triggers that make a table append-only, in the database itself."""

import pgtrigger

# The tests empty their database between tests; their connection alone carries this setting.
REFUSE_TRUNCATE = """
IF coalesce(current_setting('portal.allow_truncate', true), '') <> 'on' THEN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END IF;
RETURN NULL;
"""


def append_only() -> list[pgtrigger.Trigger]:
    """Refuse UPDATE, DELETE and TRUNCATE on the model's table."""
    return [
        pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name="no_truncate",
            operation=pgtrigger.Truncate,
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            func=REFUSE_TRUNCATE,
        ),
    ]
