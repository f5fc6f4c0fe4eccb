"""One address for every section of an application; most are answers, some are not."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase

from admissions.rules.sections import MATERIALS
from admissions.views.beginning import ReusePage
from admissions.views.materials import MaterialsPage
from admissions.views.wizard import AnswersPage

PAGES = {MATERIALS: MaterialsPage.as_view(), "reuse": ReusePage.as_view()}
ANSWERS = AnswersPage.as_view()


def section_page(request: HttpRequest, pk: int, section: str) -> HttpResponseBase:
    return PAGES.get(section, ANSWERS)(request, pk=pk, section=section)


# What it is made of, for whoever looks at the routes.
section_page.view_class: Any = AnswersPage  # type: ignore[attr-defined]  # on a function, as as_view() does
