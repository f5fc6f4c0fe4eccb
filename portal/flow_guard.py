"""The database's own refusal of what is not on a flow's diagram, whoever writes and by whatever means.

Three triggers on the flow's model, made from the flow's table: a record begins in the first state, changes state along
an arrow only, and at the end of the transaction its state is the one its log leads to.
"""

from typing import Any

import pgtrigger

from portal.models import FlowEntry

REFUSED = "USING ERRCODE = 'check_violation'"

# Tests put records into the middle of their flow; their connection alone carries this setting.
STARTS = """
IF NEW.state <> '{initial}' AND coalesce(current_setting('portal.allow_any_start', true), '') <> 'on' THEN
    RAISE EXCEPTION 'flow {code}: a record begins as {initial}, not as %', NEW.state {refused};
END IF;
RETURN NEW;
"""

MOVES = """
IF (OLD.state, NEW.state) NOT IN ({arrows}) THEN
    RAISE EXCEPTION 'flow {code}: there is no way from % to %', OLD.state, NEW.state {refused};
END IF;
RETURN NEW;
"""

LOGGED = """
IF (SELECT state FROM {table} WHERE id = NEW.id) IS DISTINCT FROM (
    SELECT target FROM {log} WHERE flow = '{code}' AND subject_id = NEW.id ORDER BY id DESC LIMIT 1
) AND EXISTS (SELECT FROM {table} WHERE id = NEW.id) THEN
    RAISE EXCEPTION 'flow {code}: record % has changed state without its log', NEW.id {refused};
END IF;
RETURN NULL;
"""


def guard(flow: Any) -> None:
    """Give the flow's model the triggers; they are in the database after the next migrate or start."""
    pgtrigger.register(*triggers(flow))(flow.model)


def triggers(flow: Any) -> tuple[pgtrigger.Trigger, ...]:
    changed = pgtrigger.Condition("OLD.state IS DISTINCT FROM NEW.state")
    words = {
        "code": flow.code,
        "initial": str(flow.initial),
        "arrows": ", ".join(f"('{source}', '{target}')" for source, target in arrows(flow)),
        "table": f'"{flow.model._meta.db_table}"',
        "log": FlowEntry._meta.db_table,
        "refused": REFUSED,
    }
    return (
        pgtrigger.Trigger(
            name="flow_starts",
            operation=pgtrigger.Insert,
            when=pgtrigger.Before,
            func=STARTS.format(**words),
        ),
        pgtrigger.Trigger(
            name="flow_moves",
            operation=pgtrigger.UpdateOf("state"),
            when=pgtrigger.Before,
            condition=changed,
            func=MOVES.format(**words),
        ),
        pgtrigger.Trigger(
            name="flow_logged",
            operation=pgtrigger.UpdateOf("state"),
            when=pgtrigger.After,
            timing=pgtrigger.Deferred,
            condition=changed,
            func=LOGGED.format(**words),
        ),
    )


def arrows(flow: Any) -> list[tuple[str, str]]:
    """Every pair of states with a step between them, once, in order."""
    pairs = ((str(source), str(step.target)) for step in flow.transitions for source in step.sources)
    return sorted({pair for pair in pairs if pair[0] != pair[1]})
