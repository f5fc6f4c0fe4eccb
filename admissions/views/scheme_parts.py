"""Changing a draft, one part at a time: its points, its rules, an indicator, a veto."""

from typing import Any

from admissions.forms.indicators import INDICATOR_FORMS
from admissions.forms.schemes import BasicsForm, PointsForm, SettingsForm, VetoForm
from admissions.rules.scheme import DIMENSIONS, Kind
from admissions.views.schemes import OneScheme
from portal.schemes import parts
from portal.schemes.parts import Part

KINDS = {kind.value: kind.label for kind in Kind}


class SchemePart(parts.SchemePart, OneScheme):
    """Title and days, points, or rules."""

    template_name = "admissions/schemes/form.html"
    basics_form = BasicsForm
    parts = {
        "points": Part("修改分值和分数线", PointsForm),
        "settings": Part("修改准入规则", SettingsForm),
    }


class SchemeRow(parts.SchemePart, OneScheme):
    """An indicator or a veto; a new indicator is of `?kind=` and `?dimension=`."""

    template_name = "admissions/schemes/form.html"
    part_word = "of"
    parts = {
        "indicator": Part("指标", None, "indicators"),
        "veto": Part("一票否决", VetoForm, "vetoes"),
    }

    @property
    def is_indicator(self) -> bool:
        return self.kwargs["of"] == "indicator"

    @property
    def way(self) -> Kind:
        """The way of counting: asked for, else the row's own."""
        asked = self.request.GET.get("kind") or self.row.get("kind")
        return Kind(asked) if asked in KINDS else Kind.BANDS

    def get_form(self, data: Any = None, files: Any = None) -> Any:
        if not self.is_indicator:
            initial = {**self.filled(), "version": self.record.version}
            return VetoForm(data, files, initial=initial, policy=self.record.policy)
        form_class = INDICATOR_FORMS[self.way]
        given = {"dimension": self.request.GET.get("dimension", "")}
        initial = {**given, **form_class.initial_for(self.row), "version": self.record.version}
        return form_class(data, files, initial=initial)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        indicator = self.is_indicator
        return super().get_context_data(
            kinds=self.other_kinds() if indicator else [],
            kind_label=self.way.label if indicator else "",
            table_rows=kwargs["form"].rows() if indicator else [],
            head=kwargs["form"].head() if indicator else [],
            **kwargs,
        )

    def other_kinds(self) -> list[dict[str, str]]:
        """The same form with another way of counting."""
        query = self.request.GET.copy()
        if query.get("dimension") not in DIMENSIONS:
            query.pop("dimension", None)
        found = []
        for kind in Kind:
            if kind != self.way:
                query["kind"] = kind.value
                found.append({"label": kind.label, "url": f"?{query.urlencode()}"})
        return found
