from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from policies.errors import UnknownRule
from policies.library import get_library
from policies.model import Clause
from portal.pages import Page
from portal.policy_library import facts, index
from portal.policy_library.forms import ClauseFilter


class PolicyLibrary(Page):
    """政策库: the documents clause by clause, with search."""

    template_name = "policies/library.html"
    title = "政策库"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        library, today = get_library(), timezone.localdate()
        form = ClauseFilter(self.request.GET, library)
        found = form.found()
        documents = []
        for instrument in library.instruments:
            own = [clause for clause in found if clause.instrument_id == instrument.id]
            if own:
                documents.append(facts.document(instrument, own, today))
        return super().get_context_data(
            documents=documents, total=len(found), filter_form=form, filter_active=form.active, **kwargs
        )


class PolicyIndex(Page):
    """条款、参数与使用者对照: made from the code at every visit."""

    template_name = "policies/index.html"
    title = "条款与校验对照"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("政策库", reverse("portal:policies"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(documents=index.documents(), **kwargs)


class ClausePage(Page):
    """One clause at its lasting address: what it asks, its wording, its numbers and who reads them."""

    template_name = "policies/clause.html"

    def get_clause(self) -> Clause:
        """The clause of the address; 404 when there is none or it stands in another document."""
        try:
            clause = get_library().clause(self.kwargs["clause_id"])
        except UnknownRule as error:
            raise Http404("未找到该条款") from error
        if clause.instrument_id != self.kwargs["instrument_id"]:
            raise Http404("未找到该条款")
        return clause

    def get_title(self) -> str:
        clause = self.get_clause()
        return f"{clause.article} {clause.title}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        library, address = get_library(), reverse("portal:policies")
        instrument = library.instrument(self.get_clause().instrument_id)
        return [("政策库", address), (instrument.short_title, f"{address}?instrument={instrument.id}")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        library, clause = get_library(), self.get_clause()
        instrument = library.instrument(clause.instrument_id)
        before, after = library.neighbours(clause.id)
        return super().get_context_data(
            clause=clause,
            lamp=facts.standing(instrument, timezone.localdate()),
            facts=facts.clause_facts(clause, instrument),
            parameters=[facts.parameter_row(parameter) for parameter in clause.parameters],
            before=before,
            after=after,
            **kwargs,
        )
