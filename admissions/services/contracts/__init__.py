"""The three-party contract: drafted from an approved application, sent out, signed, taken into effect, amended (W9)."""

from admissions.services.contracts.afterwards import amend, cancel, file_price, finish
from admissions.services.contracts.drafting import CONTENT, draft_contract, revise_contract
from admissions.services.contracts.signing import recall, send, sign, take_effect

__all__ = [
    "CONTENT",
    "amend",
    "cancel",
    "draft_contract",
    "file_price",
    "finish",
    "recall",
    "revise_contract",
    "send",
    "sign",
    "take_effect",
]
