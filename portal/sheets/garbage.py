"""Python's cycle collector looks at every new list and dict again and again while a million cells are made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Let the collector rest: for short work that makes many objects and no cycles. Reading a large sheet takes a
    third less time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
