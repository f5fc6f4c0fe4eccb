"""Forms of the account pages."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.fields import AccountNameField, PasswordField
from accounts.lockout import one_at_a_time, refusal
from accounts.models import User
from accounts.services.sessions import record_failure


class LoginForm(AuthenticationForm):
    username = AccountNameField(widget=forms.TextInput(attrs={"autofocus": True}))
    password = PasswordField(label="密码", autocomplete="current-password")
    locked = False

    def clean(self) -> dict[str, Any]:
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if username and password:
            with one_at_a_time(username):
                self.user_cache = authenticate(self.request, username=username, password=password)
            if self.user_cache is None:
                self.refuse(username)
        return self.cleaned_data

    def refuse(self, username: str) -> None:
        failures = getattr(self.request, "axes_failures_since_start", None)
        self.locked = getattr(self.request, "axes_locked_out", False)
        record_failure(username=username, failures=failures, locked=self.locked)
        raise ValidationError(refusal(username, failures), code="locked" if self.locked else "wrong")


class PasswordForm(forms.Form):
    """One's own new password."""

    old_password = PasswordField(label="原密码", autocomplete="current-password")
    new_password = PasswordField(
        label="新密码",
        autocomplete="new-password",
        help_text="至少 12 位，不能全是数字，不能与账号、姓名相近，也不能是常见密码。",
    )
    repeated = PasswordField(label="再输入一次新密码", autocomplete="new-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old_password(self) -> str:
        old = self.cleaned_data["old_password"]
        if not self.user.check_password(old):
            raise ValidationError("原密码不正确，请重新填写。", code="wrong")
        return old

    def clean_new_password(self) -> str:
        new = self.cleaned_data["new_password"]
        validate_password(new, self.user)
        if self.user.check_password(new):
            raise ValidationError("新密码不能与原密码相同，请换一个。", code="same")
        return new

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("new_password") and cleaned.get("repeated") not in (None, cleaned["new_password"]):
            self.add_error("repeated", "两次输入的新密码不一致，请重新输入。")
        return cleaned
