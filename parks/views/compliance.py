"""合规: a park held against every check of the policy in force, and how each of its measures comes about."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from parks import explanations
from parks.cards import card_of
from parks.compliance import hold, measured
from parks.measures.subject import Land
from parks.models import Park
from parks.views.base import ParkPage
from portal.measures import Measure, park_measures


class Compliance(ParkPage):
    template_name = "parks/compliance.html"
    tab = "compliance"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        park, today = self.record, timezone.localdate()
        held = hold(Park.objects.filter(pk=park.pk), today)[park.pk]
        return super().get_context_data(card=card_of(park, held), now=timezone.localtime(), **kwargs)


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
        mine = Park.objects.filter(pk=park.pk)
        land = Land(park, tuple(park.parcels.all()), tuple(park.phases.all()), today)
        held = hold(mine, today)[park.pk]
        asking = [one for one in held.judged if one.bound.measure == measure.code]
        values = (
            held.values if measure.code in held.values else measured(mine, [measure.code], today)[park.pk]
        )
        judged = asking[0] if asking else None
        explanation = explanations.explain(measure, values[measure.code], land, judged)
        card = card_of(park, held)
        return super().get_context_data(explanation=explanation, basis=card.basis, judged=judged, **kwargs)
