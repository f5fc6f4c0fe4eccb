"""What the dashboard and its lists are asked for by their addresses."""

import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils import timezone

from planning.areas import PERIOD, Area, City, cities_of
from planning.indicators import INDICATORS, Indicator
from portal.forms import DateField, Form

CHOICES = [(indicator.code, f"{indicator.label}（{indicator.unit}）") for indicator in INDICATORS.values()]


class AsOfForm(Form):
    """截至: events up to and including this day count; today unless an address says otherwise."""

    as_of = DateField(label="截至", required=False)

    def __init__(self, query: Any) -> None:
        self.asked = {key: value for key, value in query.items() if value and "\x00" not in value}
        super().__init__({**self.defaults(), **self.asked})

    def defaults(self) -> dict[str, str]:
        return {"as_of": timezone.localdate().isoformat()}

    def answer(self, name: str) -> Any:
        """What was asked for; the default where that cannot be read."""
        if self.is_valid() or name in self.cleaned_data:
            return self.cleaned_data[name]
        return self.fields[name].clean(self.defaults().get(name, ""))

    @property
    def active(self) -> int:
        """How many of the fields somebody has set."""
        return sum(1 for name in self.fields if name in self.asked)

    def address(self, **changes: str) -> str:
        """The same page with some parts of its query changed."""
        return "?" + urlencode({**self.asked, **changes})

    @property
    def date(self) -> datetime.date:
        return self.answer("as_of")


class DashboardForm(AsOfForm):
    """The dashboard: the day, the indicator of the chart, and the city for those who see several."""

    indicator = forms.ChoiceField(label="图表指标", choices=CHOICES, required=False)
    city = forms.ChoiceField(label="城市", required=False)

    def __init__(self, query: Any, cities: list[City]) -> None:
        self.cities = cities
        super().__init__(query)
        if len(cities) > 1:
            self.fields["city"].choices = [(city.code, city.name) for city in cities]
        else:
            del self.fields["city"]

    def defaults(self) -> dict[str, str]:
        first = {"city": self.cities[0].code} if self.cities else {}
        return {**super().defaults(), "indicator": CHOICES[0][0], **first}

    @property
    def chosen(self) -> Indicator:
        return INDICATORS[self.answer("indicator")]

    @property
    def city_code(self) -> str:
        return self.answer("city") if "city" in self.fields else ""


class RecordForm(AsOfForm):
    """The list behind a cell: area (or a city's whole row), year where the plan has years, day."""

    area = forms.ChoiceField(label="地域", required=False)
    year = forms.ChoiceField(label="年度", required=False)
    field_order = ("area", "year", "as_of")

    def __init__(self, query: Any, indicator: Indicator, areas: list[Area]) -> None:
        super().__init__(query)
        self.fields["area"].choices = area_choices(areas)
        years = [(str(year), f"{year}年") for year in indicator.years]
        self.fields["year"].choices = [("", f"{PERIOD.start.year}–{PERIOD.end.year}年合计"), *years]
        if not years:
            del self.fields["year"]

    @property
    def area_code(self) -> str:
        """The area asked for, by default the first on the list; "" for one that is not the user's."""
        offered = [code for code, _ in self.fields["area"].choices]
        asked = self.asked.get("area", offered[0] if offered else "")
        return asked if asked in offered else ""

    @property
    def chosen_year(self) -> int | None:
        year = self.answer("year") if "year" in self.fields else ""
        return int(year) if year else None


def area_choices(areas: list[Area]) -> list[tuple[str, str]]:
    """Each city whose sum is shown, with its areas below it."""
    choices = []
    for city in cities_of(areas):
        own = [area for area in areas if area.city == city]
        if len(own) > 1:
            choices.append((city.code, city.name if city.whole else f"{city.name}（本人权限范围）"))
        choices += [(area.code, area.name) for area in own]
    return choices
