"""The flows of admission, one module for each."""

from admissions.flows.application import (
    ADMISSION,
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
from admissions.flows.round import ROUND
from admissions.scheme_kind import SCHEME

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
    "ROUND",
    "SCHEME",
    "SETTLED",
    "SUBMITTED",
    "WITHDRAWN",
]
