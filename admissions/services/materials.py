"""The files that go with an application: kept with the park's other files, linked to as many applications as need
them."""

from typing import IO, Any

from django.db import IntegrityError, transaction

from admissions.models import Application, Material
from admissions.services.content import held
from parks.models import Attachment
from parks.services.attachments import attach, path_of
from parks.services.soundness import Unsound
from portal import audit

MOST = 30


@transaction.atomic
def add_material(
    *, application: Application, actor: Any, kind: str, name: str, file: IO[bytes], size: int
) -> Material:
    """Keep a file for an application that can still be changed. Raises NotAllowed, IllegalState, Unsound."""
    row = held(application, actor)
    require_room(row)
    return link(row, actor, keep_for(row, actor, name, file, size), kind)


@transaction.atomic
def take_over(*, application: Application, actor: Any, source: Application) -> int:
    """Bring in the files of an earlier application of the same firm; answers how many are new.

    A file of the same park is linked; one of another park is copied, so that whoever reviews here reads it without
    seeing that park. Raises NotAllowed where the person may not draft for the other park.
    """
    actor.require("application.draft", source.park.place)
    row = held(application, actor)
    if not row.uscc or row.uscc != source.uscc:
        return 0
    known = {looks(one.attachment) for one in row.materials.select_related("attachment")}
    found = [one for one in source.materials.select_related("attachment__park") if is_there(one.attachment)]
    fresh = [one for one in found if looks(one.attachment) not in known][: MOST - len(known)]
    for material in fresh:
        link(row, actor, here(row, actor, material.attachment), material.kind)
    return len(fresh)


def looks(attachment: Attachment) -> tuple[str, str, int]:
    """By this a copy is known again."""
    return attachment.name, attachment.kind, attachment.size_bytes


def is_there(attachment: Attachment) -> bool:
    return path_of(attachment.stored).exists()


def here(row: Application, actor: Any, attachment: Attachment) -> Attachment:
    """The file as one of the application's own park."""
    if attachment.park_id == row.park_id:
        return attachment
    with path_of(attachment.stored).open("rb") as file:
        return keep_for(row, actor, attachment.name, file, attachment.size_bytes)


def keep_for(row: Application, actor: Any, name: str, file: IO[bytes], size: int) -> Attachment:
    about = {"about": f"application-{row.pk}", "about_label": f"入园申请：{row}"}
    return attach(actor=actor, park=row.park, name=name, file=file, size=size, **about)


@transaction.atomic
def remove_material(*, application: Application, actor: Any, material: int) -> None:
    """Take a file out of an application that can still be changed; the park keeps the file itself."""
    row = held(application, actor)
    found = row.materials.select_related("attachment").filter(pk=material).first()
    if found is None:
        return
    record(actor, "application.remove_material", row, found)
    found.delete()


def link(row: Application, actor: Any, attachment: Attachment, kind: str) -> Material:
    try:
        with transaction.atomic():
            material = Material.objects.create(application=row, attachment=attachment, kind=kind)
    except IntegrityError as error:  # pragma: no cover - the row is held, so only a forged kind comes here
        raise Unsound("该文件已在本申请的材料中。", "file") from error
    record(actor, "application.add_material", row, material)
    return material


def record(actor: Any, action: str, row: Application, material: Material) -> None:
    said = {"material": f"{material.get_kind_display()}：{material.attachment.name}"}
    audit.record(actor=actor, action=action, subject=row, place=row.park.place, after=said)


def require_room(row: Application) -> None:
    if row.materials.count() >= MOST:
        raise Unsound(f"一份申请最多 {MOST} 个文件，请先移除不需要的文件。", "file")
