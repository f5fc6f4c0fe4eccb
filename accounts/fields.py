"""Fields of the account forms."""

import re
import unicodedata
from abc import ABC, abstractmethod
from typing import Any

from django import forms
from django.contrib.auth.forms import UsernameField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.models import Place, User
from portal.forms import TextField

SUGGESTIONS = 1000
NAME_RULE = RegexValidator(
    r"^[a-z][a-z0-9._-]{2,39}$",
    "账号由小写字母、数字、点、横线组成，以字母开头，3 至 40 个字符。",
    code="username",
)


class AccountNameField(TextField, UsernameField):
    """An account's name; capital letters and full-width ones are taken as their plain lower case."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "账号")
        super().__init__(max_length=40, **kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(value).lower()


class PasswordField(TextField):
    def __init__(self, *, autocomplete: str, **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(strip=False, max_length=128, widget=widget, **kwargs)


class Suggested(forms.TextInput):
    """A line of text with suggestions from the browser's own list; works without script."""

    suggestions: Any = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        list_id = f"suggestions-{name}"
        line = super().render(name, value, {**(attrs or {}), "list": list_id}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((text,) for text in self.suggestions))
        return format_html('{}<datalist id="{}">{}</datalist>', line, list_id, options)


class PickField(ABC, TextField):
    """A record picked by typing: its code, its name, or a suggestion “name code”. Set `rows` before use."""

    rows: QuerySet
    not_found = ""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=120, widget=Suggested(attrs={"autocomplete": "off"}), **kwargs)

    def offer(self, rows: QuerySet) -> None:
        """Let people pick among `rows`."""
        self.rows = rows
        self.widget.suggestions = [self.words(row) for row in rows[:SUGGESTIONS]]

    @abstractmethod
    def words(self, row: Any) -> str:
        """What a suggestion says of a row."""

    @abstractmethod
    def found(self, text: str) -> list[Any]:
        """The rows that `text` may mean."""

    def clean(self, value: Any) -> Any:
        text = unicodedata.normalize("NFKC", super().clean(value))
        if not text:
            return None
        rows = self.found(text)
        if not rows:
            raise ValidationError(self.not_found, code="not_found")
        if len(rows) > 1:
            choices = "、".join(self.words(row) for row in rows)
            raise ValidationError(f"有不止一个同名的，请写明是哪一个：{choices}。", code="ambiguous")
        return rows[0]


class PlaceField(PickField):
    not_found = "没有这个地域，或不在您的管辖范围内。请从提示中选择，或填写代码。"

    def words(self, row: Place) -> str:
        return f"{row.name} {row.code}"

    def found(self, text: str) -> list[Place]:
        code = re.search(r"[0-9A-Za-z]+$", text)
        by_code = self.rows.filter(code=code[0].upper()) if code else self.rows.none()
        return list(by_code) or list(self.rows.filter(name=text)[:5])


class AccountField(PickField):
    not_found = "没有这个账号，或不在您的管辖范围内。请从提示中选择，或填写账号。"

    def words(self, row: User) -> str:
        return f"{row.display_name} {row.username}"

    def found(self, text: str) -> list[User]:
        named = self.rows.filter(username=text.split()[-1].lower())
        return list(named) or list(self.rows.filter(display_name=text)[:5])
