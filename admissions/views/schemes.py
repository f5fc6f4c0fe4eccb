"""评分方案: the list, one scheme, its steps, a trial on old applications."""

from typing import Any

from admissions.forms.schemes import NewSchemeForm
from admissions.models import AdmissionScheme
from admissions.previews import SHOWN, preview
from admissions.rules.scheme import Scheme
from admissions.scheme_kind import SCHEMES
from admissions.tables.schemes import SchemeTable
from admissions.views.scheme_sheets import sheet
from policies.local import SchemeFaulty
from portal.schemes import pages


class SchemeList(pages.SchemeList):
    kind = SCHEMES
    model = AdmissionScheme
    permission = "application.view"
    title = "评分方案"
    table_class = SchemeTable


class OneScheme(pages.OneScheme):
    kind = SCHEMES
    model = AdmissionScheme
    permission = "application.view"


class SchemePage(pages.SchemePage, OneScheme):
    template_name = "admissions/schemes/scheme.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = self.record
        can_preview = record.state in pages.OPEN and self.request.user.can("scheme.draft", record.place)
        found = Scheme.sketch(record.content)[0]
        return super().get_context_data(sheet=sheet(found), can_preview=can_preview, **kwargs)


class NewScheme(pages.NewScheme):
    kind = SCHEMES
    form_class = NewSchemeForm


class SchemeStep(pages.SchemeStep, OneScheme):
    pass


class SchemePreview(OneScheme):
    """试算: what the draft would make of the applications there have been."""

    edit_permission = "scheme.draft"
    template_name = "admissions/schemes/preview.html"
    page_name = "用以往申请试算"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        try:
            found, gaps = preview(self.record, self.request.user), []
        except SchemeFaulty as fault:
            found, gaps = None, fault.sentences
        return super().get_context_data(preview=found, gaps=gaps, shown=SHOWN, **kwargs)
