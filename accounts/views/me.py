"""Everybody's own page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.forms import DisplayForm
from accounts.services.contact import change_own_contact
from accounts.services.sessions import logins
from portal.numbers import DASH
from portal.pages import FormPage

YEAR = 365 * 24 * 3600


class Me(FormPage):
    """Who I am here, what I may do and where, when I was last here; how large the letters are and where I am told."""

    form_class = DisplayForm
    template_name = "accounts/me.html"
    title = "我的账号"
    submit_label = "保存"

    def get_initial(self) -> dict[str, Any]:
        user = self.request.user
        return {
            "large": self.request.COOKIES.get("large_type", "0"),
            "email": user.email,
            "mobile": user.mobile,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        pairs = (
            ("账号", user.username),
            ("姓名", user.display_name),
            ("单位", user.organisation or DASH),
            ("角色", "、".join(user.role_labels) or "目前没有有效的角色，请联系安全管理员。"),
        )
        return super().get_context_data(
            facts=[{"label": label, "value": value} for label, value in pairs],
            logins=[
                {"at": f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M}", "address": entry.address or "未知"}
                for entry in logins(user)
            ],
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        if response.status_code == 302:
            chosen = request.POST["large"]
            response.set_cookie("large_type", chosen, max_age=YEAR, samesite="Lax")
        return response

    def save(self, form: DisplayForm) -> str:
        data = form.cleaned_data
        change_own_contact(user=self.request.user, email=data["email"], mobile=data["mobile"])
        messages.success(self.request, "已保存。字号仅对本浏览器有效。")
        return reverse("accounts:me")
