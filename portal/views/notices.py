"""通知: what has happened that concerns oneself; and for the system administrator, what did not get out of the house."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from portal import outbox
from portal.errors import IllegalState
from portal.models import Dispatch, Notice
from portal.notices import mark_read
from portal.pages import Page
from portal.tables import bounded

SIZE = 20
TABS = (("", "未读"), ("all", "全部"))


class Notices(Page):
    """One's own notices, newest first. Opening one, or marking all, is a POST: it changes what is unread."""

    template_name = "portal/notices.html"
    title = "通知"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = "all" if self.request.GET.get("show") == "all" else ""
        rows = Notice.objects.for_user(self.request.user)
        pages = Paginator(rows if shown else rows.unread(), SIZE)
        page = pages.get_page(bounded(self.request.GET.get("page"), 1, 1, 1_000_000))
        return super().get_context_data(
            tabs=[
                {"label": label, "url": f"?show={code}" if code else "?", "active": code == shown}
                for code, label in TABS
            ],
            rows=[row_of(notice) for notice in page],
            page=page_links(page, shown),
            shown=shown,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "all" in request.POST:
            mark_read(person=request.user)
            messages.success(request, "已全部标为已读。")
        pk = bounded(request.POST.get("open"), 0, 0, 999_999_999)
        if not pk:
            return HttpResponseRedirect(reverse("portal:notices"))
        notice = get_object_or_404(Notice.objects.for_user(request.user), pk=pk)
        mark_read(person=request.user, pk=pk)
        return HttpResponseRedirect(notice.url)


class Outbox(Page):
    """Messages that failed or whose arrival is uncertain; each can be sent once more."""

    permission = "system.manage"
    template_name = "portal/outbox.html"
    title = "未送达的消息"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = outbox.unsettled().select_related("notice__person")[:SIZE]
        return super().get_context_data(rows=[dispatch_row(row) for row in rows], **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pk = bounded(request.POST.get("again"), 0, 0, 999_999_999)
        try:
            outbox.send_again(actor=request.user, pk=pk)
            messages.success(request, "已列入待发送，一分钟内发出。")
        except IllegalState as refusal:
            messages.error(request, refusal.message)
        return HttpResponseRedirect(reverse("portal:outbox"))


def row_of(notice: Notice) -> dict[str, Any]:
    return {
        "pk": notice.pk,
        "title": notice.title,
        "body": notice.body,
        "when": f"{timezone.localtime(notice.created_at):%Y-%m-%d %H:%M}",
        "unread": notice.read_at is None,
    }


def page_links(page: Any, shown: str) -> dict[str, Any]:
    """What a pager needs; an empty address where there is no such page."""

    def link(number: int) -> str:
        return f"?show={shown}&page={number}" if shown else f"?page={number}"

    return {
        "number": page.number,
        "pages": page.paginator.num_pages,
        "total": page.paginator.count,
        "previous_url": link(page.number - 1) if page.has_previous() else "",
        "next_url": link(page.number + 1) if page.has_next() else "",
    }


def dispatch_row(row: Dispatch) -> dict[str, Any]:
    label = {channel.code: channel.label for channel in outbox.ALL_CHANNELS}.get(row.channel, row.channel)
    return {
        "pk": row.pk,
        "title": row.notice.title,
        "person": row.notice.person.display_name,
        "channel": label,
        "state": row.get_state_display(),
        "colour": "red" if row.state == Dispatch.State.FAILED else "yellow",
        "error": row.error,
        "tries": row.tries,
    }
