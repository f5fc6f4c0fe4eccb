"""Handing out a file to somebody who sees its park."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest

from parks.models import Attachment
from parks.services.attachments import path_of
from portal.pages import RecordPage

TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class AttachmentFile(RecordPage):
    """The file itself: always to be saved, never shown by the browser as part of the portal."""

    model = Attachment
    permission = "park.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        row = self.record
        try:
            file = path_of(row.stored).open("rb")
        except FileNotFoundError as error:
            raise Http404("文件已不在存放处，请联系系统管理员。") from error
        answer = FileResponse(file, as_attachment=True, filename=row.name, content_type=TYPES[row.kind])
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Cache-Control"] = "private, no-store"
        return answer
