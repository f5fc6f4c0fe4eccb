"""合规: a park held against every check of the policy in force, and how each of its measures comes about."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from parks import explanations
from parks.cards import card_of
from parks.compliance import Supposed, hold, in_effect, measured
from parks.figures import area_of
from parks.forms.compliance import WhatIf
from parks.measures.subject import Land
from parks.models import ComplianceReason, Waiver
from parks.views.base import ParkPage
from portal.measures import Measure, park_measures

SHOWN = 500


class Compliance(ParkPage):
    template_name = "parks/compliance.html"
    tab = "compliance"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        park, today, form = self.record, timezone.localdate(), WhatIf(self.request.GET or None)
        supposed = form.supposed()
        held = hold([park.pk], today, supposed)[park.pk]
        return super().get_context_data(
            card=card_of(park, held, ComplianceReason.objects.filter(park=park)),
            form=form,
            is_supposed=supposed != Supposed(),
            now=timezone.localtime(),
            **kwargs,
        )


@method_decorator(login_not_required, name="dispatch")
class Waivers(TemplateView):
    """公示: the waivers in effect, for everybody to read."""

    template_name = "parks/waivers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = in_effect(timezone.localdate()).select_related("park__place__parent__parent")
        return super().get_context_data(
            title="豁免公示", rows=[public(row) for row in rows[:SHOWN]], **kwargs
        )


def public(waiver: Waiver) -> dict[str, Any]:
    """What everybody may read of a waiver: these fields and no others, as parks/tests/test_waivers.py commits them."""
    return {
        "county": area_of(waiver.park.place),
        "park": waiver.park.name,
        "rule": waiver.get_rule_display(),
        "ground": waiver.get_ground_display(),
        "reason": waiver.reason,
        "document": waiver.document,
        "decided_on": waiver.decided_on,
        "valid_until": waiver.valid_until,
    }


class Explain(ParkPage):
    """计算过程 of one measure of the park."""

    template_name = "parks/explain.html"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*super().get_crumbs(), (self.record.name, reverse("parks:park", args=(self.record.pk,)))]

    def get_title(self) -> str:
        return f"{self.measure.label}的计算过程"

    @property
    def measure(self) -> Measure:
        if self.kwargs["measure"] not in park_measures:
            raise Http404("没有这个指标。")
        return park_measures.get(self.kwargs["measure"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        park, today, measure = self.record, timezone.localdate(), self.measure
        land = Land(park, tuple(park.parcels.all()), tuple(park.phases.all()), today)
        held = hold([park.pk], today)[park.pk]
        asking = [one for one in held.judged if one.bound.measure == measure.code]
        values = (
            held.values
            if measure.code in held.values
            else measured([park.pk], [measure.code], today)[park.pk]
        )
        judged = asking[0] if asking else None
        explanation = explanations.explain(measure, values[measure.code], land, judged)
        card = card_of(park, held)
        return super().get_context_data(explanation=explanation, basis=card.basis, judged=judged, **kwargs)
