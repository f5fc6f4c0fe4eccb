"""How form fields become HTML (`FORM_RENDERER`)."""

from typing import Any

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
