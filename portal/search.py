"""Finding records by name, pinyin, first letters or code. The keys are kept by triggers (`portal/models/search_name.py`)."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from portal.models import SearchName
from portal.registry import Hit, Searcher, searchers

SHOWN = 10
SHORT = 3
# As `portal_plain` in the database has it.
IDLE = re.compile(r"""[\[\] \t\r\n(){}<>·\-—_.,:;、。，《》“”"'%\\/&+*#\x00]""")


@dataclass(frozen=True)
class Group:
    label: str
    hits: list[Hit]
    more_url: str


def plain(text: str) -> str:
    """What of a typed text matters: case, width, spaces and punctuation do not."""
    text = "".join(char for char in text if unicodedata.category(char) not in {"Cs", "Cc"})
    return IDLE.sub("", unicodedata.normalize("NFKC", text).lower())[:100]


def pattern(text: str) -> str:
    """What the keys have to contain; one or two letters only at the beginning of something."""
    wanted = plain(text)
    return f" {wanted}" if wanted.isascii() and len(wanted) < SHORT else wanted


def matching(rows: QuerySet, kind: str, text: str) -> QuerySet:
    """Those of `rows` found by `text`, also under what they or records merged into them were called before."""
    if not plain(text):
        return rows.none()
    found = SearchName.objects.filter(kind=kind, keys__contains=pattern(text)).values("record_id")
    if not hasattr(rows.model, "merged_into"):
        return rows.filter(pk__in=found)
    merged = rows.model._base_manager.filter(pk__in=found, merged_into__isnull=False).values("merged_into")
    return rows.filter(Q(pk__in=found) | Q(pk__in=merged))


def search(user: Any, text: str) -> list[Group]:
    """What this person may see of what `text` finds, by kind, a handful each; empty kinds are left out."""
    if not plain(text):
        return []
    asked = sorted((one for one in searchers if user.can(one.permission)), key=lambda one: one.order)
    return [group for group in (group_of(one, user, text) for one in asked) if group.hits]


def group_of(one: Searcher, user: Any, text: str) -> Group:
    rows = matching(one.model.objects.for_user(user, one.permission), one.code, text)
    hits = one.hits(ordered(rows, text)[: SHOWN + 1])
    return Group(one.label, hits[:SHOWN], one.more(text) if one.more and len(hits) > SHOWN else "")


def ordered(rows: QuerySet, text: str) -> QuerySet:
    """Names that begin with what was typed come first."""
    if not any(field.name == "name" for field in rows.model._meta.concrete_fields):
        return rows.order_by("-pk")
    first = Case(When(name__istartswith=text.strip().replace("\x00", ""), then=Value(0)), default=Value(1))
    return rows.order_by(first, "name", "pk")
