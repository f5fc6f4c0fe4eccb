"""统一社会信用代码 (GB 32100-2015): normalising, checking with a sentence for people, valid demo codes."""

import unicodedata
from enum import Enum

from stdnum.cn import uscc as standard

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
ENTERPRISE = "91"  # registered with the market regulator, as an enterprise
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714, check character of the organisation code
ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CAPACITY = len(ALPHABET) ** 2 * 10_000  # different demo codes in one county


class Fault(Enum):
    """What is wrong with a code; decide by this, show the message."""

    EMPTY = "empty"
    LENGTH = "length"
    CHARACTERS = "characters"
    CHECK_DIGIT = "check_digit"


class InvalidUscc(ValueError):
    """A code that is not valid: ``fault`` for programs, ``message`` for people."""

    def __init__(self, fault: Fault, message: str) -> None:
        super().__init__(message)
        self.fault = fault
        self.message = message


def normalise(text: str | None) -> str:
    """The code as GB 32100 writes it: half-width capitals without spaces, dashes or invisible characters."""
    if text and text.isascii() and text.isalnum():  # a column of a sheet has twenty thousand such
        return text.upper()
    folded = unicodedata.normalize("NFKC", text or "").upper()
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) not in ("Cf", "Pd"))


def validate(text: str | None) -> str:
    """The normalised code if it is valid; raises :class:`InvalidUscc` with what to do otherwise."""
    code = normalise(text)
    _check_length(code)
    _check_characters(code)
    if code[-1] != standard.calc_check_digit(code[:-1]):
        raise InvalidUscc(
            Fault.CHECK_DIGIT,
            "统一社会信用代码校验位不符，可能有一位输错或两位颠倒，请对照营业执照核对后重填。",
        )
    return code


def is_valid(text: str | None) -> bool:
    """Whether a text, once normalised, is a valid code."""
    try:
        return bool(validate(text))
    except InvalidUscc:
        return False


def uscc_from(number: int, region_code: str = "330302") -> str:
    """The valid code of demo enterprise ``number`` (from 0) in a county; always the same, no two alike.

    ``region_code`` is six digits of GB/T 2260; functional zones have none, so take the county they lie in.
    """
    if not 0 <= number < CAPACITY:
        raise ValueError(f"number must be from 0 to {CAPACITY - 1}")
    if len(region_code) != 6 or not (region_code.isascii() and region_code.isdigit()):
        raise ValueError(f"{region_code!r} is no code of GB/T 2260")
    body = ENTERPRISE + region_code + _organisation_code(number)
    return body + standard.calc_check_digit(body)


def _check_length(code: str) -> None:
    if not code:
        raise InvalidUscc(Fault.EMPTY, "请填写统一社会信用代码。")
    if len(code) != LENGTH:
        raise InvalidUscc(
            Fault.LENGTH,
            f"统一社会信用代码应为 {LENGTH} 位，现为 {len(code)} 位，请对照营业执照补齐或删去多余字符。",
        )


def _check_characters(code: str) -> None:
    for place, character in enumerate(code, start=1):
        allowed = ALPHABET if place > 8 else ALPHABET[:10]
        if character not in allowed:
            hint = "前 8 位只能是数字" if place <= 8 else "只能是数字和大写字母，且不含 I、O、S、V、Z"
            raise InvalidUscc(
                Fault.CHARACTERS,
                f"统一社会信用代码第 {place} 位“{character}”不合规则：{hint}，请修改。",
            )


def _organisation_code(number: int) -> str:
    """Eight characters from the number and their check character by GB 11714."""
    letters, digits = divmod(number, 10_000)
    head = "MA"
    for _ in range(2):
        letters, index = divmod(letters, len(ALPHABET))
        head += ALPHABET[index]
    body = head + f"{digits:04d}"
    values = map(ORGANISATION_ALPHABET.index, body)
    total = sum(weight * value for weight, value in zip(ORGANISATION_WEIGHTS, values, strict=True))
    return body + "0123456789X"[(11 - total % 11) % 11]
