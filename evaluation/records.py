"""What the engine of records keeps of evaluation: matters of firms, the notice of a result, objections to it (W12)."""

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from enterprises.models import Enterprise
from evaluation.flows.notice import NOTICE
from evaluation.models import (
    EvaluationMatter,
    ParkMark,
    ParkMatter,
    ResultNotice,
    ResultObjection,
    Run,
    RunPart,
    StarCase,
)
from evaluation.park_items import adjustments_of, assessed_items, require_assessed, require_known
from evaluation.publicity import OPEN, WORDS
from evaluation.rules.classes.parts import CLASSES
from evaluation.selectors import run_url
from parks.models import Park
from parks.records.forms import StepForm
from parks.records.kind import Panel, RecordKind, register_kind
from parks.services.soundness import Unsound
from portal.forms import DateField

GROUP = "evaluation"


def firms_of(place: Any, user: Any) -> QuerySet[Enterprise]:
    """Firms that have, or had, rooms in the county."""
    here = Q(occupancies__park__place__path__startswith=place.path)
    return Enterprise.objects.for_user(user).filter(here).distinct().order_by("name", "pk")


def parks_of(place: Any, user: Any) -> QuerySet[Park]:
    """The county's parks."""
    rows = Park.objects.for_user(user).filter(place__path__startswith=place.path, merged_into__isnull=True)
    return rows.order_by("name", "pk")


def runs_of(place: Any, user: Any) -> QuerySet[Run]:
    """Real runs by schemes in which the county was evaluated, the latest first."""
    rows = Run.objects.for_user(user).filter(kind__in=WORDS, hypothetical=False)
    return rows.filter(parts__county=place).select_related("place").order_by("-pk")


def notices_of(place: Any, user: Any) -> QuerySet[ResultNotice]:
    """Results that are being made public now."""
    rows = ResultNotice.objects.for_user(user).filter(place=place, state=ResultNotice.State.PUBLICITY)
    return rows.select_related("place").order_by("-pk")


def star_cases_of(place: Any, user: Any) -> QuerySet[StarCase]:
    """Stars that are being made public now."""
    rows = StarCase.objects.for_user(user).filter(state=StarCase.State.PUBLICITY)
    return rows.filter(park__place__path__startswith=place.path).select_related("park").order_by("-pk")


def require_own_year(notice: ResultNotice) -> None:
    """Raises Unsound when year and run do not go together."""
    if notice.run.year != notice.year:
        raise Unsound(f"所选评价用的是 {notice.run.year} 年数据，与数据年度不符。")
    if notice.run.kind != notice.kind:
        raise Unsound(f"所选评价是{notice.run.get_kind_display()}评价，与“评价”一栏不符。")


def settled(notice: ResultNotice) -> str:
    if notice.state == ResultNotice.State.DRAFT:
        return ""
    return "已提交的评价结果不能修改或删除；退回后可以改选评价。"


def answered(objection: ResultObjection) -> str:
    return "异议已答复，不能再改。" if objection.answer else ""


def published(notice: ResultNotice) -> Panel:
    """What whoever reviews it looks at: the run with its classes in the county, the days, the objections."""
    part = RunPart.objects.filter(run=notice.run_id, county=notice.place_id).first()
    words = WORDS[notice.kind]
    said = notice.objections.aggregate(all=Count("pk"), open=Count("pk", filter=Q(answer="")))
    return Panel(
        "evaluation/notice.html",
        {
            "run": notice.run_id,
            "run_url": run_url(notice.kind, notice.run_id),
            "unit": words.unit,
            "classes": [(f"{one} {words.letter}", part.counts.get(one, 0)) for one in CLASSES]
            if part
            else [],
            "all": part.counts[words.counted] if part else 0,
            "since": notice.publicity_from,
            "until": notice.publicity_until,
            "public_url": reverse("evaluation:publicity", args=(notice.pk,)) if notice.state in OPEN else "",
            "is_public": notice.is_public,
            "objections": said["all"],
            "waiting": said["open"],
            "objections_url": OBJECTION.list_url(notice.place),
        },
    )


class PublicityForm(StepForm):
    last_day = DateField(label="公示截止日", help_text="截止日次日起可以公布。")

    def clean_last_day(self) -> Any:
        if self.cleaned_data["last_day"] < timezone.localdate():
            raise ValidationError("公示截止日不能早于今天。", code="past")
        return self.cleaned_data["last_day"]


MATTER = RecordKind(
    code="evaluation-matter",
    model=EvaluationMatter,
    group=GROUP,
    owner="place",
    edit="evaluation.run",
    fields=("year", "enterprise", "kind", "item", "reason", "document"),
    columns=("enterprise", "year", "kind", "item", "reason", "document"),
    sort="-year",
    clauses=("w12",),
    note="企业的豁免、保护期、不参评、一票否决和加减分按年度登记，下一次评价时生效，已有的评价不变。",
    hints={
        "item": "加减分选择评价方案中的事项；其他类别选“无”。",
        "reason": "写明事实，结果页面会显示。",
    },
    choices={"enterprise": firms_of},
    offers={"item": partial(adjustments_of, Run.Kind.ENTERPRISES)},
)
PARK_MATTER = RecordKind(
    code="park-matter",
    model=ParkMatter,
    group=GROUP,
    owner="place",
    edit="evaluation.run",
    fields=("year", "park", "kind", "item", "reason", "document"),
    columns=("park", "year", "kind", "item", "reason", "document"),
    sort="-year",
    clauses=("w12", "c13"),
    note="园区的免评、过渡期、不参评、一票否决和加减分按年度登记，下一次评价时生效，已有的评价不变。",
    hints={
        "item": "加减分选择评价方案中的事项；其他类别选“无”。",
        "reason": "写明事实，结果页面会显示。",
    },
    choices={"park": parks_of},
    offers={"item": partial(adjustments_of, Run.Kind.PARKS)},
    check=require_known,
)
PARK_MARK = RecordKind(
    code="park-mark",
    model=ParkMark,
    group=GROUP,
    owner="place",
    edit="evaluation.run",
    fields=("year", "park", "item", "points", "reason", "document"),
    columns=("park", "year", "item", "points", "reason", "document"),
    sort="-year",
    clauses=("w12", "c13"),
    note="评价方案中由县级评审打分的指标，逐园区登记得分和理由，下一次评价时生效。",
    hints={
        "item": "评价方案中由县级评审打分的指标。",
        "points": "不超过该指标的满分。",
        "reason": "写明事实和评分依据，结果页面会显示。",
    },
    choices={"park": parks_of},
    offers={"item": assessed_items},
    check=require_assessed,
)
NOTICE_KIND = RecordKind(
    code="result-notice",
    model=ResultNotice,
    group=GROUP,
    owner="place",
    edit="evaluation.run",
    fields=("year", "kind", "run", "is_public"),
    columns=("year", "kind", "run", "state", "publicity_from", "publicity_until", "published_at"),
    sort="-year",
    clauses=("w12", "c13"),
    note="选定作数的评价，经审核、公示后公布。数据有误时更正数据、重新评价，在草稿中改选新的评价。",
    hints={
        "is_public": "勾选后任何人不登录就能查看名称和类别（档次），并提出异议；不勾选的，登录后才能查看。"
    },
    choices={"run": runs_of},
    sealed=settled,
    check=require_own_year,
    row_panel=published,
    flow=NOTICE,
    step_forms={"publicise": PublicityForm},
)
OBJECTION = RecordKind(
    code="result-objection",
    model=ResultObjection,
    group=GROUP,
    owner="place",
    edit="evaluation.run",
    fields=("notice", "star_case", "name", "contact", "filed_on", "text", "upheld", "answer"),
    columns=("name", "notice", "star_case", "filed_on", "upheld", "answer"),
    sort="-filed_on",
    clauses=("w12", "c13"),
    note="公示期间收到的异议，逐件登记、逐件答复；全部答复后才能公布。",
    hints={"notice": "对评价结果的异议选这里；对星级的异议选下一项。"},
    choices={"notice": notices_of, "star_case": star_cases_of},
    personal=("contact",),
    sealed=answered,
)
for kind in (MATTER, PARK_MATTER, PARK_MARK, NOTICE_KIND, OBJECTION):
    register_kind(kind)
