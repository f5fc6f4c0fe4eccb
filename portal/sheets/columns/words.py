"""Columns whose cells are words: choices, lists of choices, yes and no, stars, dates, codes, telephone numbers."""

import datetime
import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from portal import uscc
from portal.sheets.columns.base import EXACT_DIGITS, NOTHING, CellError, Column, Text, cell_text, folded

EARLIEST, LATEST = datetime.date(1949, 10, 1), datetime.date(2100, 12, 31)
_DAY_ZERO = datetime.date(1899, 12, 30)  # of the serial numbers of workbooks
_DATE = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]?0{1,2}:00(?::00)?)?|(\d{4})(\d{2})(\d{2})", re.ASCII
)
_BETWEEN = re.compile(r"[,，、;；|\r\n]+")
_LOOSELY_BETWEEN = re.compile(r"[\s/]+")
_YES = ("是", "有", "对", "y", "yes", "true", "1", "√", "✓", "✔", "已", "v")
_NO = ("否", "无", "没有", "不是", "错", "n", "no", "false", "0", "×", "✗", "✘", "x", "未")
_DIGITS = "零一二三四五"
ADDRESS = forms.URLField(assume_scheme="https", validators=[URLValidator(("https", "http"))])

Options = Sequence[tuple[Any, str]]


@dataclass(frozen=True)
class Choice(Column):
    """One of `options` (value, label), found by label, value or one of `other_words` (word → value)."""

    empty: Any = ""
    options: Options = ()
    other_words: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def words(self) -> dict[str, Any]:
        """Every wording that is understood, folded, with its value."""
        known = {folded(word): value for word, value in self.other_words.items()}
        known |= {folded(str(value)): value for value, _ in self.options}
        return known | {folded(label): value for value, label in self.options}

    @cached_property
    def labels(self) -> dict[Any, str]:
        return dict(self.options)

    def read(self, cell: Any) -> Any:
        text = cell_text(cell)
        if folded(text) in self.words:
            return self.words[folded(text)]
        if text in NOTHING:
            return self.empty
        raise CellError(self.advice(text))

    def advice(self, text: str) -> str:
        labels = [label for _, label in self.options]
        close = difflib.get_close_matches(text, labels, 1)
        listed = (
            f"请从下列选项中选填：{'、'.join(labels)}。"
            if len(labels) <= 12
            else "请从模板的下拉选项中选填。"
        )
        return f"“{text}”不在选项中，{f'是否应为“{close[0]}”？' if close else ''}{listed}"

    def show(self, value: Any) -> Any:
        return None if value in (None, "") else self.labels.get(value, str(value))


@dataclass(frozen=True)
class Many(Choice):
    """Several of `options`, put apart with ，、；or a new line; a list in the order of the options."""

    empty: Any = field(default_factory=list)

    def read(self, cell: Any) -> list[Any]:
        text = cell_text(cell)
        if text in NOTHING:
            return self.empty
        if folded(text) in self.words:
            return [self.words[folded(text)]]
        chosen = {value for part in _BETWEEN.split(text) if part.strip() for value in self.some(part.strip())}
        return [value for value in self.labels if value in chosen]

    def some(self, part: str) -> list[Any]:
        """The option a part names, or those it names with blanks or strokes between."""
        for wordings in ([part], _LOOSELY_BETWEEN.split(part)):
            if all(folded(word) in self.words for word in wordings):
                return [self.words[folded(word)] for word in wordings]
        raise CellError(self.advice(part))

    def show(self, value: Any) -> Any:
        return "、".join(self.labels.get(one, str(one)) for one in value) or None if value else None


@dataclass(frozen=True)
class Flag(Choice):
    """Yes or no, in the wordings people use; shown as 是 and 否."""

    empty: Any = None
    options: Options = ((True, "是"), (False, "否"))

    @cached_property
    def words(self) -> dict[str, Any]:
        return {
            **dict.fromkeys(map(folded, _YES), True),
            **dict.fromkeys(map(folded, _NO), False),
            **{folded(word): value for word, value in self.other_words.items()},
        }


@dataclass(frozen=True)
class Star(Choice):
    """A star level from 0 to 5: 0, 无, 一星, 1星级, ★★ …; shown as 三星."""

    empty: Any = 0
    options: Options = ((0, "无"), (1, "一星"), (2, "二星"), (3, "三星"), (4, "四星"), (5, "五星"))

    @cached_property
    def words(self) -> dict[str, Any]:
        known = {folded(word): 0 for word in ("0", "无", "未评", "未评定", "未评星", "无星", "未定级")}
        known |= {folded(word): value for word, value in self.other_words.items()}
        for value in range(6):
            for number in {str(value), _DIGITS[value], "两" if value == 2 else str(value)}:
                known |= dict.fromkeys((f"{number}星", f"{number}星级", f"{number}颗星", number), value)
            if value:
                known |= {folded("★" * value): value, folded("☆" * value): value}
        return known


@dataclass(frozen=True)
class Day(Column):
    """A date: a date cell, 2026-3-5, 2026/3/5, 2026.3.5, 2026年3月5日, 20260305, or a workbook's serial number."""

    def read(self, cell: Any) -> Any:
        if isinstance(cell, str) and cell.strip() in NOTHING:
            return self.empty
        date = self.date(cell)
        if date is None:
            raise CellError(f"请填写年月日齐全的日期，例如 {self.example or '2026-3-5'}。")
        if not EARLIEST <= date <= LATEST:
            raise CellError(f"日期应在 {EARLIEST} 至 {LATEST} 之间，请核对。")
        return date

    def date(self, cell: Any) -> datetime.date | None:
        if isinstance(cell, datetime.datetime):
            return cell.date()
        if isinstance(cell, datetime.date):
            return cell
        if isinstance(cell, float | int) and not isinstance(cell, bool) and 10_000 < cell < 80_000:
            return _DAY_ZERO + datetime.timedelta(days=int(cell))
        found = _DATE.fullmatch(unicodedata.normalize("NFKC", cell_text(cell)))
        try:
            return datetime.date(*(int(part) for part in found.groups() if part)) if found else None
        except ValueError:
            return None


@dataclass(frozen=True)
class Uscc(Text):
    """A unified social credit code with its check digit."""

    def read(self, cell: Any) -> str:
        if isinstance(cell, float | int) and len(cell_text(cell)) > EXACT_DIGITS:
            raise CellError("统一社会信用代码被存成了数字，末位已丢失，请把该列设为文本格式后重新填写。")
        text = cell_text(cell)
        if text in NOTHING:
            return self.empty
        try:
            return uscc.validate(text)
        except uscc.InvalidUscc as error:
            raise CellError(error.message) from error


@dataclass(frozen=True)
class Phone(Text):
    """A mobile or fixed telephone number, digits with at most one dash."""

    def read(self, cell: Any) -> str:
        text = unicodedata.normalize("NFKC", cell_text(cell))
        if text in NOTHING:
            return self.empty
        number = re.sub(r"\s", "", re.sub(r"\((0\d{2,3})\)-?", r"\1-", text))
        number = re.sub(r"^\+?86-?(?=1)", "", number)
        number = number.replace("-", "") if re.fullmatch(r"1[\d-]{10,}", number) else number
        if not re.fullmatch(
            r"1[3-9]\d{9}|(0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,5})?|[48]00-?\d{3}-?\d{4}", number, re.ASCII
        ):
            raise CellError("请填写一个手机号或带区号的固定电话，例如 13800000000 或 0577-88888888。")
        return number


@dataclass(frozen=True)
class Link(Text):
    """The address of a page; one without https:// before it gets that."""

    def read(self, cell: Any) -> str:
        text = super().read(cell)
        if not text or text in NOTHING:
            return self.empty
        try:
            address = ADDRESS.clean(text)
        except ValidationError as error:
            raise CellError("请填写完整的网址，以 https:// 开头。") from error
        if self.length and len(address) > self.length:
            raise CellError(f"网址最多 {self.length} 个字符，请缩短。")
        return address
