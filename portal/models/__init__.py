from portal.models.audit import AuditEntry
from portal.models.calendar import CalendarDay
from portal.models.change import TableChange
from portal.models.flow import FlowEntry
from portal.models.identity import IdentityChange, Mergeable
from portal.models.job import Job, JobPulse
from portal.models.notice import Dispatch, Notice
from portal.models.saved_view import SavedView
from portal.models.scheme import DatedScheme, DraftedScheme, drafted_constraints, kept_once_published
from portal.models.search_name import SearchName
from portal.models.sheet import SheetBatch, SheetFile, SheetLine
from portal.models.versioned import Versioned

__all__ = [
    "AuditEntry",
    "CalendarDay",
    "DatedScheme",
    "Dispatch",
    "DraftedScheme",
    "FlowEntry",
    "IdentityChange",
    "Job",
    "JobPulse",
    "Mergeable",
    "Notice",
    "SavedView",
    "SearchName",
    "SheetBatch",
    "SheetFile",
    "SheetLine",
    "TableChange",
    "Versioned",
    "drafted_constraints",
    "kept_once_published",
]
