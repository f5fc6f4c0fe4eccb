from typing import Any

from django import forms

from evaluation.models import EvaluationScheme, Run
from evaluation.scheme_kind import SCHEMES
from evaluation.selectors import places_to_evaluate
from portal.forms import Form, YearField
from portal.schemes.selectors import readable

WITHDRAWN = EvaluationScheme.State.WITHDRAWN


class RunForm(Form):
    kind = forms.ChoiceField(
        label="评价内容",
        choices=Run.Kind.choices,
        widget=forms.RadioSelect,
    )
    place = forms.ModelChoiceField(label="评价范围", queryset=None, help_text="各县(市、区)适用当地规则。")
    year = YearField(label="数据年度", help_text="适用该年度 12 月 31 日有效的规则。")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places_to_evaluate(user)


class WhatIfForm(RunForm):
    """假设测算: the same question with another scheme, or with the rules of another day."""

    kind = forms.ChoiceField(
        label="评价内容",
        choices=[one for one in Run.Kind.choices if one[0] != Run.Kind.TAX_PER_MU],
        widget=forms.RadioSelect,
    )
    scheme = forms.ModelChoiceField(
        label="改用方案",
        queryset=None,
        required=False,
        empty_label="仍用各地当时的方案",
        help_text="可以选草稿，先看结果再提交发布。",
    )
    rule_year = YearField(
        label="改用规则年度", required=False, help_text="按该年度 12 月 31 日有效的规则测算；不填表示不改。"
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        schemes = readable(SCHEMES, user).exclude(state=WITHDRAWN).select_related("place")
        self.fields["scheme"].queryset = schemes.order_by("subject", "place", "-valid_from")
        self.fields["scheme"].label_from_instance = scheme_label

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        scheme, rule_year = data.get("scheme"), data.get("rule_year")
        if scheme and data.get("kind") and scheme.subject != data["kind"]:
            self.add_error(
                "scheme", f"这是{scheme.get_subject_display()}的方案，请选择与评价内容相同的方案。"
            )
        if not self.errors and not scheme and rule_year in (None, data["year"]):
            self.add_error("scheme", "请选择要改用的方案，或填写另一个规则年度。")
        return data


def scheme_label(scheme: EvaluationScheme) -> str:
    kind = "参考方案" if scheme.is_reference else scheme.place.name
    return f"{scheme.get_subject_display()}：{scheme.title}（{kind}，{scheme.get_state_display()}）"
