"""How pages cite the policies: one link, one way of writing."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from policies.checks import Verdict
from policies.library import get_library

register = template.Library()


@register.simple_tag
def clause_url(clause_id: str) -> str:
    """The permalink of a clause; UnknownRule if there is none."""
    clause = get_library().clause(clause_id)
    return reverse("portal:clause", args=(clause.instrument_id, clause.id))


@register.simple_tag
def clause_link(clause_id: str, text: str = "") -> SafeString:
    """A link to the clause, named as people cite it (温州2019 第十五条) or by `text`."""
    return format_html(
        '<a href="{}">{}</a>', clause_url(clause_id), text or get_library().clause_name(clause_id)
    )


@register.filter
def verdict_label(verdict: str) -> str:
    """The word people read for a verdict's code: 符合 for `met`."""
    return Verdict(verdict).label
