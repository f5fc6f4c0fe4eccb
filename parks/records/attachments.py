"""附件: files of a park, or of one of its records; what a row is made of is the file, so it has a form of its own."""

from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse

from parks.forms.base import RoomForm
from parks.models import Attachment, Park
from parks.records.kind import Panel, RecordGroup, RecordKind, record_kinds, register_group
from parks.services.attachments import attach, discard
from portal.forms import TextField

TAKEN = f"PDF、PNG、JPG、Word（docx）或 Excel（xlsx），不超过 {settings.ATTACHMENT_MAX_BYTES // 1024**2} MB。"


class AttachmentForm(RoomForm):
    """A file, what it is, and the record it belongs to (`about`: kind and number, from the record's page)."""

    file = forms.FileField(label="文件", help_text=TAKEN, max_length=255)
    note = TextField(label="说明", max_length=200, required=False)
    about = TextField(max_length=60, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Any, owner: Park, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner, self.user = owner, user

    def clean_about(self) -> Any:
        """The record the file belongs to, if it is one of this park that the person sees; else none."""
        code, _, number = self.cleaned_data["about"].rpartition("-")
        kind = record_kinds.get(code) if code in record_kinds else None
        if (
            kind is None
            or not (number.isascii() and number.isdigit() and len(number) <= 18)
            or not kind.of_park
        ):
            return None
        return kind.rows(self.user, self.owner).filter(pk=int(number)).first()


def add(actor: Any, park: Park, form: AttachmentForm) -> Attachment:
    """Keep the uploaded file."""
    data = form.cleaned_data
    sent, row = data["file"], data["about"]
    code = form.data.get("about", "").rpartition("-")[0]
    said = {"about": f"{code}-{row.pk}", "about_label": f"{row._meta.verbose_name}：{row}"} if row else {}
    return attach(
        actor=actor, park=park, name=sent.name, file=sent, size=sent.size, note=data["note"], **said
    )


def attachments_of(kind: RecordKind, row: Any) -> dict[str, Any]:
    """The files of one row, and where another is added."""
    about = f"{kind.code}-{row.pk}"
    new = f"{ATTACHMENT.new_url(kind.owner_of(row))}?about={about}"
    return {"rows": [link(one) for one in Attachment.objects.filter(about=about)], "new_url": new}


def link(row: Attachment) -> dict[str, str]:
    return {
        "name": row.name,
        "note": row.note,
        "url": reverse("parks:attachment", args=(row.pk,)),
        "page": ATTACHMENT.url(row.pk),
    }


def download(row: Attachment) -> Panel:
    return Panel("parks/records/download.html", link(row))


ATTACHMENT = RecordKind(
    code="attachment",
    model=Attachment,
    group="files",
    fields=("note",),
    columns=("name", "note", "about_label", "kind", "size_bytes", "uploaded_by"),
    new_form=AttachmentForm,
    add=add,
    after_remove=discard,
    row_panel=download,
)
register_group(RecordGroup("files", "附件", 80), ATTACHMENT)
