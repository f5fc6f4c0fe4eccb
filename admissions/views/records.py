"""The list of applications, one application, its history."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.decorators import method_decorator

from admissions import selectors
from admissions.assessment import standing_of
from admissions.cases import held_beside
from admissions.changes import by_sitting
from admissions.filters import ApplicationFilter
from admissions.flows import ADMISSION
from admissions.models import Application, Opinion
from admissions.services.content import EDITABLE
from admissions.tables import ApplicantTable, ApplicationTable
from admissions.views.answers import corrections_of, shown_sections
from admissions.views.base import OneApplication, about_facts
from admissions.views.decisions import PAGES
from admissions.views.review import contract_links, review_context
from portal.pages import ListPage
from portal.workflow import Offer, Transition
from portal.workflow import history as steps_of

BESIDE = (Prefetch("opinions", Opinion.objects.select_related("given_by")), "suspensions")


class ApplicationList(ListPage):
    model = Application
    permission = "application.view"
    title = "入园准入"
    filterset_class = ApplicationFilter

    @property
    def table_class(self) -> type[ApplicationTable]:
        return ApplicantTable if self.request.user.can("application.draft") else ApplicationTable

    def get_primary_action(self) -> dict[str, str] | None:
        if self.request.user.can("application.draft"):
            return {"label": "新建申请", "url": reverse("admissions:new")}
        return None

    get_empty_action = get_primary_action


@method_decorator(csp_update({"frame-src": [SELF]}), name="dispatch")
class ApplicationPage(OneApplication):
    """PDF files among the materials are shown in a frame."""

    template_name = "admissions/application.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        application, user = self.record, self.request.user
        entries = list(steps_of(ADMISSION, application))
        standing = standing_of(application)
        settled = self.request.GET.get("done", "")
        beside = (
            review_context(application, user, settled)
            if self.is_reviewed()
            else {"asides": contract_links(application, user)}
        )
        return super().get_context_data(
            steps=selectors.track(application),
            entries=selectors.timeline(
                application, entries, applicant=selectors.is_applicant(application, user)
            ),
            returned=selectors.last_comment(application, entries),
            offers=buttons(application, user),
            sections=shown_sections(application, standing),
            standing=standing,
            about_facts=about_facts(application),
            policy=selectors.policy_for(application),
            corrections=corrections_of(application, user),
            primary_action=self.get_primary_action(),
            **beside,
            **kwargs,
        )

    def get_queryset(self) -> Any:
        return super().get_queryset().annotate(parks_held=held_beside()).prefetch_related(*BESIDE)

    def is_reviewed(self) -> bool:
        """Officials read a submitted application beside what its facts say; applicants read their own."""
        return bool(self.record.number) and not selectors.is_applicant(self.record, self.request.user)

    def get_template_names(self) -> list[str]:
        return ["admissions/review.html" if self.is_reviewed() else self.template_name]

    def get_primary_action(self) -> dict[str, str] | None:
        if self.record.state in EDITABLE and selectors.is_applicant(self.record, self.request.user):
            return {"label": "填写申请", "url": self.address("edit")}
        return None


def buttons(application: Application, user: Any) -> list[dict[str, Any]]:
    """The steps out of the present state: one's own first, those that end the application last."""
    place = application.park.place

    def rank(offer: Offer) -> tuple[bool, bool]:
        return not user.can(offer.transition.permission, place), offer.transition.destructive

    offers = [
        offer for offer in ADMISSION.offers(application, user) if has_page(application, offer.transition)
    ]
    return [button(application, offer) for offer in sorted(offers, key=rank)]


def has_page(application: Application, step: Transition) -> bool:
    """Submission and the steps of the review; of the two ways back from a refusal the one that leads back."""
    if step.code in ("rereview", "recheck"):
        return (step.code == "rereview") == bool(application.accepted_at)
    return step.code in PAGES or step.target == Application.State.SUBMITTED


def button(application: Application, offer: Offer) -> dict[str, Any]:
    code, pk = offer.transition.code, application.pk
    own_page = code in PAGES
    return {
        "label": offer.transition.label,
        "url": reverse("admissions:step", args=(pk, code))
        if own_page
        else reverse("admissions:submit", args=(pk,)),
        "reason": offer.reason,
        "style": button_style(offer),
    }


def button_style(offer: Offer) -> str:
    if offer.transition.destructive:
        return "btn-outline-danger"
    return "btn-outline-primary" if offer.transition.comment_required else "btn-primary"


class ApplicationHistory(OneApplication):
    template_name = "admissions/history.html"
    page_name = "修改记录"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(entries=by_sitting(self.record), **kwargs)
