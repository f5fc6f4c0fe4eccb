"""Fields of the account forms."""

from typing import Any

from django import forms
from django.contrib.auth.forms import UsernameField
from django.core.validators import RegexValidator

from portal.forms import TextField

NAME_RULE = RegexValidator(
    r"^[a-z][a-z0-9._-]{2,39}$", "账号由小写字母、数字、点、横线组成，以字母开头，3 至 40 个字符。", code="username"
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
