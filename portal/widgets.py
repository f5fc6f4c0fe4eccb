"""How form fields become HTML (`FORM_RENDERER`)."""

from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.safestring import SafeString, mark_safe

from portal.escaping import escaped

SELECT = "django/forms/widgets/select.html"


class FormRenderer(DjangoTemplates):
    """Django's templates, except for select boxes: those take three templates an option, and a list page's
    filter has some five hundred of them."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name == SELECT:
            return select_html(context["widget"])
        return super().render(template_name, context, request)


def select_html(widget: dict[str, Any]) -> SafeString:
    head = f'<select name="{escaped(widget["name"])}"{flatatt(widget["attrs"])}>'
    groups = (group_html(label, options) for label, options, _ in widget["optgroups"])
    return mark_safe(f"{head}{''.join(groups)}</select>")  # every value in it is escaped here


def group_html(label: Any, options: list[dict[str, Any]]) -> str:
    inside = "".join(map(option_html, options))
    return f'<optgroup label="{escaped(label)}">{inside}</optgroup>' if label else inside


def option_html(option: dict[str, Any]) -> str:
    attrs = flatatt(option["attrs"]) if option["attrs"] else ""
    return f'<option value="{escaped(option["value"])}"{attrs}>{escaped(option["label"])}</option>'


class SeveralSelects(forms.MultiWidget):
    """One list of options offered several times under one name: what is chosen first stands first."""

    def __init__(self, label: str, count: int) -> None:
        boxes = [forms.Select(attrs={"aria-label": f"{label} {number}"}) for number in range(1, count + 1)]
        super().__init__(boxes)
        self.widgets_names = [""] * count

    @property
    def choices(self) -> Any:
        return self.widgets[0].choices

    @choices.setter
    def choices(self, choices: Any) -> None:
        for box in self.widgets:
            box.choices = choices

    def decompress(self, value: list[str] | None) -> list[str]:
        return value or []

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        chosen = [code for code in value or [] if code]
        return super().get_context(name, chosen + [""] * (len(self.widgets) - len(chosen)), attrs)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        boxes = self.get_context(name, value, attrs)["widget"]["subwidgets"]
        return mark_safe("".join(select_html(box) for box in boxes))  # made of escaped selects alone
