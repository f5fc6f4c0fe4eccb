"""The pages of an application, each a short form over its section; everything may still be empty in a draft."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from admissions.models import Application
from admissions.rules.equipment import EquipmentFaulty, machines_of, text_of
from admissions.rules.scheme import Question
from admissions.rules.sections import UNITS, Section
from admissions.services.content import ANSWERS, stored
from enterprises.forms import PastDateField
from enterprises.models import Occupancy
from parks.rules import industries
from policies.numbers import plain
from portal.forms import DecimalField, Form, ManyField, TextField, YesNoField
from portal.uscc import InvalidUscc, validate

WAN: dict[str, Any] = {"unit": "万元", "places": 2, "digits": 14}
PREFIX = "answer_"
WORDS_OF_MANY_LINES = {"rows": 5}


class UsccField(TextField):
    """A credit code as typed or pasted; what comes out is the code as the standard writes it."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return validate(text)
        except InvalidUscc as error:
            raise ValidationError(error.message, code=error.fault.value) from error


class FloorField(DecimalField):
    """Floor somebody asks for: more than nothing."""

    def bounded(self, number: Any) -> Any:
        if number == 0:
            raise ValidationError("申请面积应大于 0 ㎡。", code="low")
        return super().bounded(number)


class EquipmentField(TextField):
    """One kind of machine a line."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[dict[str, Any]]:
        try:
            return machines_of(super().clean(value))
        except EquipmentFaulty as error:
            raise ValidationError(error.sentences, code="lines") from error

    def prepare_value(self, value: Any) -> Any:
        return text_of(value) if isinstance(value, list) else value


class StoreyField(DecimalField):
    """A storey as people number it: -1 is the first below the ground, and there is no 0."""

    def to_python(self, value: Any) -> int | None:
        number = super().to_python(value)
        if number == 0:
            raise ValidationError("没有 0 层，地面一层写作 1。", code="low")
        return None if number is None else int(number)


class AnswerField(DecimalField):
    """The answer to a county's question for a number, kept as its plain digits."""

    def clean(self, value: Any) -> str:
        number = super().clean(value)
        return "" if number is None else plain(number.normalize())


class UnitsField(ManyField):
    """Units of the park wished for, by their numbers."""

    def clean(self, value: Any) -> list[int]:
        return sorted(int(code) for code in super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return [str(one) for one in value] if isinstance(value, list) else value


def industry_choices() -> list[Any]:
    return [("", "请选择"), *industries.choices()]


def column_field(name: str) -> forms.Field:
    """The field of a column of the application."""
    made: dict[str, forms.Field] = {
        "firm_name": TextField(label="企业名称", max_length=100, help_text="与营业执照一致。"),
        "uscc": UsccField(label="统一社会信用代码", max_length=40, help_text="18 位，营业执照右上角。"),
        "industry_code": forms.ChoiceField(
            label="所属行业",
            choices=industry_choices,
            help_text="按国民经济行业分类选到中类，可直接键入三位代码查找。",
        ),
        "founded_on": PastDateField(label="成立日期", required=False),
        "employees": DecimalField(label="从业人员", unit="人", places=0, digits=6),
        "leading_product": TextField(label="主导产品", max_length=100),
        "process": TextField(
            label="生产工艺",
            max_length=2000,
            help_text="按工序写明，如“机加工、装配、试压”。",
            widget=forms.Textarea(attrs=WORDS_OF_MANY_LINES),
        ),
        "equipment": EquipmentField(
            label="设备清单",
            required=False,
            max_length=10_000,
            help_text="每行一种：名称，数量，单台重量(吨)，所在楼层。后三项可不填；可从表格中复制粘贴。",
            widget=forms.Textarea(attrs=WORDS_OF_MANY_LINES),
        ),
        "heavy_equipment": YesNoField(
            label="是否有重型设备",
            help_text="重型设备应放在一层，不得上楼。",
            widget=forms.RadioSelect,
        ),
        "heavy_storey": StoreyField(
            label="重型设备所在楼层",
            unit="层",
            places=0,
            digits=2,
            low=-5,
            required=False,
            help_text="有重型设备的须填写；多处放置的填最高一层。",
        ),
        "investment_wan": DecimalField(label="计划投资", **WAN),
        "expected_tax_wan": DecimalField(label="预计年纳税", help_text="达产后每年。", **WAN),
        "expected_sales_wan": DecimalField(label="预计年销售产值", help_text="达产后每年。", **WAN),
        "tenure": forms.ChoiceField(
            label="入驻方式", choices=Occupancy.Tenure.choices, widget=forms.RadioSelect
        ),
        "requested_floor_m2": FloorField(label="申请面积", unit="㎡", places=2, digits=14),
        UNITS: UnitsField(label="意向单元", required=False),
    }
    return made[name]


def question_field(question: Question) -> forms.Field:
    """The field of a county's question: a number with its unit, or one of its options."""
    said = {"label": question.label, "help_text": question.help, "required": False}
    if question.is_number:
        return AnswerField(unit=question.unit, places=4, digits=14, low=None, high=question.most, **said)
    return forms.ChoiceField(choices=question.options, widget=forms.RadioSelect, **said)


class SectionForm(Form):
    """One section. What is filled in must be right; that something is still empty is said before submission."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(
        self, *args: Any, section: Section, units: Iterable[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.section = section
        for name in section.columns:
            self.fields[name] = column_field(name)
        for question in section.questions:
            self.fields[f"{PREFIX}{question.code}"] = question_field(question)
        if UNITS in self.fields:
            self.fields[UNITS].choices = list(units)

    def full_clean(self) -> None:
        """Check what is filled in; nothing but the version has to be."""
        marked = [field for name, field in self.fields.items() if field.required and name != "version"]
        for field in marked:
            field.required = False
        super().full_clean()
        for field in marked:
            field.required = True

    def content(self) -> dict[str, Any]:
        """The values a service takes: of those fields that were understood."""
        data = self.cleaned_data
        content = {name: data[name] for name in self.section.columns if name in data}
        codes = [code for code in self.section.codes if f"{PREFIX}{code}" in data]
        return {**content, **({ANSWERS: {code: data[f"{PREFIX}{code}"] for code in codes}} if codes else {})}

    @staticmethod
    def stored(application: Application, name: str) -> Any:
        """What an application says in one of these fields."""
        if name.startswith(PREFIX):
            return application.answers.get(name.removeprefix(PREFIX), "")
        return stored(application, name)

    @classmethod
    def initial_for(cls, application: Application, section: Section) -> dict[str, Any]:
        names = (*section.columns, *(f"{PREFIX}{code}" for code in section.codes))
        return {"version": application.version, **{name: cls.stored(application, name) for name in names}}
