"""The page of one round, and what every page about it shares."""

from typing import Any

from django.db.models import F
from django.urls import reverse

from admissions.flows.application import ADMISSION
from admissions.flows.round import ROUND
from admissions.models import AdmissionRound, Allotment
from admissions.models.round import PUBLISHED
from admissions.rounds import in_house_order, tie_rule
from admissions.services import rounds
from parks.models import Unit
from portal.numbers import DASH, decimal_text
from portal.pages import RecordPage
from portal.workflow import Offer, history, told

LISTED = ("allotted", *PUBLISHED)


class OneRound(RecordPage):
    model = AdmissionRound
    permission = "application.view"
    related = ("park__place", "scheme", "created_by", "finalised_by")
    page_name = ""

    def get_title(self) -> str:
        return self.page_name or str(self.record)

    def get_crumbs(self) -> list[tuple[str, str]]:
        above = [("入园批次", reverse("admissions:rounds"))]
        return [*above, (str(self.record), self.address())] if self.page_name else above

    def address(self) -> str:
        return reverse("admissions:round", args=(self.record.pk,))


class RoundPage(OneRound):
    template_name = "admissions/round.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        round_, user = self.record, self.request.user
        state = ROUND.by_state[round_.state]
        return super().get_context_data(
            state={"label": state.label, "colour": state.tone},
            facts=round_facts(round_),
            rule=tie_rule(round_.scheme.rules) if round_.scheme else "",
            offers=[button(round_, offer) for offer in ROUND.offers(round_, user)],
            units=offered_units(round_),
            lines=standing_lines(round_) if round_.state in LISTED else [],
            applications=application_lines(round_),
            objections=objection_lines(round_),
            entries=timeline(round_),
            is_published=round_.state in PUBLISHED,
            is_draft=round_.state == AdmissionRound.State.DRAFT,
            may_run=user.can("round.run", round_.park.place),
            primary_action=self.get_primary_action(),
            **kwargs,
        )

    def get_primary_action(self) -> dict[str, str] | None:
        place, user = self.get_place(), self.request.user
        if rounds.editable(self.record) and user.can("round.run", place):
            return {"label": "修改批次", "url": task_address(self.record, "edit")}
        if self.record.state == AdmissionRound.State.OPEN and user.can("application.draft", place):
            return {"label": "报入本批次", "url": task_address(self.record, "join")}
        return None


def task_address(round_: AdmissionRound, task: str) -> str:
    return reverse("admissions:round_task", args=(round_.pk, task))


def round_facts(round_: AdmissionRound) -> list[dict[str, Any]]:
    park = reverse("parks:park", args=(round_.park_id,))
    facts = [
        {"label": "园区", "value": round_.park.name, "url": park},
        {"label": "报名期", "value": f"{round_.opens_on} 至 {round_.closes_on}"},
        {"label": "评分方案", "value": str(round_.scheme or "开放报名时确定")},
        {"label": "起草人", "value": str(round_.created_by)},
    ]
    if round_.published_on:
        facts += [
            {"label": "公示期", "value": f"{round_.published_on} 至 {round_.publicity_until}"},
            {"label": "异议截止", "value": str(round_.objections_until)},
        ]
    if round_.finalised_on:
        facts.append({"label": "定案", "value": f"{round_.finalised_on} {round_.finalised_by}"})
    return facts


def button(round_: AdmissionRound, offer: Offer) -> dict[str, Any]:
    step = offer.transition
    style = "btn-outline-primary" if step.comment_required else "btn-primary"
    return {
        "label": step.label,
        "url": task_address(round_, step.code),
        "reason": offer.reason,
        "style": "btn-outline-danger" if step.destructive else style,
    }


def offered_units(round_: AdmissionRound) -> list[dict[str, Any]]:
    units = in_house_order(Unit.objects.filter(offered_in__round=round_))
    promised = Allotment.objects.filter(unit__in=units.order_by(), state=Allotment.State.LIVE)
    firms = dict(promised.values_list("unit", "application__firm_name"))
    return [
        {
            "label": unit.full_name,
            "use": unit.get_use_display(),
            "floor": decimal_text(unit.floor_area_m2, 2),
            "way": "可出售" if unit.may_be_sold and not unit.is_self_held else "仅出租",
            "firm": firms.get(unit.pk, DASH),
        }
        for unit in units
    ]


def standing_lines(round_: AdmissionRound) -> list[Any]:
    return list(
        round_.standings.select_related("application")
        .prefetch_related("units__storey__building")
        .order_by(F("rank").asc(nulls_last=True), "pk")
    )


def application_lines(round_: AdmissionRound) -> list[dict[str, Any]]:
    """Who has applied, by the score of the submission; drafts are the operator's own."""
    rows = round_.applications.exclude(number__isnull=True).order_by(
        F("score").desc(nulls_last=True), "number"
    )
    return [
        {
            "record": row,
            "state": ADMISSION.by_state[row.state],
            "score": DASH if row.score is None else decimal_text(row.score, 2),
            "floor": decimal_text(row.approved_floor_m2 or row.requested_floor_m2, 2),
            "tenure": row.get_tenure_display(),
        }
        for row in rows
    ]


def objection_lines(round_: AdmissionRound) -> list[Any]:
    return list(round_.objections.order_by("filed_at", "pk"))


def timeline(round_: AdmissionRound) -> list[dict[str, Any]]:
    started = {"when": round_.created_at, "who": str(round_.created_by), "what": "起草批次"}
    steps = [told(ROUND, entry) for entry in reversed(history(ROUND, round_))]
    return [*steps, {**started, "comment": "", "changes": ()}]
