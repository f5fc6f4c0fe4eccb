"""Forms of the account pages."""

import datetime
from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.departments import Department
from accounts.fields import NAME_RULE, AccountField, AccountNameField, PasswordField, PlaceField
from accounts.lockout import one_at_a_time, refusal
from accounts.models import User
from accounts.roles import ROLES
from accounts.selectors import places_managed
from accounts.services.roles import NewRole
from accounts.services.sessions import record_failure
from portal.forms import DateField, Form, NamingForm, TextField


class LoginForm(NamingForm, AuthenticationForm):
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


class PasswordForm(Form):
    """One's own new password."""

    old_password = PasswordField(label="原密码", autocomplete="current-password")
    new_password = PasswordField(
        label="新密码",
        autocomplete="new-password",
        help_text="至少 12 位，不能全是数字，不能与账号、姓名相近，也不能是常见密码。",
    )
    repeated = PasswordField(
        label="再输入一次新密码",
        autocomplete="new-password",
        error_messages={"required": "请再输入一次新密码。"},
    )

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


def role_choices() -> list[tuple[str, Any]]:
    """Business roles and administrators, apart."""
    groups: dict[str, list[tuple[str, str]]] = {"业务角色": [], "管理员（须单独账号）": []}
    business, administrators = groups.values()
    for role in ROLES.values():
        (administrators if role.admin else business).append((role.code, role.label))
    return [("", "请选择"), *groups.items()]


def department_choices() -> list[tuple[str, str]]:
    """The township's opinion comes with the role of its officer, so it is not among these."""
    named = [choice for choice in Department.choices if choice[0] != Department.TOWNSHIP]
    return [("", "不填"), *named]


class RoleForm(Form):
    """A role at a place for a time."""

    role = forms.ChoiceField(label="角色", choices=role_choices)
    place = PlaceField(
        label="地域", help_text="填写名称或代码，例如：鹿城区、330302。角色在此地域及其下级有效。"
    )
    department = forms.ChoiceField(
        label="部门",
        required=False,
        choices=department_choices,
        help_text="部门审核人必选：入园会审按部门征求意见。其他角色不填。",
    )
    valid_from = DateField(label="生效日期")
    valid_until = DateField(label="失效日期", required=False, help_text="不填表示长期有效。")

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].offer(places_managed(actor))
        self.fields["valid_from"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", "失效日期不能早于生效日期。")
        return cleaned

    def new_role(self) -> NewRole:
        given = self.cleaned_data
        return NewRole(
            code=given["role"],
            place=given["place"],
            valid_from=given["valid_from"],
            valid_until=given["valid_until"],
            department=given["department"],
        )


class NewAccountForm(RoleForm):
    """An account and its first role."""

    username = AccountNameField(
        validators=[NAME_RULE], help_text="小写字母、数字、点、横线，以字母开头，3 至 40 个字符。"
    )
    display_name = TextField(label="姓名", max_length=50)
    organisation = TextField(label="单位", required=False, max_length=100)
    field_order = ("username", "display_name", "organisation")


class EndRoleForm(Form):
    """At once, or with a day that is still to come."""

    NOW, LATER = "now", "later"
    when = forms.ChoiceField(
        label="何时终止",
        choices=((NOW, "立即终止"), (LATER, "到某一天为止")),
        initial=NOW,
        widget=forms.RadioSelect,
    )
    last_day = DateField(
        label="最后有效日", required=False, help_text="选择“到某一天为止”时填写，当天仍有效。"
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("when") == self.LATER and "last_day" not in self.errors:
            if not cleaned.get("last_day"):
                self.add_error("last_day", "请填写最后有效日。")
            elif cleaned["last_day"] < timezone.localdate():
                self.add_error("last_day", "最后有效日不能早于今天；要马上终止请选“立即终止”。")
        return cleaned

    def chosen_day(self) -> datetime.date:
        if self.cleaned_data["when"] == self.NOW:
            return timezone.localdate() - datetime.timedelta(days=1)
        return self.cleaned_data["last_day"]


class ReasonForm(Form):
    reason = TextField(
        label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="写入操作日志。"
    )


class HandOverForm(ReasonForm):
    taker = AccountField(label="接收人", help_text="填写账号或姓名。")
    field_order = ("taker", "reason")

    def __init__(self, *args: Any, actor: User, giver: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = User.objects.for_user(actor).filter(is_active=True).exclude(pk=giver.pk)
        self.fields["taker"].offer(others)


class DisplayForm(Form):
    """How large the letters are, on this browser; where one is told outside of the portal."""

    email = forms.EmailField(
        label="电子邮箱", required=False, max_length=254, help_text="填写后，通知同时发到这个邮箱。"
    )
    mobile = TextField(
        label="手机号码",
        required=False,
        max_length=20,
        help_text="填写后，通知同时用短信发送；只有您自己看得到。",
    )
    large = forms.ChoiceField(
        label="字号", choices=(("0", "标准"), ("1", "大字版")), widget=forms.RadioSelect
    )

    def clean_mobile(self) -> str:
        number = "".join(self.cleaned_data["mobile"].split()).replace("-", "")
        if number and not (len(number) == 11 and number.isascii() and number.isdigit() and number[0] == "1"):
            raise forms.ValidationError("手机号码应为 1 开头的 11 位数字。", code="mobile")
        return number
