"""Which of two records counts: one is merged into the other, with all that belongs to it. History stays.

What the database binds to a record moves with a merger, whichever room it belongs to; what merely cites it (the
frozen rows of evaluations, the events of the history) stays and keeps citing the old record, which is only hidden.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F, ProtectedError, Q
from django.utils import timezone

from portal import audit
from portal.errors import Conflict
from portal.history import SILENT, shown
from portal.identity import IdentityRefused, note
from portal.models import IdentityChange, Versioned
from portal.registry import Identity, mergers

KEEP, TAKE, BOTH = "keep", "take", "both"
CHOICES = {
    KEEP: "保留存续记录的，删除另一条",
    TAKE: "采用被并记录的，删除存续记录的",
    BOTH: "两条都保留，并入的改名",
}


@dataclass(frozen=True)
class Clash:
    """Two rows that cannot both belong to the surviving record, unless another name (field `called_by`) helps."""

    kept: Any
    taken: Any
    link: str
    called_by: str = ""

    @property
    def key(self) -> str:
        return f"{self.taken._meta.label_lower}:{self.taken.pk}"

    @property
    def label(self) -> str:
        return f"{self.taken._meta.verbose_name}“{self.taken}”两条记录都有"

    @property
    def differences(self) -> list[dict[str, str]]:
        return differing(self.kept, self.taken, self.link)

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(code, label) for code, label in CHOICES.items() if code != BOTH or self.called_by]


@dataclass(frozen=True)
class Move:
    """The rows of one model that point to the merged record through `link`."""

    link: Any
    rows: list[Any]
    clashes: list[Clash] = field(default_factory=list)

    @property
    def label(self) -> str:
        return str(self.link.model._meta.verbose_name)

    @property
    def names(self) -> str:
        more = f"等 {len(self.rows)} 条" if len(self.rows) > 5 else ""
        return "、".join(str(row) for row in self.rows[:5]) + more


class Merging:
    """What merging `loser` into `survivor` would move, and what stands in the way."""

    def __init__(self, identity: Identity, survivor: Any, loser: Any) -> None:
        self.identity, self.survivor, self.loser = identity, survivor, loser

    @cached_property
    def moves(self) -> list[Move]:
        found = [Move(link, list(rows_of(link, self.loser))) for link in links(type(self.loser))]
        return [
            Move(move.link, move.rows, clashes(move.link, move.rows, self.survivor))
            for move in found
            if move.rows
        ]

    @property
    def clashes(self) -> list[Clash]:
        return [clash for move in self.moves for clash in move.clashes]

    @property
    def stays(self) -> list[str]:
        own = (merger for merger in mergers if merger.identity == self.identity.code)
        return [sentence for merger in own for sentence in merger.stays(self.loser)]

    @property
    def differences(self) -> list[dict[str, str]]:
        return differing(self.survivor, self.loser)

    def foreign(self, user: Any) -> int:
        """How many of the rows to be moved this person could not change one by one."""
        return sum(self.foreign_rows(move, user) for move in self.moves)

    def foreign_rows(self, move: Move, user: Any) -> int:
        if not hasattr(move.link.model, "scope"):
            return 0
        mine = move.link.model.objects.for_user(user, self.identity.permission)
        return len(move.rows) - mine.filter(pk__in=[row.pk for row in move.rows]).count()


def links(model: type[models.Model]) -> list[Any]:
    """The foreign keys of all rooms which the database binds to `model`, but for the one between doubles."""
    found = (one.field for one in model._meta.get_fields(include_hidden=True) if is_link(one))
    bound = (key for key in found if key.db_constraint and key.model is not model and not frozen(key.model))
    return sorted(bound, key=lambda key: key.model._meta.label)


def is_link(one: Any) -> bool:
    return bool(one.auto_created and not one.concrete and (one.one_to_many or one.one_to_one))


def frozen(model: type[models.Model]) -> bool:
    return any(trigger.name == "append_only" for trigger in getattr(model._meta, "triggers", ()))


def rows_of(link: Any, record: Any) -> models.QuerySet:
    return link.model._base_manager.filter(**{link.name: record}).order_by("pk")


def clashes(link: Any, rows: list[Any], survivor: Any) -> list[Clash]:
    """Rows of the merged record that a unique constraint keeps from joining one of the survivor's."""
    found: dict[int, Clash] = {}
    mine = link.model._base_manager.filter(pk__in=[row.pk for row in rows])
    for others, condition in unique_beside(link):
        taken_by = {key_of(row, others): row for row in rows_of(link, survivor).filter(condition)}
        for row in mine.filter(condition).order_by("pk"):
            key = key_of(row, others)
            if None not in key and key in taken_by:
                found.setdefault(row.pk, Clash(taken_by[key], row, link.name, called_by(others)))
    return list(found.values())


def called_by(names: tuple[str, ...]) -> str:
    """The field by which the rows of one record are told apart, where people choose it freely."""
    return next((name for name in names if name in {"name", "number"}), "")


def unique_beside(link: Any) -> list[tuple[tuple[str, ...], Any]]:
    """What has to be unique within one record of `link`: names of fields, and for which rows."""
    own = [((), Q())] if link.unique else []
    named = (one for one in link.model._meta.constraints if isinstance(one, models.UniqueConstraint))
    beside = [
        (tuple(name for name in one.fields if name != link.name), one.condition or Q())
        for one in named
        if link.name in one.fields
    ]
    return own + beside


def key_of(row: Any, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, row._meta.get_field(name).attname) for name in names)


def differing(kept: Any, taken: Any, *but: str) -> list[dict[str, str]]:
    """Field by field where two rows of a kind differ, in words."""
    skipped = SILENT | {"entry_token", "merged_into", "place", "is_demo", *but}
    own = (one for one in kept._meta.concrete_fields if one.name not in skipped)
    return [
        {"label": str(one.verbose_name), "kept": shown(kept, one), "taken": shown(taken, one)}
        for one in own
        if getattr(kept, one.attname) != getattr(taken, one.attname)
    ]


@transaction.atomic
def merge(
    *,
    actor: Any,
    identity: Identity,
    survivor: Any,
    loser: Any,
    versions: tuple[int, int],
    choices: dict[str, str],
    reason: str,
    document: str = "",
) -> Any:
    """Move all that belongs to `loser` to `survivor` and hide `loser`; `choices` answers every clash by its key.

    Raises NotAllowed, Conflict, IdentityRefused; then nothing has moved.
    """
    # Always in this order, so that two who merge crosswise wait for one another.
    both = identity.model._base_manager.select_for_update(of=("self",)).order_by("pk")
    rows = {row.pk: row for row in both.filter(pk__in=(survivor.pk, loser.pk))}
    survivor, loser = unmerged(rows[survivor.pk], versions[0]), unmerged(rows[loser.pk], versions[1])
    place = identity.place(survivor, actor)
    actor.require(identity.permission, place)
    actor.require(identity.permission, identity.place(loser, actor))
    merging = Merging(identity, survivor, loser)
    require_mergeable(merging, actor, choices)
    counts = {move.label: len(move.rows) for move in merging.moves}
    try:
        with transaction.atomic():
            settle(merging, choices)
            for link in links(type(loser)):
                repoint(rows_of(link, loser), link.name, survivor)
    except ProtectedError as error:
        raise IdentityRefused("要删除的记录下还有其他资料，请改选“两条都保留”，或先整理后再合并。") from error
    except IntegrityError as error:
        raise IdentityRefused("两条记录下的资料相互冲突，无法自动合并，请先逐条整理。") from error
    identity.model._base_manager.filter(merged_into=loser).update(merged_into=survivor)
    loser.change(loser.version, merged_into=survivor)
    today = timezone.localdate()
    why = {"on": today, "reason": reason, "document": document}
    note(actor, identity, survivor, IdentityChange.What.MERGE, str(loser), str(survivor), **why)
    audit.record(
        actor=actor,
        action="identity.merge",
        subject=survivor,
        place=place,
        before={"merged": str(loser), "merged_id": loser.pk},
        after={"moved": counts},
        reason=reason,
    )
    return survivor


def unmerged(row: Any, version: int) -> Any:
    """The record at that version, still one of its own. Raises Conflict, IdentityRefused."""
    if row.version != version:
        raise Conflict(row)
    if row.merged_into_id:
        raise IdentityRefused(f"“{row}”已并入其他记录，请刷新后核对。")
    return row


def require_mergeable(merging: Merging, actor: Any, choices: dict[str, str]) -> None:
    if merging.survivor.pk == merging.loser.pk:
        raise IdentityRefused("请选择另一条记录。")
    if foreign := merging.foreign(actor):
        raise IdentityRefused(
            f"将移动的资料中有 {foreign} 条不在您的管辖范围内。请改以对方记录为存续记录，或商请对方经办人办理。"
        )
    for clash in merging.clashes:
        if choices.get(clash.key) not in dict(clash.choices):
            raise IdentityRefused(f"{clash.label}，请选择如何处理。")


def settle(merging: Merging, choices: dict[str, str]) -> None:
    """Do with every clash what was chosen; the values of what goes stay in the history, which the database writes."""
    for clash in merging.clashes:
        choice = choices[clash.key]
        if choice == KEEP:
            clash.taken.delete()
        elif choice == TAKE:
            clash.kept.delete()
        else:
            name = clash.called_by
            longest = clash.taken._meta.get_field(name).max_length
            mark = f"（原{merging.loser}）"[-longest:]
            called = f"{getattr(clash.taken, name)[: longest - len(mark)]}{mark}"
            clash.taken.change(clash.taken.version, **{name: called})


def repoint(rows: models.QuerySet, name: str, survivor: Any) -> None:
    values: dict[str, Any] = {name: survivor}
    if issubclass(rows.model, Versioned):
        values |= {"version": F("version") + 1, "updated_at": timezone.now()}
    rows.update(**values)
