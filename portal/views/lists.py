"""What people do to the lists themselves: columns, spacing, saved views. One address for every list."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve
from django.views import View

from portal import looks
from portal.errors import PortalError
from portal.forms import Form, TextField
from portal.listing import list_code
from portal.models import SavedView
from portal.pages import ListPage
from portal.tables import PAGE_SIZES

SOURCE = re.compile(r"[a-z0-9_]{1,80}")
MOST_COLUMNS = 80


@dataclass(frozen=True)
class Listing:
    """The list an address shows: its page, its code, and what was asked of it."""

    page: type[ListPage]
    code: str
    path: str
    query: dict[str, str]

    @property
    def url(self) -> str:
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path


def listing_at(address: str) -> Listing | None:
    """The list at an address of the portal; None when there is none."""
    parts = urlsplit(address)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    page = getattr(match.func, "view_class", None)
    if parts.netloc or parts.scheme or page is None or not issubclass(page, ListPage):
        return None
    return Listing(page, list_code(match), parts.path, looks.query_of(parts.query))


class SettingsForm(Form):
    size = forms.TypedChoiceField(choices=[(size, size) for size in PAGE_SIZES], coerce=int, required=False)
    dense = forms.BooleanField(required=False)


class ViewForm(Form):
    """A view's name and whom it is for: oneself, or those who have a role at one of one's own places."""

    name = TextField(max_length=40, error_messages={"required": "请填写视图名称。"})
    place = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    default = forms.BooleanField(required=False)

    def __init__(self, data: Any, user: Any) -> None:
        super().__init__(data)
        self.places = {place.pk: place for _, place in user.grants}
        self.fields["place"].choices = [("", ""), *self.places.items()]


class Lists(View):
    """Take what was chosen in the list settings and go back to the list it came from."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        listing = listing_at(request.POST.get("at", ""))
        verb = getattr(self, f"do_{request.POST.get('do', '')}", None)
        if listing is None or verb is None:
            return HttpResponseRedirect("/")
        if listing.page.permission:
            request.user.require(listing.page.permission)
        try:
            return verb(listing)
        except PortalError as refusal:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(listing.url)

    @property
    def columns(self) -> list[str]:
        names = self.request.POST.getlist("column")[:MOST_COLUMNS]
        return [name for name in names if SOURCE.fullmatch(name)]

    def do_arrange(self, listing: Listing) -> HttpResponse:
        form = SettingsForm(self.request.POST)
        form.is_valid()
        values = {"columns": self.columns, "dense": form.cleaned_data.get("dense", False)}
        looks.arrange(
            actor=self.request.user,
            code=listing.code,
            size=form.cleaned_data.get("size") or None,
            **values,
        )
        # The number of rows and the view of the address would hide what was just chosen.
        query = {key: value for key, value in listing.query.items() if key not in {"size", "page", "view"}}
        return HttpResponseRedirect(f"{listing.path}?{urlencode({**query, 'view': 0})}")

    def do_reset(self, listing: Listing) -> HttpResponse:
        looks.arrange(actor=self.request.user, code=listing.code, columns=[], dense=False, size=None)
        return HttpResponseRedirect(listing.url)

    def do_save(self, listing: Listing) -> HttpResponse:
        user = self.request.user
        form = ViewForm(self.request.POST, user)
        if not form.is_valid():
            raise PortalError(next(iter(form.errors.values()))[0])
        data = form.cleaned_data
        view = looks.save_view(
            actor=user,
            code=listing.code,
            name=data["name"],
            query=looks.kept_query(listing.query),
            columns=self.columns,
            place=form.places.get(data["place"]),
        )
        if data["default"]:
            looks.arrange(actor=user, code=listing.code, begin_with=view)
        messages.success(self.request, f"视图“{view.name}”已保存。")
        return HttpResponseRedirect(f"{listing.path}?{urlencode(view.asked)}")

    def do_default(self, listing: Listing) -> HttpResponse:
        looks.arrange(actor=self.request.user, code=listing.code, begin_with=self.view_of(listing))
        messages.success(self.request, "以后打开本列表时先显示此视图。")
        return HttpResponseRedirect(listing.url)

    def do_no_default(self, listing: Listing) -> HttpResponse:
        looks.arrange(actor=self.request.user, code=listing.code, begin_with=None)
        messages.success(self.request, "已取消默认视图。")
        return HttpResponseRedirect(listing.url)

    def do_delete(self, listing: Listing) -> HttpResponse:
        view = self.view_of(listing)
        if "sure" not in self.request.POST:
            return self.ask(view, listing)
        looks.delete_view(actor=self.request.user, view=view)
        messages.success(self.request, f"视图“{view.name}”已删除。")
        return HttpResponseRedirect(listing.path)

    def view_of(self, listing: Listing) -> SavedView:
        number = self.request.POST.get("view", "")
        pk = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
        mine = SavedView.objects.for_user(self.request.user).exclude(name="")
        return get_object_or_404(mine, pk=pk, code=listing.code)

    def ask(self, view: SavedView, listing: Listing) -> HttpResponse:
        shared = f"共享给{view.place}的同事也将看不到它。" if view.place else ""
        context = {
            "title": "删除视图",
            "crumbs": [],
            "question": f"删除视图“{view.name}”？",
            "consequence": f"只删除这个视图，列表中的数据不受影响。{shared}",
            "facts": [],
            "hidden": {"do": "delete", "sure": "1", "view": view.pk, "at": listing.url},
            "submit_label": "删除视图",
            "cancel_url": listing.url,
        }
        return TemplateResponse(self.request, "pages/confirm.html", context)
