"""In, out, and one's own password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from accounts.forms import LoginForm, PasswordForm
from accounts.services import sessions
from portal.pages import FormPage


class Login(LoginView):
    form_class = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form: LoginForm) -> HttpResponse:
        previous = sessions.sign_in(self.request, form.get_user())
        messages.info(self.request, str(previous or "这是您第一次登录。"))
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: LoginForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=429 if form.locked else 422)


class Logout(View):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        sessions.sign_out(request)
        return HttpResponseRedirect(reverse("accounts:login"))


@method_decorator(sensitive_post_parameters(), name="dispatch")
class PasswordChange(FormPage):
    """One's own password; a first password has to be changed before anything else."""

    form_class = PasswordForm
    title = "修改密码"
    submit_label = "修改密码"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def get_template_names(self) -> list[str]:
        first = self.request.user.must_change_password
        return ["accounts/first_password.html" if first else "pages/form.html"]

    def save(self, form: PasswordForm) -> str:
        sessions.change_own_password(self.request, form.cleaned_data["new_password"])
        messages.success(self.request, "密码已修改，其他设备上的登录已全部退出。")
        return reverse("portal:home")
