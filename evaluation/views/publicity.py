"""公示 of enterprise classes and park grades for everybody, and objections to them."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from admissions.forms.rounds import ObjectionForm
from evaluation import publicity
from evaluation.models import ResultNotice, ResultObjection
from evaluation.publicity import SHOWN, WORDS, announced, classed, public_line, public_notice
from evaluation.services import objections
from evaluation.star_publicity import announced_stars, public_case
from portal.audit import client_address
from portal.pages import FormMixin


@method_decorator(login_not_required, name="dispatch")
class ClassPublicityList(TemplateView):
    """The results this visitor may read."""

    template_name = "evaluation/publicity_notices.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = self.request.user.is_authenticated
        listed = [
            {**public_notice(row, ""), "url": address_of(row)} for row in announced(logged_in=known)[:SHOWN]
        ]
        stars = [
            {**public_case(row), "url": reverse("evaluation:star_publicity", args=(row.pk,))}
            for row in announced_stars(logged_in=known)[:SHOWN]
        ]
        rows = sorted([*listed, *stars], key=lambda row: row["publicity_from"], reverse=True)
        return super().get_context_data(notices=rows, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class ClassPublicity(FormMixin, TemplateView):
    """One county's classes or grades of a year, a page at a time, with the form for objections."""

    template_name = "evaluation/publicity.html"
    form_class = ObjectionForm
    submit_label = "提交异议"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(self.get_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.require_notice()
        return super().post(request, *args, **kwargs)

    def require_notice(self) -> ResultNotice:
        """The notice of the address, if this visitor may read it."""
        rows = announced(logged_in=self.request.user.is_authenticated)
        found = rows.filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404("没有这项公示，可能已结束或需要登录后查看。")
        return found

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        notice, name = self.require_notice(), self.request.GET.get("name", "").strip()[:100]
        mine = self.mine(notice)
        page = Paginator(classed(notice, name), SHOWN).get_page(self.request.GET.get("page"))
        context = self.get_context_data(
            title=f"{notice}公示",
            notice=public_notice(notice, publicity.scheme_of(notice)),
            name=name,
            page=page,
            words=WORDS[notice.kind],
            lines=[list(public_line(row).values()) for row in page],
            form=form,
            submit_label=self.submit_label,
            may_object=publicity.takes_objections(notice, timezone.localdate()),
            receipt=publicity.receipt(mine) if mine else None,
        )
        return self.render_to_response(context, status=status)

    def mine(self, notice: ResultNotice) -> ResultObjection | None:
        """The objection whose receipt the address carries."""
        try:
            token = UUID(self.request.GET.get("receipt", ""))
        except ValueError:
            return None
        return objections.by_receipt(notice, token)

    def save(self, form: ObjectionForm) -> str:
        notice, user = self.require_notice(), self.request.user
        filed = objections.file_objection(
            notice=notice,
            actor=user if user.is_authenticated else None,
            address=client_address.get() or "",
            **form.cleaned_data,
        )
        return f"{address_of(notice)}?receipt={filed.token}#receipt"

    def get_cancel_url(self) -> str:
        return ""

    def get_crumbs(self) -> list[tuple[str, str]]:
        return []


def address_of(notice: ResultNotice) -> str:
    return reverse("evaluation:publicity", args=(notice.pk,))
