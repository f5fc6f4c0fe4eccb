"""What everybody may read: the published schemes."""

import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from admissions.models import AdmissionScheme
from admissions.views.scheme_sheets import sheet
from portal.schemes.pages import policy_words

LISTED = 300


@method_decorator(login_not_required, name="dispatch")
class PublicSchemes(TemplateView):
    """公开: published schemes, for everybody to read; `?scheme=` opens one."""

    template_name = "admissions/schemes/public.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = AdmissionScheme.objects.filter(state=AdmissionScheme.State.PUBLISHED).select_related("place")
        given = self.request.GET.get("scheme", "")
        if not given:
            listed = rows.order_by("place__sort", "place__code", "is_reference", "-valid_from")[:LISTED]
            return super().get_context_data(
                title="入园评分方案", rows=[public(row) for row in listed], **kwargs
            )
        if not (given.isascii() and given.isdigit() and len(given) < 10):
            raise Http404("没有这个方案。")
        row = get_object_or_404(rows, pk=given)
        return super().get_context_data(
            title=row.title, one=public(row), sheet=sheet(row.rules), policy=policy_words(row), **kwargs
        )


def standing(scheme: AdmissionScheme, today: datetime.date) -> str:
    if scheme.holds_on(today):
        return "在有效期内"
    return "尚未生效" if scheme.valid_from > today else "已失效"


def public(scheme: AdmissionScheme) -> dict[str, Any]:
    """What everybody may read beside the scheme's content; people are not named."""
    return {
        "pk": scheme.pk,
        "place": scheme.place.name,
        "title": scheme.title,
        "valid_from": scheme.valid_from,
        "valid_until": scheme.valid_until,
        "is_reference": scheme.is_reference,
        "standing": standing(scheme, timezone.localdate()),
    }
