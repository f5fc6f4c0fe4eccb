import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone

from enterprises.models import Enterprise, GrowthEvent, Occupancy
from enterprises.models.options import System
from enterprises.reporting import Key
from enterprises.rules.reporting import Doubt, Item, Period, Values
from enterprises.rules.reporting import ReportForm as Report
from enterprises.services.bounds import FUTURE
from enterprises.services.figures import YEARLY, examine
from enterprises.services.rooms import ROOM
from parks.models import Park, Unit
from parks.rules import industries
from portal.forms import DateField, DecimalField, Form, ManyField, TextField, YearField
from portal.numbers import decimal_text


class PastDateField(DateField):
    """The day of something that has happened."""

    def to_python(self, value: Any) -> datetime.date | None:
        date = super().to_python(value)
        if date and date > timezone.localdate():
            raise ValidationError(FUTURE, code="future")
        return date


class EnterpriseForm(Form):
    """What is said of a firm; what it is called is changed by the verbs of `portal/identity.py`."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    industry_code = forms.ChoiceField(
        label="行业中类", choices=industries.choices, help_text="按国民经济行业分类(GB/T 4754-2017)。"
    )
    founded_on = PastDateField(label="成立日期", required=False)
    code_url = forms.URLField(
        label="企业码链接",
        required=False,
        max_length=300,
        assume_scheme="https",
        validators=[URLValidator(("https", "http"))],
        help_text="企业码页面的网址，以 https:// 开头。",
    )
    systems = ManyField(label="信息化系统", required=False, choices=System.choices)


class ReportForm(Form):
    """The values of one row of a report. A doubtful value asks for a word; `doubts` are those still unanswered."""

    magnitude_note = TextField(
        label="数值说明",
        required=False,
        max_length=300,
        help_text="数值与上期相差十倍以上或前后不一致时填写原因，例如：上年下半年才投产。说明随数据保存。",
    )
    doubts: tuple[Doubt, ...] = ()

    def __init__(
        self, *args: Any, report: Report, row: Any = None, last: Values | None = None, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.report, self.row = report, row
        note = self.fields.pop("magnitude_note")
        for item in report.items:
            self.fields[item.name] = item_field(item, last)
        self.fields["magnitude_note"] = note

    def key(self) -> Key | None:
        """What the values are about; None while that is not known."""
        raise NotImplementedError

    def stored(self, record: Any, name: str) -> Any:
        """What a record says in one of the fields."""
        return record.note if name == "magnitude_note" else getattr(record, name, None)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if key := self.key():
            given = {item.name: data.get(item.name) for item in self.report.items}
            found = examine(key, given, self.row)
            for field, sentence in found.faults:
                if field not in self.errors:
                    self.add_error(field, sentence)
            self.ask(found.doubts)
        return data

    def ask(self, doubts: tuple[Doubt, ...]) -> None:
        if self.cleaned_data.get("magnitude_note"):
            return
        self.doubts = tuple(doubt for doubt in doubts if doubt.field not in self.errors)
        for doubt in self.doubts:
            self.add_error(doubt.field, f"{doubt.sentence}确认无误请填写“数值说明”。")

    def given(self) -> dict[str, Any]:
        """The values a service takes, with the word for doubtful ones."""
        values = {item.name: self.cleaned_data[item.name] for item in self.report.items}
        return {"values": values, "note": self.cleaned_data["magnitude_note"]}


def item_field(item: Item, last: Values | None) -> forms.Field:
    """The box of one value, with the last period's beside it where there is a last period to speak of."""
    said: dict[str, Any] = {"label": item.label, "required": item.required}
    if last is not None:
        before = last.get(item.name)
        said["help_text"] = (
            f"上期：{decimal_text(before)} {item.unit}" if before is not None else "上期：无数据"
        )
    if item.whole:
        field: Any = forms.IntegerField(min_value=0, max_value=1_000_000, localize=False, **said)
        field.unit = item.unit
        return field
    return DecimalField(unit=item.unit, places=2, digits=14, **said)


class FilingEntryForm(ReportForm):
    """One row of a filing."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, key: Key, **kwargs: Any) -> None:
        self.of = key
        super().__init__(*args, report=key.report, **kwargs)

    def key(self) -> Key:
        return self.of


class FigureForm(ReportForm):
    """One year of one firm in one park."""

    def __init__(
        self, *args: Any, enterprise: Enterprise, park: Park | None, year: int | None, **kwargs: Any
    ):
        super().__init__(*args, report=YEARLY, **kwargs)
        self.enterprise, self.park, self.year = enterprise, park, year

    def subject(self) -> tuple[Any, Any]:
        """(park, year) the figures are about."""
        return self.park, self.year

    def key(self) -> Key | None:
        park, year = self.subject()
        return Key(YEARLY, park, Period(year), self.enterprise) if park and year else None

    def values(self) -> dict[str, Any]:
        given = self.given()
        return {**given["values"], "note": given["note"]}


class NewFigureForm(FigureForm):
    park = forms.ModelChoiceField(label="园区", queryset=Park.objects.none(), empty_label=None)
    year = YearField(label="年度", help_text="填报已结束的年度。")

    def __init__(self, *args: Any, parks: Any, **kwargs: Any) -> None:
        super().__init__(*args, park=None, year=None, **kwargs)
        self.fields["park"].queryset = parks

    def subject(self) -> tuple[Any, Any]:
        return self.cleaned_data.get("park"), self.cleaned_data.get("year")


class ChangeFigureForm(FigureForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class GrowthForm(Form):
    park = forms.ModelChoiceField(label="所在园区", queryset=Park.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label="类别", choices=GrowthEvent.Kind.choices)
    direction = forms.ChoiceField(
        label="进出", choices=GrowthEvent.Direction.choices, initial=GrowthEvent.Direction.ENTERED
    )
    on = PastDateField(label="日期", help_text="企业当天须在所选园区。")
    document = TextField(label="文件或名单", max_length=100, required=False)

    def __init__(self, *args: Any, parks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["park"].queryset = parks


class EndOccupancyForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    on = DateField(label="退出日期", help_text="最后一天仍算在园；最晚为今天起一年内。")

    @staticmethod
    def initial_for(occupancy: Occupancy) -> dict[str, Any]:
        return {"version": occupancy.version}


class UnitField(forms.ModelChoiceField):
    """A unit of the park, named with its building and storey: 1幢 3 层 301（650 ㎡）."""

    def label_from_instance(self, unit: Unit) -> str:
        return f"{unit.storey.building} {unit.storey} {unit}（{decimal_text(unit.floor_area_m2)} ㎡）"


class OccupancyForm(Form):
    """What is said of a firm's rooms and its own parcel; the firm and the park stay."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    tenure = forms.ChoiceField(label="入驻方式", choices=Occupancy.Tenure.choices, widget=forms.RadioSelect)
    floor_area_m2 = DecimalField(
        label="建筑面积",
        unit="㎡",
        places=2,
        digits=14,
        help_text="不大于园区总建筑面积；只有自有地块、没有用房的填 0。",
    )
    own_parcel_mu = DecimalField(
        label="自有地块",
        unit="亩",
        places=4,
        digits=12,
        help_text="企业自己取得的用地，不大于园区用地面积；没有的填 0。",
    )
    unit = UnitField(
        label="单元",
        queryset=Unit.objects.none(),
        required=False,
        empty_label="未登记单元",
        help_text="园区已登记幢、层、单元的，请选择企业所在单元。",
    )
    room = TextField(label="房号", max_length=100, required=False)
    valid_from = DateField(label="入驻日期", help_text="不早于企业成立日期，最晚为今天起一年内。")
    valid_until = DateField(
        label="退出日期", required=False, help_text="最后一天仍算在园，最晚为今天起一年内；仍在园的留空。"
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units

    @staticmethod
    def initial_for(occupancy: Occupancy) -> dict[str, Any]:
        return {name: getattr(occupancy, name) for name in ("version", *ROOM)}
