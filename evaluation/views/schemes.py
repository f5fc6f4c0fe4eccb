"""评价方案: the list, one scheme, its steps, and the parts of a draft."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from evaluation.filters.classes import SchemeFilter
from evaluation.forms.park_schemes import DimensionForm, ItemForm, ParkSettingsForm
from evaluation.forms.schemes import AdjustmentForm, BasicsForm, GroupForm, NewSchemeForm, SettingsForm
from evaluation.forms.star_schemes import StarDimensionForm, StarItemForm, StarSettingsForm, VetoForm
from evaluation.forms.treatments import MeasureForm
from evaluation.models import EvaluationScheme, Run
from evaluation.rules.classes.words import Line
from evaluation.rules.subjects import SUBJECTS
from evaluation.scheme_kind import SCHEMES
from evaluation.tables.classes import SchemeTable
from portal.facts import fact
from portal.schemes import pages, parts
from portal.schemes.parts import Part

ADJUSTMENT = Part("加减分事项", AdjustmentForm, "adjustments")
# Of each subject the parts of a draft, in the order in which its page offers new rows.
PARTS: dict[str, dict[str, Part]] = {
    EvaluationScheme.Subject.ENTERPRISES: {
        "settings": Part("修改分类规则", SettingsForm),
        "group": Part("分组", GroupForm, "groups"),
        "adjustment": ADJUSTMENT,
    },
    EvaluationScheme.Subject.PARKS: {
        "settings": Part("修改定档规则", ParkSettingsForm),
        "dimension": Part("评价维度", DimensionForm, "dimensions"),
        "item": Part("评价指标", ItemForm, "items"),
        "adjustment": ADJUSTMENT,
    },
    EvaluationScheme.Subject.TREATMENT: {"measure": Part("要素", MeasureForm, "measures")},
    EvaluationScheme.Subject.STARS: {
        "settings": Part("修改星级标准和申报规则", StarSettingsForm),
        "dimension": Part("评定维度", StarDimensionForm, "dimensions"),
        "item": Part("评分项", StarItemForm, "items"),
        "veto": Part("一票否决事项", VetoForm, "vetoes"),
    },
}


class SchemeList(pages.SchemeList):
    kind = SCHEMES
    model = EvaluationScheme
    permission = "evaluation.view"
    title = "评价方案"
    table_class = SchemeTable
    filterset_class = SchemeFilter


class OneScheme(pages.OneScheme):
    kind = SCHEMES
    model = EvaluationScheme
    permission = "evaluation.view"


class SchemePage(pages.SchemePage, OneScheme):
    template_name = "evaluation/schemes/scheme.html"

    def own_facts(self) -> list[dict[str, str]]:
        return [fact("评价对象", self.record.get_subject_display())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        subject = SUBJECTS[self.record.subject]
        edit = f"{self.address()}edit/" if self.can_edit else ""
        return super().get_context_data(
            about=subject.about,
            parts=sheet(subject.lines(subject.rules.sketch(self.record.content)[0]), edit),
            additions=additions(self.record, edit) if edit else [],
            what_if=self.what_if(),
            **kwargs,
        )

    def what_if(self) -> str:
        """Where the scheme is tried out on figures there are; "" for whoever may not, or where nothing is run by it."""
        ran = self.record.subject in Run.Kind.values and self.record.state != EvaluationScheme.State.WITHDRAWN
        if not ran or not self.request.user.can("evaluation.run"):
            return ""
        return reverse("evaluation:what_if", query={"scheme": self.record.pk})


def sheet(lines: Iterable[Line], edit: str) -> list[dict[str, Any]]:
    """The scheme's lines by part, with the address where the part, or each line of it, is changed ("" where none is)."""
    return [part_of(label, list(found), edit) for label, found in groupby(lines, lambda line: line.part)]


def part_of(label: str, lines: list[Line], edit: str) -> dict[str, Any]:
    places = {line.at for line in lines}
    whole = address(edit, lines[0]) if len(places) == 1 else ""
    return {
        "label": label,
        "edit": whole,
        "lines": [
            {"label": line.label, "text": line.text, "edit": "" if whole else address(edit, line)}
            for line in lines
        ],
    }


def address(edit: str, line: Line) -> str:
    part, row = line.at
    query = f"?{urlencode({'row': row})}" if row else ""
    return f"{edit}{part}/{query}" if edit else ""


def additions(scheme: EvaluationScheme, edit: str) -> list[dict[str, str]]:
    """Where a new row is added."""
    rows = [(code, part) for code, part in PARTS[scheme.subject].items() if part.rows]
    return [{"label": f"新增{part.label}", "url": f"{edit}{code}/"} for code, part in rows]


class NewScheme(pages.NewScheme):
    kind = SCHEMES
    form_class = NewSchemeForm


class SchemePart(parts.SchemePart, OneScheme):
    basics_form = BasicsForm

    @property
    def parts(self) -> dict[str, Part]:  # type: ignore[override]  # a plain attribute where there is one subject
        return PARTS[self.record.subject]

    def get_form(self, data: Any = None, files: Any = None) -> Any:
        """An item is put among the draft's own dimensions."""
        form = super().get_form(data, files)
        if hasattr(form, "offer"):
            form.offer(self.record.content.get("dimensions", ()))
        return form


class SchemeStep(pages.SchemeStep, OneScheme):
    pass
