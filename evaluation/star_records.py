"""What the engine of records keeps of stars: a park's case and the removal of a star (W12, C十三)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from evaluation.flows.stars import CASE, REMOVAL
from evaluation.models import StarCase, StarRemoval
from evaluation.services.stars import begin_case
from evaluation.star_panels import case_panel
from parks.records.forms import StepForm
from parks.records.kind import RecordKind, register_kind
from parks.services.soundness import Unsound
from portal.forms import DateField, TextField

GROUP = "evaluation"


def handed_in(case: StarCase) -> str:
    if case.state == StarCase.State.DRAFT:
        return ""
    return "已提交的申报不能修改或删除；退回后可以修改，也可以撤回后重新申报。"


def proposed(removal: StarRemoval) -> str:
    if removal.state == StarRemoval.State.DRAFT:
        return ""
    return "已提交的摘牌不能修改或删除；退回或撤回后再办理。"


def require_same_year(case: StarCase) -> None:
    """Raises Unsound: the year says which scheme the sheet was made from."""
    kept = StarCase.objects.filter(pk=case.pk).values_list("year", flat=True).first()
    if kept is not None and kept != case.year:
        raise Unsound("数据年度决定所用方案，不能改。请撤回本申报，按新的年度重新申报。", "year")


def require_star(removal: StarRemoval) -> None:
    """Raises Unsound where there is nothing to take away, or not yet."""
    if removal.state == StarRemoval.State.DRAFT and not removal.park.star:
        raise Unsound("园区现在没有星级，不需要摘牌。")
    if removal.removed_on and removal.removed_on > timezone.localdate():
        raise Unsound("摘牌日期不能晚于今天，请核对。", "removed_on")


def begin(actor: Any, park: Any, form: Any) -> StarCase:
    values = form.values(*form.names)
    return begin_case(actor=actor, park=park, **{**values, "star": int(values["star"])})


def past(value: Any) -> Any:
    if value > timezone.localdate():
        raise ValidationError("日期不能晚于今天。", code="future")
    return value


class VisitForm(StepForm):
    visited_on = DateField(label="核查日期")
    visitors = TextField(label="核查人员", max_length=200)
    findings = TextField(label="核查情况", max_length=1000)

    def clean_visited_on(self) -> Any:
        return past(self.cleaned_data["visited_on"])


class PublicityForm(StepForm):
    last_day = DateField(label="公示截止日", help_text="截止日次日起可以公布。")
    is_public = forms.BooleanField(
        label="无需登录即可查看公示", required=False, help_text="不勾选的，登录后才能查看。"
    )

    def clean_last_day(self) -> Any:
        if self.cleaned_data["last_day"] < timezone.localdate():
            raise ValidationError("公示截止日不能早于今天。", code="past")
        return self.cleaned_data["last_day"]


class ProvinceForm(PublicityForm):
    document = TextField(label="省级评定文件", max_length=100)


class ProvinceRefusalForm(StepForm):
    document = TextField(label="省级评定文件", max_length=100)


class AwardForm(StepForm):
    document = TextField(label="评定文件", max_length=100)
    awarded_on = DateField(label="评定日期", help_text="园区自这一天起为该星级。")

    def clean_awarded_on(self) -> Any:
        return past(self.cleaned_data["awarded_on"])


CASE_KIND = RecordKind(
    code="star-case",
    model=StarCase,
    group=GROUP,
    edit="star.apply",
    fields=("year", "star", "statement"),
    columns=("star", "year", "kind", "state", "score", "reached", "awarded_on", "valid_until"),
    sort="-year",
    clauses=("w12", "c13"),
    note="绩效评价达到方案规定档次（参考方案为 C 档及以上）的园区自愿申报。数据年度决定适用的评定方案。",
    hints={
        "year": "按该年 12 月 31 日有效的评定方案评分。",
        "star": "已有星级的园区申报同级为复评，申报更高星级为升级。",
    },
    sealed=handed_in,
    check=require_same_year,
    add=begin,
    viewer_panel=case_panel,
    flow=CASE,
    step_forms={
        "visit": VisitForm,
        "publicise": PublicityForm,
        "city_publicise": PublicityForm,
        "province_agree": ProvinceForm,
        "province_refuse": ProvinceRefusalForm,
        "award": AwardForm,
        "city_award": AwardForm,
    },
)
REMOVAL_KIND = RecordKind(
    code="star-removal",
    model=StarRemoval,
    group=GROUP,
    edit="evaluation.run",
    fields=("ground", "reason", "document", "removed_on"),
    columns=("document", "ground", "star", "removed_on", "state"),
    sort="-removed_on",
    clauses=("w12", "c13"),
    note="起草后提交，由另一人审定；审定后园区自摘牌日期起没有星级，星级记录保留。",
    sealed=proposed,
    check=require_star,
    flow=REMOVAL,
)
for kind in (CASE_KIND, REMOVAL_KIND):
    register_kind(kind)
