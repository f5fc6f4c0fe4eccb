"""编辑园区: the sections as a list of tasks, and each on a page of its own."""

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse

from parks import services
from parks.forms import SECTIONS, Section
from parks.models import Park
from parks.selectors import homes_for
from parks.views.base import ParkEditPage, park_crumbs
from parks.views.parks import sections
from portal.identity import called
from portal.pages import RecordPage
from portal.registry import identities


class Tasks(RecordPage):
    """What there is to say of the park, section by section, with what is still missing."""

    model = Park
    permission = "park.edit"
    edit_permission = "park.edit"
    related = ("place__parent__parent", "developer", "operator")
    template_name = "parks/tasks.html"
    title = "编辑园区"

    def get_title(self) -> str:
        return self.title

    def get_crumbs(self) -> list[tuple[str, str]]:
        return park_crumbs(self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        park = self.record
        tasks = [*(task(one, park) for one in SECTIONS), *parts(park)]
        done = sum(one["is_done"] for one in tasks)
        return super().get_context_data(tasks=tasks, done=done, **kwargs)


def task(one: Section, park: Park) -> dict[str, Any]:
    return {
        "label": one.label,
        "url": reverse("parks:section", args=(park.pk, one.code)),
        "is_done": one.is_complete(park),
        "known": f"{one.known(park)}/{len(one.counted)} 项",
    }


def parts(park: Park) -> list[dict[str, Any]]:
    """Land and phases are entered on their own tab; one of each is what a complete park has."""
    counts = (("地块", park.parcels.count()), ("分期", park.phases.count()))
    url = reverse("parks:land", args=(park.pk,))
    return [
        {"label": label, "url": url, "is_done": count > 0, "known": f"{count} 个"} for label, count in counts
    ]


class SectionEdit(ParkEditPage):
    """One section of a park."""

    template_name = "parks/form.html"

    @property
    def section(self) -> Section:
        found = {one.code: one for one in SECTIONS}.get(self.kwargs["section"])
        if found is None:
            raise Http404("没有这一部分。")
        return found

    @property
    def form_class(self) -> Any:
        return self.section.form

    def get_title(self) -> str:
        return f"编辑{self.section.label}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*super().get_crumbs(), ("编辑园区", reverse("parks:edit", args=(self.park.pk,)))]

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = {**super().get_form_kwargs(), "row": self.record}
        has_home = "parent" in self.form_class.base_fields
        return {**kwargs, "homes": homes_for(self.request.user)} if has_home else kwargs

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in self.form_class.base_fields}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"]
        shown = tuple(field.name for field in form.visible_fields())
        plan = form.groups if form.groups[0][0] else [(self.section.label, "", shown)]
        if self.section.code == "basics":
            kwargs["called"] = called(identities.get("park"), self.record)
        return super().get_context_data(form_sections=sections(form, plan), derived=None, **kwargs)

    def save(self, form: Any) -> str:
        services.change_park(
            actor=self.request.user,
            park=self.record,
            version=form.cleaned_data["version"],
            **form.for_service(),
        )
        messages.success(self.request, f"“{self.section.label}”已保存。")
        return reverse("parks:edit", args=(self.record.pk,))
