"""更名、变更代码、合并: one page for each verb, for every kind of record that registers an `Identity`."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from portal import identity as services
from portal.bulk_edit import whole_numbers
from portal.errors import Conflict, PortalError
from portal.forms import DateField, Form, TextField
from portal.merging import Clash, Merging, merge
from portal.pages import EditPage
from portal.registry import identities
from portal.search import matching

TITLES = {"rename": "更名", "uscc": "变更统一社会信用代码", "merge": "合并重复记录"}
CANDIDATES = 10


class WhyForm(Form):
    reason = TextField(label="原因", max_length=200)
    document = TextField(
        label="依据文件", max_length=100, required=False, help_text="如市场监管部门变更登记通知书文号。"
    )


class ChangeForm(WhyForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    on = DateField(label="变更日期")


class RenameForm(ChangeForm):
    name = TextField(label="新名称", max_length=100)
    field_order = ("name", "on", "reason", "document")


class UsccForm(ChangeForm):
    uscc = TextField(label="新统一社会信用代码", max_length=30)
    field_order = ("uscc", "on", "reason", "document")


def options(clash: Clash, data: Any) -> list[tuple[str, str, bool]]:
    """What can be chosen for a clash, and what has been."""
    return [(code, label, data.get(clash.key) == code) for code, label in clash.choices]


FORMS = {"rename": RenameForm, "uscc": UsccForm, "merge": WhyForm}


class IdentityPage(EditPage):
    """One verb on one record; a merger is previewed on the same page before it is confirmed."""

    model: Any = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.verb = kwargs["verb"]
        if kwargs["kind"] not in identities or self.verb not in TITLES:
            raise Http404("没有这项操作。")
        self.identity = identities.get(kwargs["kind"])
        if self.verb == "uscc" and not self.identity.has_uscc:
            raise Http404("没有这项操作。")
        self.model, self.form_class = self.identity.model, FORMS[self.verb]
        self.permission = self.identity.view
        self.edit_permission, self.submit_label = self.identity.permission, TITLES[self.verb]

    def get_place(self) -> Any:
        return self.identity.place(self.record, self.request.user)

    def get_title(self) -> str:
        return f"{TITLES[self.verb]}：{self.record}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.record), self.identity.url(self.record))]

    def get_template_names(self) -> list[str]:
        return ["portal/merge.html" if self.verb == "merge" else "pages/form.html"]

    def get_initial(self) -> dict[str, Any]:
        if self.verb == "merge":
            return {}
        values = {"version": self.record.version, "on": timezone.localdate()}
        return {**values, "name": self.record.name} if self.verb == "rename" else values

    def save(self, form: Any) -> str:
        data = dict(form.cleaned_data)
        service = services.rename if self.verb == "rename" else services.change_uscc
        service(actor=self.request.user, identity=self.identity, record=self.record, **data)
        messages.success(self.request, f"{TITLES[self.verb]}已登记，原有内容可继续用于检索。")
        return self.identity.url(self.record)

    # The merger: the record of the address survives, `other` is merged into it.

    def others(self) -> Any:
        """Records this person may change, of the same kind."""
        return self.model.objects.for_user(self.request.user, self.edit_permission).exclude(pk=self.record.pk)

    def other(self, numbers: list[str]) -> Any:
        picked = whole_numbers(numbers)
        return self.others().filter(pk__in=picked[:1]).first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.verb == "merge":
            data = self.request.POST if self.request.method == "POST" else self.request.GET
            text = self.request.GET.get("q", "").replace("\x00", "")[:100]
            other = self.other(data.getlist("other"))
            found = [] if other else matching(self.others(), self.identity.code, text or self.record.name)
            merging = Merging(self.identity, self.record, other) if other else None
            kwargs |= {
                "text": text,
                "other": other,
                "merging": merging,
                "clashes": [(clash, options(clash, self.request.POST)) for clash in merging.clashes]
                if merging
                else [],
                "candidates": [] if other else list(found.order_by("name", "pk")[:CANDIDATES]),
                "kind": self.identity.code,
            }
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.merge() if self.verb == "merge" else super().post(request, *args, **kwargs)

    def merge(self) -> HttpResponse:
        data, form = self.request.POST, self.get_form(self.request.POST)
        other = self.other(data.getlist("other"))
        versions = whole_numbers([data.get("version", "")]) + whole_numbers([data.get("other_version", "")])
        if other is None or len(versions) != 2:
            messages.error(self.request, "请先选择要合并的另一条记录。")
            return HttpResponseRedirect(self.request.path)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            merge(
                actor=self.request.user,
                identity=self.identity,
                survivor=self.record,
                loser=other,
                versions=(versions[0], versions[1]),
                choices={key: value for key, value in data.items() if ":" in key},
                **form.cleaned_data,
            )
        except PortalError as refusal:
            moved = isinstance(refusal, Conflict)
            form.add_error(None, "其中一条记录刚刚被他人修改，请核对后再确认。" if moved else refusal.message)
            self.record.refresh_from_db()
            return self.show(form, status=refusal.status)
        messages.success(self.request, f"“{other}”已并入“{self.record}”。")
        return HttpResponseRedirect(self.identity.url(self.record))
