"""What the pages have in common that change an account."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.forms import ReasonForm
from accounts.models import User
from accounts.services.managing import require_managed
from portal.pages import EditPage


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
