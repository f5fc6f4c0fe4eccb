from typing import Any

from django import forms

from evaluation.models import Run
from evaluation.selectors import places_to_evaluate
from portal.forms import Form, YearField


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
