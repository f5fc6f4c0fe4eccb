from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from enterprises.models import Enterprise, GrowthEvent, Occupancy
from enterprises.rules import industries
from enterprises.services.figures import VALUES, previous_tax
from parks.models import Park
from portal.forms import DateField, DecimalField, TextField, YearField
from portal.numbers import decimal_text

MAGNITUDE = 10


class EnterpriseForm(forms.Form):
    """Name, industry and founding date; the credit code is the firm's identity and is not edited here."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = TextField(label="企业名称", max_length=100)
    industry_code = forms.ChoiceField(
        label="行业中类", choices=industries.choices, help_text="按国民经济行业分类(GB/T 4754-2017)。"
    )
    founded_on = DateField(label="成立日期", required=False)


class FigureForm(forms.Form):
    """One year of one firm in one park. A tenfold jump of the tax asks whether the unit is right."""

    tax_wan = DecimalField(label="纳税总额", unit="万元", places=2, digits=14)
    sales_wan = DecimalField(label="销售产值", unit="万元", places=2, digits=14)
    energy_tce = DecimalField(label="综合能耗", unit="吨标准煤", places=2, digits=14, required=False)
    employees = forms.IntegerField(
        label="年末从业人员", min_value=0, max_value=1_000_000, required=False, localize=False
    )
    magnitude_note = TextField(
        label="数值变动说明",
        required=False,
        max_length=200,
        help_text="与上年相差十倍以上时填写原因，例如：上年下半年才投产。保存后记入操作日志。",
    )

    def __init__(
        self, *args: Any, enterprise: Enterprise, park: Park | None, year: int | None, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.enterprise, self.park, self.year = enterprise, park, year
        self.fields["employees"].unit = "人"

    def subject(self) -> tuple[Any, Any]:
        """(park, year) the figures are about."""
        return self.park, self.year

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        park, year = self.subject()
        tax = data.get("tax_wan")
        if park and year and tax is not None and not data.get("magnitude_note"):
            last = previous_tax(self.enterprise.pk, park.pk, year)
            if last and tax and not last / MAGNITUDE <= tax <= last * MAGNITUDE:
                self.add_error("tax_wan", magnitude_question(last, tax))
        return data

    def values(self) -> dict[str, Any]:
        """The values a service takes, with the reason given for an unusual one."""
        values = {name: self.cleaned_data[name] for name in VALUES}
        return {**values, "reason": self.cleaned_data["magnitude_note"]}


def magnitude_question(last: Decimal, now: Decimal) -> ValidationError:
    return ValidationError(
        f"上年为 {decimal_text(last)} 万元，本次为 {decimal_text(now)} 万元，是否单位有误？"
        "请核对；确认无误请填写“数值变动说明”。",
        code="magnitude",
    )


class NewFigureForm(FigureForm):
    park = forms.ModelChoiceField(label="园区", queryset=Park.objects.none(), empty_label=None)
    year = YearField(label="年度", help_text="填报已结束的年度。")
    field_order = ("park", "year")

    def __init__(self, *args: Any, parks: Any, **kwargs: Any) -> None:
        super().__init__(*args, park=None, year=None, **kwargs)
        self.fields["park"].queryset = parks

    def subject(self) -> tuple[Any, Any]:
        return self.cleaned_data.get("park"), self.cleaned_data.get("year")


class ChangeFigureForm(FigureForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class GrowthForm(forms.Form):
    park = forms.ModelChoiceField(label="所在园区", queryset=Park.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label="类别", choices=GrowthEvent.Kind.choices)
    direction = forms.ChoiceField(
        label="进出", choices=GrowthEvent.Direction.choices, initial=GrowthEvent.Direction.ENTERED
    )
    on = DateField(label="日期")
    document = TextField(label="文件或名单", max_length=100, required=False)

    def __init__(self, *args: Any, parks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["park"].queryset = parks


class EndOccupancyForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    on = DateField(label="退出日期", help_text="最后一天仍算在园。")

    @staticmethod
    def initial_for(occupancy: Occupancy) -> dict[str, Any]:
        return {"version": occupancy.version}
