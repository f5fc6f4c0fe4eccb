"""The pages of the import wizard."""

from functools import cached_property
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from portal import audit
from portal.errors import PortalError
from portal.models import SheetBatch, SheetFile, SheetLine
from portal.pages import FormPage, Page, RecordPage
from portal.sheets import background, report, services
from portal.sheets.kinds import SheetKind, sheet_kinds
from portal.sheets.pages import downloads, tables
from portal.sheets.pages.forms import UploadForm
from portal.sheets.problems import FileRefused

State, Status = SheetBatch.State, SheetLine.Status
CRUMB = "数据导入"


def regions_for(user: Any, kind: SheetKind) -> QuerySet:
    """The counties and zones for which the user may bring in this kind."""
    return apps.get_model("accounts", "Place").objects.for_user(user, kind.permission).county_level()


class Sheets(Page):
    """What can be brought in, and what one has brought in so far."""

    title = CRUMB
    template_name = "sheets/sheets.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        query = {key: value for key, value in self.request.GET.items() if key in {"sort", "page", "size"}}
        table = tables.BatchTable(SheetBatch.objects.for_user(user), query)
        kinds = [
            {
                "label": kind.label,
                "about": kind.about,
                "url": reverse("portal:sheet_kind", args=(kind.code,)),
            }
            for kind in sheet_kinds
            if user.can(kind.permission)
        ]
        return super().get_context_data(kinds=kinds, table=table, **kwargs)


class KindPage(FormPage):
    """One kind: its template to download, and the form a filled one comes back through."""

    form_class = UploadForm
    submit_label = "上传并预检"
    template_name = "sheets/kind.html"

    @cached_property
    def kind(self) -> SheetKind:
        code = self.kwargs["kind"]
        if code not in sheet_kinds:
            raise Http404("没有这一类表。")
        return sheet_kinds.get(code)

    @property
    def permission(self) -> str:  # type: ignore[override]  # each kind has its own
        return self.kind.permission

    @cached_property
    def regions(self) -> QuerySet:
        return regions_for(self.request.user, self.kind).order_by("sort", "code")

    def get_title(self) -> str:
        return f"导入{self.kind.label}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(CRUMB, reverse("portal:sheets"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "regions": self.regions}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if wanted := request.GET.get("template"):
            return self.template(filled=wanted == "filled")
        return super().get(request, *args, **kwargs)

    def template(self, *, filled: bool) -> HttpResponse:
        code = self.request.GET.get("region", "")
        region = self.regions.filter(code=code).first() if code.isalnum() else None
        if filled:
            after = {"list": self.kind.label, "filter": f"导入模板（含现有数据） {region or ''}".strip()}
            audit.record(actor=self.request.user, action="list.export", place=region, after=after)
        return downloads.template(self.kind, self.request.user, region, filled=filled)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        regions = list(self.regions)
        accepted = [layout.label for layout in self.kind.layouts[1:]]
        return super().get_context_data(
            kind=self.kind,
            list_url=reverse(*self.kind.list_route) if self.kind.list_route else "",
            kept_days=settings.SHEET_FILE_DAYS,
            accepted="、".join(f"“{label}”" for label in accepted),
            regions=regions if len(regions) > 1 else [],
            steps=steps("upload"),
            **kwargs,
        )

    def save(self, form: Any) -> str:
        file = form.cleaned_data["file"]
        try:
            batch = background.upload(
                actor=self.request.user,
                kind=self.kind.code,
                data=file.read(),
                filename=file.name,
                region=form.cleaned_data.get("region"),
            )
        except FileRefused as refusal:
            refusal.field = "file"  # type: ignore[attr-defined]  # what reads files knows no forms
            raise
        return reverse("portal:sheet_batch", args=(batch.pk,))


class BatchPage(RecordPage):
    """One file: being read, waiting for a decision, being written, written, taken back."""

    model = SheetBatch
    template_name = "sheets/batch.html"

    def get_queryset(self) -> QuerySet[SheetBatch]:
        kept = SheetFile.objects.filter(batch=OuterRef("pk"))
        batches = SheetBatch.objects.for_user(self.request.user).annotate(has_file=Exists(kept))
        return batches.select_related("place", "job")

    @cached_property
    def kind(self) -> SheetKind:
        return sheet_kinds.get(self.record.kind)

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [
            (CRUMB, reverse("portal:sheets")),
            (f"导入{self.kind.label}", reverse("portal:sheet_kind", args=(self.kind.code,))),
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (
            request.GET.get("download") == "annotated"
            and self.record.has_file
            and self.record.state != State.REFUSED
        ):
            name = f"{self.record.file_name.rpartition('.')[0] or self.record.file_name}_批注.xlsx"
            return downloads.download(name, [report.annotated(self.record)])
        if request.GET.get("step") == "undo" and self.may_undo():
            return self.response_class(request, "sheets/undo.html", self.get_context_data(**self.question()))
        return super().get(request, *args, **kwargs)

    def may_undo(self) -> bool:
        batch = self.record
        return batch.state == State.COMMITTED and timezone.now() <= batch.committed_at + services.UNDO_WITHIN

    def question(self) -> dict[str, Any]:
        counts = self.record.counts
        return {
            "question": f"要撤销“{self.record.file_name}”的导入吗？",
            "consequence": f"将删除本次新增的 {counts['new']} 行，并把更新的 {counts['changed']} 行恢复为原值。",
            "facts": [],
            "hidden": {"step": "undo"},
            "submit_label": "撤销导入",
            "cancel_url": reverse("portal:sheet_batch", args=(self.record.pk,)),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch = self.record
        shown = self.shown()
        return super().get_context_data(
            kind=self.kind,
            state_label=batch.get_state_display(),
            steps=steps(batch.state),
            headlines=self.headlines(shown),
            shown=shown,
            table=self.table(shown),
            choices=choices(batch) if batch.state == State.STAGED else [],
            may_undo=self.may_undo(),
            undo_until=batch.committed_at and batch.committed_at + services.UNDO_WITHIN,
            job=progress(batch),
            poll_url=reverse("portal:sheet_batch", args=(batch.pk,)),
            kept_days=settings.SHEET_FILE_DAYS,
            list_url=reverse(*self.kind.list_route) if self.kind.list_route else "",
            **kwargs,
        )

    def get_template_names(self) -> list[str]:
        return ["portal/job_progress.html"] if self.request.htmx else [self.template_name]

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Whoever watches the progress gets the whole page once it is done."""
        if self.request.htmx and not context["job"]:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return super().render_to_response(context, **kwargs)

    def shown(self) -> str:
        """Which rows are listed: those asked for, else the ones that need a look first."""
        asked = self.request.GET.get("show", "")
        if asked in SHOWN:
            return asked
        counts = self.record.counts
        return next((code for code in ("wrong", "changed", "new") if counts.get(code)), "unchanged")

    def lines(self, shown: str) -> QuerySet[SheetLine]:
        lines = self.record.lines.all()
        return lines.filter(has_warning=True) if shown == "warning" else lines.filter(status=shown)

    def table(self, shown: str) -> Any:
        query = {key: value for key, value in self.request.GET.items() if key in {"show", "page", "size"}}
        lines, query = self.lines(shown), {**query, "show": shown}
        if shown in ("wrong", "warning"):
            return tables.ProblemTable(lines, query)
        return (
            tables.ChangeTable(self.kind, lines, query)
            if shown == "changed"
            else tables.PlainTable(lines, query)
        )

    def headlines(self, shown: str) -> list[dict[str, Any]]:
        counts = {**self.record.counts, "warning": self.record.lines.filter(has_warning=True).count()}
        return [
            {
                "label": label,
                "value": counts.get(code, 0),
                "url": f"?show={code}#sheet-rows" if counts.get(code) else "",
                "active": code == shown,
                "mark": MARKS.get(code) if counts.get(code) else None,
            }
            for code, label in SHOWN.items()
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.act(request.POST.get("step", ""))
        except PortalError as refusal:
            messages.error(request, refusal.message)
        return HttpResponseRedirect(reverse("portal:sheet_batch", args=(self.record.pk,)))

    def act(self, step: str) -> None:
        if step == "undo":
            services.undo(actor=self.request.user, batch=self.record)
            messages.success(self.request, "导入已撤销，数据恢复为导入前的样子。")
        else:
            background.request_commit(actor=self.request.user, batch=self.record, accept=step)


MARKS = {"wrong": ("red", "■"), "warning": ("yellow", "▲")}
SHOWN = {"new": "新增", "changed": "更新", "unchanged": "无变化", "wrong": "错误", "warning": "提醒"}


def choices(batch: SheetBatch) -> list[dict[str, str]]:
    """The buttons: everything where nothing is wrong, else the good rows; each says what it will do."""
    new, changed, wrong = (batch.counts.get(code, 0) for code in ("new", "changed", "wrong"))
    whole = any(problem["severity"] == "error" for problem in batch.problems)
    if not new and not changed:
        return []
    if not wrong and not whole:
        return [{"step": "all", "label": f"确认导入：将新增 {new}、更新 {changed}"}]
    return [{"step": "good", "label": f"只导入正确的行：将新增 {new}、更新 {changed}、跳过 {wrong}"}]


def progress(batch: SheetBatch) -> dict[str, Any] | None:
    """The job behind the batch, for `parts/progress.html`, while it is under way."""
    if batch.state not in (State.RECEIVED, State.QUEUED) or batch.job is None:
        return None
    job = batch.job
    return {
        "id": job.pk,
        "label": job.title,
        "state_label": job.get_state_display(),
        "done": job.done,
        "total": job.total,
        "percent": job.percent,
        "detail": job.error or job.message,
    }


STEPS = ("选择类型", "下载模板并上传", "预检", "写入")
REACHED = {"upload": 1, State.RECEIVED: 2, State.REFUSED: 2, State.STAGED: 2, State.QUEUED: 3}


def steps(state: str) -> list[dict[str, str]]:
    """Where in the wizard one is, for `parts/steps.html`."""
    reached = REACHED.get(state, len(STEPS))
    words = ("已完成", "当前", "未开始")
    kinds = ("done", "current", "todo")
    return [
        {"label": label, "state": kinds[place], "word": words[place]}
        for index, label in enumerate(STEPS)
        for place in [(index >= reached) + (index > reached)]
    ]
