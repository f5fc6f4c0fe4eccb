"""Forms that forgive harmless dirt and say plainly what is wrong."""

import datetime
import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.numbers import parse_decimal
from portal.widgets import SeveralSelects

EARLIEST, LATEST = datetime.date(1949, 10, 1), datetime.date(2100, 12, 31)


class NamingForm:
    """A form whose sentence for an empty field names the field, unless the field has a sentence of its own."""

    fields: dict[str, forms.Field]

    def full_clean(self) -> None:
        for field in self.fields.values():
            if field.error_messages["required"] is forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = missing(field)
        super().full_clean()  # type: ignore[misc]  # of the form it is mixed into


def missing(field: forms.Field) -> str:
    """“请填写园区名称。”; of a field nobody sees, only that the page is no longer whole."""
    if not field.label:
        return "页面内容不完整，请刷新后重试。"
    verbs = ((forms.BooleanField, "勾选"), ((forms.ChoiceField, forms.FileField), "选择"))
    verb = next((verb for kinds, verb in verbs if isinstance(field, kinds)), "填写")
    return f"请{verb}{field.label}。"


class Form(NamingForm, forms.Form):
    """What every form of the house is."""


class DecimalField(forms.Field):
    """An exact number with a unit shown in the box. Accepts spaces, commas, full-width digits, a pasted unit."""

    def __init__(
        self,
        *,
        unit: str = "",
        places: int = 4,
        digits: int = 15,
        low: Decimal | None = Decimal(0),
        high: Decimal | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)
        self.unit, self.places, self.digits, self.low, self.high = unit, places, digits, low, high

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        try:
            number = parse_decimal(str(value))
        except ValueError as error:
            raise ValidationError(
                f"请填写数字{f'（单位：{self.unit}）' if self.unit else ''}，例如 12.5。", code="number"
            ) from error
        return self.bounded(number)

    def bounded(self, number: Decimal) -> Decimal:
        if self.low is not None and number < self.low:
            raise ValidationError(f"不能小于 {self.low}，请核对。", code="low")
        limit = self.high if self.high is not None else Decimal(10) ** (self.digits - self.places) - 1
        if number > limit:
            raise ValidationError(f"不能大于 {limit}，请核对单位是否填错。", code="high")
        if number != number.quantize(Decimal(1).scaleb(-self.places)):
            raise ValidationError(f"最多保留 {self.places} 位小数。", code="places")
        return number

    def prepare_value(self, value: Any) -> Any:
        """Show a stored number without trailing zeros, a typed one as it was typed."""
        if isinstance(value, Decimal):
            text = f"{value:f}"
            return text.rstrip("0").rstrip(".") if "." in text else text
        return value


class DateField(forms.Field):
    """A date typed as 2026-3-5, 2026/3/5, 2026年3月5日 or 20260305."""

    unit = ""
    pattern = re.compile(
        r"(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?|(\d{4})(\d{2})(\d{2})", re.ASCII
    )

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.DateInput(format="%Y-%m-%d", attrs={"autocomplete": "off", "placeholder": "如 2026-3-5"}),
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> datetime.date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.date):
            return value
        match = self.pattern.fullmatch(unicodedata.normalize("NFKC", str(value)).strip())
        try:
            date = datetime.date(*(int(part) for part in match.groups() if part)) if match else None
        except ValueError:
            date = None
        if date is None:
            raise ValidationError("请填写日期，例如 2026-3-5。", code="date")
        if not EARLIEST <= date <= LATEST:
            raise ValidationError(f"日期应在 {EARLIEST} 至 {LATEST} 之间。", code="range")
        return date


class TextField(forms.CharField):
    """One line or more of text; control characters that no one types are refused with a sentence."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if any(unicodedata.category(char) in {"Cc", "Cs"} and char not in "\r\n\t" for char in text):
            raise ValidationError("含有无法识别的字符，请删除后重新填写。", code="characters")
        return text


class YearField(forms.IntegerField):
    """A calendar year between 2000 and 2100."""

    unit = "年"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=2000, max_value=2100, localize=False, **kwargs)


class ManyField(forms.MultipleChoiceField):
    """Several options, ticked: in the order of the list, or as chosen when `widget` is several selects."""

    widget = forms.CheckboxSelectMultiple
    is_many = True

    def to_python(self, value: Any) -> list[str]:
        """Codes joined by commas are read too: that is how the page with two versions sends them."""
        codes = [code for part in super().to_python(value) for code in part.split(",") if code]
        codes = list(dict.fromkeys(codes))
        if isinstance(self.widget, SeveralSelects):
            return codes
        known = [code for code, _ in self.choices if code in codes]
        return known + [code for code in codes if code not in known]


YES_NO = (("", "未知"), ("yes", "是"), ("no", "否"))
WORDS = {"yes": True, "no": False}


class YesNoField(forms.TypedChoiceField):
    """是, 否, or not known yet."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=YES_NO, coerce=WORDS.get, empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}.get(value, value)


def add_error(form: forms.BaseForm, error: Any) -> None:
    """Show a service's refusal on the form, at a field when the error names one the form has."""
    field = getattr(error, "field", None)
    form.add_error(field if field in form.fields else None, error.message)
