"""What a room says of its local schemes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from portal.models import DraftedScheme
from portal.registry import Registry
from portal.schemes.flow import scheme_flow
from portal.workflow import Flow


@dataclass(frozen=True)
class SchemeKind:
    """The schemes of one model.

    `code` is that of the flow, the audit entries and the notices; `url` the name of a scheme's page, whose siblings
    are `<url>s` (the list), `<url>_new` and `<url>_step`. `faults(scheme)` is what is missing or wrong with the
    content, `dates(scheme)` with the days, `differences(scheme, old, new)` the changes between two contents.
    `series` are the columns beside the place within which published schemes follow each other. `effect` says what
    publishing brings about, `{period}` in it the scheme's days. `publishers(place)` are the people who may.
    """

    code: str
    label: str
    model: type[DraftedScheme]
    url: str
    faults: Callable[[Any], list[str]]
    dates: Callable[[Any], list[str]]
    differences: Callable[[Any, Mapping[str, Any], Mapping[str, Any]], list[Any]]
    effect: str
    publishers: Callable[[Any], Iterable[Any]]
    series: tuple[str, ...] = ()

    @cached_property
    def flow(self) -> Flow:
        return scheme_flow(self)


scheme_kinds: Registry[SchemeKind] = Registry("scheme kinds")


def kind_of(scheme: DraftedScheme) -> SchemeKind:
    return next(kind for kind in scheme_kinds if kind.model is type(scheme))
