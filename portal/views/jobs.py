from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from portal.errors import PortalError
from portal.jobs import services
from portal.models import Job
from portal.pages import ListPage, RecordPage
from portal.scope import sees_whole_tree
from portal.tables import Column, Row, Table


def jobs_for(user: Any) -> QuerySet[Job]:
    """One's own jobs, and those of the places where one's role watches jobs (all, for the system's keeper)."""
    seen = Job.objects.for_user(user).values("pk") if user.can("job.view") else []
    unplaced = Q(place__isnull=True) if sees_whole_tree(user, "job.view") else Q()
    return Job.objects.filter(Q(requested_by=user) | Q(pk__in=seen) | unplaced)


def moment(row: Row) -> str:
    return f"{timezone.localtime(row['created_at']):%Y-%m-%d %H:%M}"


class JobTable(Table):
    caption = "后台任务"
    empty_text = "还没有后台任务。发起评价、导入等长时间操作后，进展会显示在这里。"
    default_sort = "-created_at"
    columns = (
        Column("title", "名称", link=lambda row: reverse("portal:job", args=(row["pk"],))),
        Column("state", "状态", choices=dict(Job.State.choices)),
        Column("requested_by__display_name", "发起人"),
        Column("created_at", "发起时间", show=moment),
        Column("attempt", "执行次数", numeric=True),
        Column("error", "错误", sortable=False),
    )


class JobFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label="状态", choices=Job.State.choices, empty_label="全部")

    class Meta:
        model = Job
        fields = ("state",)


class JobList(ListPage):
    model = Job
    table_class = JobTable
    filterset_class = JobFilter
    title = "后台任务"

    def get_queryset(self) -> QuerySet[Job]:
        return jobs_for(self.request.user)


class JobPage(RecordPage):
    """One job: how far it is, what came out or what went wrong; a failed one can be asked for again."""

    model = Job
    template_name = "portal/job.html"

    def get_queryset(self) -> QuerySet[Job]:
        return jobs_for(self.request.user).select_related("requested_by")

    def get_template_names(self) -> list[str]:
        return ["portal/job_progress.html"] if self.request.htmx else [self.template_name]

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("后台任务", reverse("portal:jobs"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job = self.record
        progress = {
            "id": job.pk,
            "label": job.title,
            "state_label": job.get_state_display(),
            "done": job.done,
            "total": job.total,
            "percent": job.percent,
            "detail": job.error or job.message,
        }
        poll_url = reverse("portal:job", args=(job.pk,)) if job.is_open else ""
        return super().get_context_data(job=progress, poll_url=poll_url, **kwargs)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if self.request.htmx and not self.record.is_open:
            response["HX-Refresh"] = "true"
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            services.retry(job=self.record, actor=request.user)
        except PortalError as refusal:
            messages.error(request, refusal.message)
        return HttpResponseRedirect(reverse("portal:job", args=(self.record.pk,)))
