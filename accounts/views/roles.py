"""The roles of an account, granted and ended by security administrators."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from accounts.forms import EndRoleForm, RoleForm
from accounts.models import Membership, User
from accounts.services import roles
from accounts.views.changing import ConfirmPage, ManagePage
from portal.numbers import DASH


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
        "department": row.get_department_display() or DASH,
        "valid_from": f"{row.valid_from:%Y-%m-%d}",
        "valid_until": f"{row.valid_until:%Y-%m-%d}" if row.valid_until else "长期",
        "granted_by": row.granted_by.display_name if row.granted_by else "系统",
        "state": "已终止" if ended else "未生效" if row.valid_from > today else "有效",
        "colour": "grey" if ended else "blue" if row.valid_from > today else "green",
        "end_url": reverse("accounts:end_role", args=(row.user_id, row.pk)) if may_end else "",
    }


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
