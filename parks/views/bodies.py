"""Developers and operators: whom one sees parks of, and one of them with its parks."""

from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.urls import reverse

from parks import services
from parks.forms import BODY_FORMS
from parks.models import Operator, Park
from parks.naming import BODIES, body_url, place_of_body
from parks.tables import BodyParkTable, BodyTable
from portal.history import history
from portal.identity import called, identity_of
from portal.numbers import DASH
from portal.pages import EditPage, ListPage, RecordPage
from portal.registry import identities
from portal.search import matching

KINDS = [(kind, str(model._meta.verbose_name)) for kind, model in BODIES.items()]


def kind_asked(query: Any) -> str:
    kind = query.get("kind", "")
    return kind if kind in BODIES else "developer"


class BodyFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label="类别", choices=KINDS, empty_label=None, method="of_kind")
    q = django_filters.CharFilter(label="名称、拼音或代码", method="search", max_length=100)

    def of_kind(self, rows: QuerySet, name: str, kind: str) -> QuerySet:
        return rows

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        return matching(rows, kind_asked(self.data), text)


class BodyList(ListPage):
    permission = "park.view"
    title = "开发与运营主体"
    filterset_class = BodyFilter

    def get_queryset(self) -> QuerySet:
        kind = kind_asked(self.request.GET)
        mine = Park.objects.for_user(self.request.user).values("pk")
        rows = BODIES[kind].objects.for_user(self.request.user)
        return rows.annotate(park_count=Count("parks", filter=Q(parks__in=mine)))

    def table_class(self, rows: QuerySet, query: dict[str, str], *rest: Any) -> BodyTable:
        return BodyTable(rows, query, *rest, kind=kind_asked(self.request.GET))


class BodyMixin:
    """A page of one developer or operator; the address says which."""

    kwargs: dict[str, Any]

    @property
    def model(self) -> Any:
        if self.kwargs["kind"] not in BODIES:
            raise Http404("没有这类主体。")
        return BODIES[self.kwargs["kind"]]

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("开发与运营主体", reverse("parks:bodies", query={"kind": self.kwargs["kind"]}))]


class BodyPage(BodyMixin, RecordPage):
    """What is said of it, and the parks of its that one sees."""

    permission = "park.view"
    template_name = "parks/body.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        body, user, kind = self.record, self.request.user, self.kwargs["kind"]
        parks = Park.objects.for_user(user).filter(**{kind: body})
        may_edit = user.can("park.edit") and user.can("park.edit", place_of_body(body, user))
        return super().get_context_data(
            edit_url=reverse("parks:body_edit", args=(kind, body.pk)) if may_edit else "",
            facts=facts(body),
            table=BodyParkTable(parks, {}),
            identity=identity_of(identities.get(kind), body, user),
            entries=history(body),
            **kwargs,
        )


class BodyEdit(BodyMixin, EditPage):
    """Its kind and ownership; what it is called is changed by the verbs of `portal/identity.py`."""

    permission = "park.edit"
    edit_permission = "park.edit"

    @property
    def form_class(self) -> Any:
        return BODY_FORMS[self.kwargs["kind"]]

    def get_place(self) -> Any:
        return place_of_body(self.record, self.request.user)

    def get_title(self) -> str:
        return f"编辑{self.record._meta.verbose_name}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*super().get_crumbs(), (self.record.name, body_url(self.kwargs["kind"], self.record))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "row": self.record}

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in self.form_class.base_fields}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            called=called(identities.get(self.kwargs["kind"]), self.record), **kwargs
        )

    def save(self, form: Any) -> str:
        kind, version = self.kwargs["kind"], form.cleaned_data["version"]
        services.change_body(
            actor=self.request.user,
            kind=kind,
            body=self.record,
            place=self.get_place(),
            version=version,
            **form.for_service(),
        )
        messages.success(self.request, f"“{self.record}”已保存。")
        return body_url(kind, self.record)


def facts(body: Any) -> list[dict[str, Any]]:
    """What is said of it; of an operator, whether it is a professional one and when its headquarters came."""
    own = [
        {"label": "类别", "value": str(body._meta.verbose_name)},
        {"label": "统一社会信用代码", "value": body.uscc},
        {"label": "性质", "value": body.get_ownership_display() or DASH},
    ]
    if not isinstance(body, Operator):
        return own
    return [
        *own,
        {"label": "专业化运营机构", "value": "是" if body.is_professional else "否"},
        {"label": "运营总部设回本市日期", "value": body.headquartered_on or DASH},
    ]
