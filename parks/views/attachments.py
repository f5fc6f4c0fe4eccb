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


# What a browser can show in place: by the content that was checked when the file came, never by its name.
SHOWN = ("pdf", "png", "jpg")
# Whatever is in a file does nothing in the name of the portal, and only the portal's own pages frame it.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"


class AttachmentFile(RecordPage):
    """The file itself: to be saved, or with `?inline` shown by the browser, shut off from the portal."""

    model = Attachment
    permission = "park.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        row = self.record
        try:
            file = path_of(row.stored).open("rb")
        except FileNotFoundError as error:
            raise Http404("文件已不在存放处，请联系系统管理员。") from error
        saved = "inline" not in request.GET or row.kind not in SHOWN
        answer = FileResponse(file, as_attachment=saved, filename=row.name, content_type=TYPES[row.kind])
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Content-Security-Policy"] = POLICY
        answer["X-Frame-Options"] = "SAMEORIGIN"
        answer["Cache-Control"] = "private, no-store"
        return answer
