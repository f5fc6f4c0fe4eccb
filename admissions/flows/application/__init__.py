"""入园准入 as a table: the operator drafts and submits, officers examine, departments are heard, the level the
county's scheme names decides; a refusal is confirmed by a second person (W9, C(九))."""

from admissions.flows.application.effects import TEN_YEARS, reason_asked, stamp_submission
from admissions.flows.application.objections import not_the_decider, own_application
from admissions.flows.application.states import (
    APPROVED,
    DRAFT,
    IN_REVIEW,
    LAPSED,
    NOT_ALLOTTED,
    REFUSAL_PENDING,
    REFUSED,
    RETURNED,
    SETTLED,
    SUBMITTED,
    WITHDRAWN,
)
from admissions.flows.application.table import ADMISSION

__all__ = [
    "ADMISSION",
    "APPROVED",
    "DRAFT",
    "IN_REVIEW",
    "LAPSED",
    "NOT_ALLOTTED",
    "REFUSAL_PENDING",
    "REFUSED",
    "RETURNED",
    "SETTLED",
    "SUBMITTED",
    "TEN_YEARS",
    "WITHDRAWN",
    "not_the_decider",
    "own_application",
    "reason_asked",
    "stamp_submission",
]
