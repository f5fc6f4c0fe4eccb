"""公示 for everybody, objections to it, and their answers by officers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from admissions.forms.rounds import AnswerForm, ObjectionForm
from admissions.models import AdmissionRound, Objection
from admissions.publicity import SHOWN, announced, public_lines, public_round, receipt, takes_objections
from admissions.services import objections
from portal.audit import client_address
from portal.pages import EditPage, FormMixin
from portal.personal import masked


@method_decorator(login_not_required, name="dispatch")
class PublicityList(TemplateView):
    """The results this visitor may read."""

    template_name = "admissions/publicity_rounds.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = announced(logged_in=self.request.user.is_authenticated)[:SHOWN]
        listed = [{**public_round(row), "url": address_of(row)} for row in rows]
        return super().get_context_data(rounds=listed, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class Publicity(FormMixin, TemplateView):
    """One round's result with the form for objections."""

    template_name = "admissions/publicity.html"
    form_class = ObjectionForm
    submit_label = "提交异议"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(self.get_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.require_round()
        return super().post(request, *args, **kwargs)

    def require_round(self) -> AdmissionRound:
        """The round of the address, if this visitor may read it."""
        rows = announced(logged_in=self.request.user.is_authenticated)
        found = rows.filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404("没有这项公示，可能已结束或需要登录后查看。")
        return found

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        round_ = self.require_round()
        mine = self.mine(round_)
        context = self.get_context_data(
            title=f"{round_}公示",
            round=public_round(round_),
            lines=public_lines(round_),
            form=form,
            submit_label=self.submit_label,
            may_object=takes_objections(round_, timezone.localdate()),
            receipt=receipt(mine) if mine else None,
        )
        return self.render_to_response(context, status=status)

    def mine(self, round_: AdmissionRound) -> Objection | None:
        """The objection whose receipt the address carries."""
        try:
            token = UUID(self.request.GET.get("receipt", ""))
        except ValueError:
            return None
        return objections.by_receipt(round_, token)

    def save(self, form: ObjectionForm) -> str:
        round_, user = self.require_round(), self.request.user
        filed = objections.file_objection(
            round_=round_,
            actor=user if user.is_authenticated else None,
            address=client_address.get() or "",
            **form.cleaned_data,
        )
        return f"{address_of(round_)}?receipt={filed.token}#receipt"

    def get_cancel_url(self) -> str:
        return ""

    def get_crumbs(self) -> list[tuple[str, str]]:
        return []


def address_of(round_: AdmissionRound) -> str:
    return reverse("admissions:publicity", args=(round_.pk,))


class ObjectionPage(EditPage):
    """One objection: who says what, how to reach him, and the answer."""

    model = Objection
    permission = "application.view"
    edit_permission = "round.run"
    related = ("round__park__place", "answered_by")
    form_class = AnswerForm
    template_name = "admissions/objection.html"
    submit_label = "提交答复"
    is_opened = False

    def get_crumbs(self) -> list[tuple[str, str]]:
        round_ = self.record.round
        return [
            ("入园批次", reverse("admissions:rounds")),
            (str(round_), reverse("admissions:round", args=(round_.pk,))),
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "open" in request.POST:
            objections.open_contact(objection=self.record, actor=request.user)
            self.is_opened = True
            return self.show(self.get_form())
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.record
        return super().get_context_data(
            facts=[
                {"label": "姓名或单位", "value": row.name},
                {"label": "联系方式", "value": row.contact if self.is_opened else masked(row.contact)},
                {"label": "提出时间", "value": f"{timezone.localtime(row.filed_at):%Y-%m-%d %H:%M}"},
                {"label": "所在公示", "value": f"第 {row.turn} 次公示"},
            ],
            may_open=not self.is_opened,
            **kwargs,
        )

    def save(self, form: AnswerForm) -> str:
        objections.answer_objection(objection=self.record, actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, "已答复，提出人凭回执可以查看。")
        return reverse("admissions:round", args=(self.record.round_id,))
