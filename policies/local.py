"""What local schemes have in common as rules: read from stored content, and made content of again."""

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from policies.numbers import plain


class SchemeFaulty(Exception):
    """The content is not a whole scheme; `sentences` says what is missing or wrong, one sentence each."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("；".join(sentences))
        self.sentences = sentences


class LocalScheme:
    """A frozen dataclass of a scheme's parts adds this and says how content is read: `parts(content)` answers the
    values of its fields as far as they can be read, and a sentence for everything missing or wrong."""

    __slots__ = ()

    @staticmethod
    def parts(content: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        raise NotImplementedError  # each scheme reads its own

    @classmethod
    def load(cls, content: Mapping[str, Any]) -> Self:
        """The scheme of its stored content; raises SchemeFaulty with a sentence for everything wrong."""
        scheme, faults = cls.sketch(content)
        if faults:
            raise SchemeFaulty(faults)
        return scheme

    @classmethod
    def sketch(cls, content: Mapping[str, Any]) -> tuple[Self, list[str]]:
        """The scheme as far as a draft's content goes, and what is missing or wrong with it."""
        found, faults = cls.parts(content)
        return cls(**found), faults

    def as_content(self) -> dict[str, Any]:
        """The JSON it was loaded from, in its one canonical form."""
        return stored(self)


def stored(part: Any) -> Any:
    """A part of a scheme as JSON: decimals as strings, tuples as lists."""
    if isinstance(part, Decimal):
        return plain(part)
    if isinstance(part, tuple):
        return [stored(one) for one in part]
    if isinstance(part, (str, int)) or part is None:
        return str(part) if isinstance(part, StrEnum) else part
    return {field.name: stored(getattr(part, field.name)) for field in fields(part)}
