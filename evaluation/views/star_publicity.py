"""公示 of one star for everybody, and objections to it."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from admissions.forms.rounds import ObjectionForm
from evaluation import publicity
from evaluation.models import ResultObjection, StarCase
from evaluation.services import objections
from evaluation.star_publicity import announced_stars, public_case
from portal.audit import client_address
from portal.pages import FormMixin


@method_decorator(login_not_required, name="dispatch")
class StarPublicity(FormMixin, TemplateView):
    template_name = "evaluation/stars/publicity.html"
    form_class = ObjectionForm
    submit_label = "提交异议"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.require_case()
        return super().post(request, *args, **kwargs)

    def require_case(self) -> StarCase:
        """The case of the address, if this visitor may read it."""
        rows = announced_stars(logged_in=self.request.user.is_authenticated)
        found = rows.filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404("没有这项公示，可能已结束或需要登录后查看。")
        return found

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        case = self.require_case()
        mine, shown = self.mine(case), public_case(case)
        context = self.get_context_data(
            title=f"{shown['title']}公示",
            case=shown,
            form=form,
            submit_label=self.submit_label,
            may_object=publicity.takes_objections(case, timezone.localdate()),
            receipt=publicity.receipt(mine) if mine else None,
        )
        return self.render_to_response(context, status=status)

    def mine(self, case: StarCase) -> ResultObjection | None:
        """The objection whose receipt the address carries."""
        try:
            token = UUID(self.request.GET.get("receipt", ""))
        except ValueError:
            return None
        return objections.by_receipt(case, token)

    def save(self, form: ObjectionForm) -> str:
        case, user = self.require_case(), self.request.user
        filed = objections.file_objection(
            notice=case,
            actor=user if user.is_authenticated else None,
            address=client_address.get() or "",
            **form.cleaned_data,
        )
        address = reverse("evaluation:star_publicity", args=(case.pk,))
        return f"{address}?receipt={filed.token}#receipt"

    def get_cancel_url(self) -> str:
        return ""

    def get_crumbs(self) -> list[tuple[str, str]]:
        return []
