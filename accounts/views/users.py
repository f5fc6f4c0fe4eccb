"""Administration of accounts, for security administrators."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts.filters import AccountFilter
from accounts.forms import HandOverForm, NewAccountForm, ReasonForm
from accounts.models import User
from accounts.selectors import with_roles
from accounts.services import accounts
from accounts.services.handover import hand_over, open_work
from accounts.services.managing import reason_not_managed
from accounts.tables import AccountTable
from accounts.views.changing import ConfirmPage, ManagePage
from accounts.views.roles import all_roles, role_row
from portal.models import AuditEntry
from portal.numbers import DASH
from portal.pages import FormPage, ListPage, RecordPage
from portal.views.audit import timeline

SHOWN_ENTRIES = 20


class AccountList(ListPage):
    model = User
    permission = "account.manage"
    table_class = AccountTable
    filterset_class = AccountFilter
    title = "账号"

    def get_queryset(self) -> QuerySet[User]:
        return with_roles(super().get_queryset())

    def get_primary_action(self) -> dict[str, str]:
        return {"label": "新建账号", "url": reverse("accounts:new")}


class AccountPage(RecordPage):
    """One account: who, which roles, what waits with them, what happened to the account."""

    model = User
    permission = "account.manage"
    template_name = "accounts/account.html"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("账号", reverse("accounts:list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, why_not = self.record, reason_not_managed(self.request.user, self.record)
        return super().get_context_data(
            facts=facts(user),
            memberships=[role_row(row, self.request.user) for row in all_roles(user)],
            open_work=open_work(user),
            actions=actions(user),
            why_not=why_not,
            entries=timeline(entries_about(user)),
            **kwargs,
        )


def facts(user: User) -> list[dict[str, str]]:
    pairs = (
        ("账号", user.username),
        ("姓名", user.display_name),
        ("单位", user.organisation or DASH),
        ("密码", "初始密码，首次登录须修改" if user.must_change_password else "已由本人设置"),
        ("创建日期", f"{timezone.localtime(user.created_at):%Y-%m-%d}"),
        (
            "最近登录",
            f"{timezone.localtime(user.last_login):%Y-%m-%d %H:%M}" if user.last_login else "从未登录",
        ),
    )
    return [{"label": label, "value": value} for label, value in pairs]


def actions(user: User) -> list[dict[str, str]]:
    """What can be done to the account, as buttons."""
    named = [("授予角色", "grant_role"), ("重置密码", "reset"), ("移交未办工作", "hand_over")]
    named.append(("停用账号", "disable") if user.is_active else ("启用账号", "enable"))
    return [{"label": label, "url": reverse(f"accounts:{name}", args=(user.pk,))} for label, name in named]


def entries_about(user: User) -> QuerySet[AuditEntry]:
    entries = AuditEntry.objects.filter(object_type=User._meta.label_lower, object_id=str(user.pk))
    return entries.order_by("-at", "-pk")[:SHOWN_ENTRIES]


class FirstPasswordMixin:
    """Pages that make a first password show it in their answer to the POST: once, and kept nowhere."""

    issued: tuple[User, str] | None = None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        if self.issued is None:
            return response
        user, password = self.issued
        context = {
            "title": "初始密码",
            "crumbs": [("账号", reverse("accounts:list"))],
            "record": user,
            "password": password,
        }
        return self.response_class(request, "accounts/first_password_issued.html", context)


@method_decorator(never_cache, name="dispatch")
class NewAccount(FirstPasswordMixin, FormPage):
    permission = "account.manage"
    form_class = NewAccountForm
    title = "新建账号"
    submit_label = "创建账号并生成初始密码"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("账号", reverse("accounts:list"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"actor": self.request.user}

    def save(self, form: NewAccountForm) -> str:
        given = form.cleaned_data
        self.issued = accounts.create_user(
            actor=self.request.user,
            username=given["username"],
            display_name=given["display_name"],
            organisation=given["organisation"],
            role=form.new_role(),
        )
        return reverse("accounts:account", args=(self.issued[0].pk,))


@method_decorator(never_cache, name="dispatch")
class ResetPassword(FirstPasswordMixin, ConfirmPage):
    form_class = ReasonForm
    title = "重置密码"
    submit_label = "重置密码"
    question = "要为此账号生成新的初始密码吗？"
    consequence = "原密码立即失效，此人在所有设备上的登录和接口令牌都将失效，下次登录须修改密码。密码错误造成的锁定同时解除。"

    def save(self, form: ReasonForm) -> str:
        password = accounts.reset_password(
            actor=self.request.user, user=self.record, reason=form.cleaned_data["reason"]
        )
        self.issued = (self.record, password)
        return self.account_url()


class DisableAccount(ConfirmPage):
    title = "停用账号"
    submit_label = "停用账号"
    question = "要停用这个账号吗？"
    consequence = "此人立即退出，不能再登录；经办记录保留。未办的工作请先移交他人。"

    def more_facts(self) -> list[dict[str, str]]:
        return [{"label": label, "value": f"{count} 件"} for label, count in open_work(self.record)]

    def save(self, form: ReasonForm) -> str:
        accounts.disable_user(actor=self.request.user, user=self.record, reason=form.cleaned_data["reason"])
        messages.success(self.request, f"账号“{self.record.username}”已停用。")
        return self.account_url()


class EnableAccount(ConfirmPage):
    title = "启用账号"
    submit_label = "启用账号"
    question = "要重新启用这个账号吗？"
    consequence = "此人可以用原密码登录，仍在有效期内的角色随即恢复。请先核对下列角色。"

    def more_facts(self) -> list[dict[str, str]]:
        valid = self.record.memberships.valid_on(timezone.localdate()).select_related("place")
        words = "、".join(f"{row.role_label}（{row.place.name}）" for row in valid)
        return [{"label": "有效角色", "value": words or DASH}]

    def save(self, form: ReasonForm) -> str:
        accounts.enable_user(actor=self.request.user, user=self.record, reason=form.cleaned_data["reason"])
        messages.success(self.request, f"账号“{self.record.username}”已启用。")
        return self.account_url()


class HandOver(ManagePage):
    form_class = HandOverForm
    title = "移交未办工作"
    submit_label = "移交"
    template_name = "accounts/hand_over.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"actor": self.request.user, "giver": self.record}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(open_work=open_work(self.record), **kwargs)

    def save(self, form: HandOverForm) -> str:
        taker = form.cleaned_data["taker"]
        moved = hand_over(
            actor=self.request.user, giver=self.record, taker=taker, reason=form.cleaned_data["reason"]
        )
        messages.success(self.request, f"已将 {moved} 件未办工作移交给{taker.display_name}。")
        return self.account_url()
