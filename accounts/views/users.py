"""Administration of accounts, for security administrators."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts.filters import AccountFilter
from accounts.forms import EndRoleForm, HandOverForm, NewAccountForm, ReasonForm, RoleForm
from accounts.models import Membership, User
from accounts.selectors import with_roles
from accounts.services import accounts, roles
from accounts.services.handover import hand_over, open_work
from accounts.services.managing import reason_not_managed, require_managed
from accounts.tables import AccountTable
from portal.models import AuditEntry
from portal.numbers import DASH
from portal.pages import EditPage, FormPage, ListPage, RecordPage
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


def all_roles(user: User) -> QuerySet[Membership]:
    return user.memberships.select_related("place", "granted_by").order_by("-valid_from", "-pk")


def role_row(row: Membership, actor: User) -> dict[str, Any]:
    """A role as a line of the page; `end_url` where this person may end it."""
    today = timezone.localdate()
    ended = bool(row.valid_until and row.valid_until < today)
    may_end = not ended and actor.pk != row.user_id and actor.can("account.manage", row.place)
    return {
        "role": row.role_label,
        "place": row.place.name,
        "department": row.department or DASH,
        "valid_from": f"{row.valid_from:%Y-%m-%d}",
        "valid_until": f"{row.valid_until:%Y-%m-%d}" if row.valid_until else "长期",
        "granted_by": row.granted_by.display_name if row.granted_by else "系统",
        "state": "已终止" if ended else "未生效" if row.valid_from > today else "有效",
        "colour": "grey" if ended else "blue" if row.valid_from > today else "green",
        "end_url": reverse("accounts:end_role", args=(row.user_id, row.pk)) if may_end else "",
    }


def actions(user: User) -> list[dict[str, str]]:
    """What can be done to the account, as buttons."""
    named = [("授予角色", "grant_role"), ("重置密码", "reset"), ("移交未办工作", "hand_over")]
    named.append(("停用账号", "disable") if user.is_active else ("启用账号", "enable"))
    return [{"label": label, "url": reverse(f"accounts:{name}", args=(user.pk,))} for label, name in named]


def entries_about(user: User) -> QuerySet[AuditEntry]:
    entries = AuditEntry.objects.filter(object_type=User._meta.label_lower, object_id=str(user.pk))
    return entries.order_by("-at", "-pk")[:SHOWN_ENTRIES]


class ManagePage(EditPage):
    """A page that changes an account; 403 with the reason for accounts not this administrator's to manage."""

    model = User
    permission = "account.manage"
    title = ""

    def require(self) -> None:
        require_managed(self.request.user, self.record)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.require()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.require()
        return super().post(request, *args, **kwargs)

    def get_title(self) -> str:
        return self.title

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("账号", reverse("accounts:list")), (self.record.display_name, self.account_url())]

    def account_url(self) -> str:
        return reverse("accounts:account", args=(self.record.pk,))


class ConfirmPage(ManagePage):
    """A second page before something with consequences. Set `question`, `consequence`."""

    form_class = ReasonForm
    template_name = "accounts/confirm.html"
    question = ""
    consequence = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        named = [
            {"label": "账号", "value": self.record.username},
            {"label": "姓名", "value": self.record.display_name},
        ]
        return super().get_context_data(
            question=self.question, consequence=self.consequence, facts=[*named, *self.more_facts()], **kwargs
        )

    def more_facts(self) -> list[dict[str, str]]:
        return []


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


class GrantRole(ManagePage):
    form_class = RoleForm
    title = "授予角色"
    submit_label = "授予角色"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"actor": self.request.user}

    def save(self, form: RoleForm) -> str:
        membership = roles.grant_role(actor=self.request.user, user=self.record, role=form.new_role())
        messages.success(self.request, f"已授予：{membership.role_label}（{membership.place.name}）。")
        return self.account_url()


class EndRole(ConfirmPage):
    form_class = EndRoleForm
    title = "终止角色"
    submit_label = "终止角色"
    question = "要终止这个角色吗？"
    consequence = "此人须重新登录，终止后不再有这个角色的权限。尚未生效的角色将直接撤销。"

    @cached_property
    def membership(self) -> Membership:
        rows = self.record.memberships.select_related("place", "user", "granted_by")
        return get_object_or_404(rows, pk=self.kwargs["role"])

    def require(self) -> None:
        """One role is ended by whoever looks after its place, also where the account has others elsewhere."""
        roles.require_may_end(self.request.user, self.membership)

    def more_facts(self) -> list[dict[str, str]]:
        row = role_row(self.membership, self.request.user)
        return [
            {"label": "角色", "value": f"{row['role']}（{row['place']}）"},
            {"label": "期限", "value": f"{row['valid_from']} 至 {row['valid_until']}"},
        ]

    def save(self, form: EndRoleForm) -> str:
        roles.end_role(actor=self.request.user, membership=self.membership, last_day=form.chosen_day())
        messages.success(self.request, "角色已终止，此人需要重新登录。")
        return self.account_url()
