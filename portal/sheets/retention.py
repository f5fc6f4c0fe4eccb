"""How long the files that were brought in are kept: what their rows said and did stays for good, the files do not."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portal import audit
from portal.models import SheetBatch, SheetFile


@transaction.atomic
def forget_files() -> int:
    """Delete the files older than `SHEET_FILE_DAYS`, but for those nobody has read yet; answers how many."""
    before = timezone.now() - datetime.timedelta(days=settings.SHEET_FILE_DAYS)
    old = SheetFile.objects.filter(batch__created_at__lt=before)
    count, _ = old.exclude(batch__state=SheetBatch.State.RECEIVED).delete()
    if count:
        after = {"rows": count, "days": settings.SHEET_FILE_DAYS}
        audit.record(actor=None, action="sheet.forget_files", after=after)
    return count
