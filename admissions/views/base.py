"""What the pages about one application share."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from admissions.cases import industry_label
from admissions.models import AdmissionRound, Application
from admissions.selectors import is_applicant, state_of
from portal.errors import IllegalState
from portal.facts import fact
from portal.pages import FormMixin, RecordPage

RELATED = (
    "park__place",
    "created_by",
    "owner",
    "submitted_by",
    "decided_by",
    "enterprise",
    "occupancy",
    "scheme",
    "round__scheme",
)


class OneApplication(RecordPage):
    """A page about one application; `page_name` is what it is called below the application's own page."""

    model = Application
    permission = "application.view"
    related = RELATED
    page_name = ""

    def get_title(self) -> str:
        return self.page_name or str(self.record)

    def get_crumbs(self) -> list[tuple[str, str]]:
        above = [("入园准入", reverse("admissions:list"))]
        return [*above, (str(self.record), self.address())] if self.page_name else above

    def address(self, name: str = "application") -> str:
        return reverse(f"admissions:{name}", args=(self.record.pk,))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = state_of(self.record)
        label = state.label_for(applicant=is_applicant(self.record, self.request.user))
        return super().get_context_data(state={"label": label, "colour": state.tone}, **kwargs)


class StepForm(FormMixin):
    """A form that takes a step from the version the person looked at."""

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.record.version}

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        """When the application has changed meanwhile, the page shows it as it is now and goes on from there."""
        if status == IllegalState.status:
            self.record.refresh_from_db()
            form.data = {**form.data.dict(), "version": self.record.version}
        return super().show(form, status)


def firm_facts(application: Application) -> list[dict[str, str]]:
    return [
        fact("企业名称", application.firm_name),
        fact("统一社会信用代码", application.uscc),
        fact("所属行业", industry_label(application.industry_code)),
        fact("成立日期", application.founded_on),
        fact("申请园区", application.park.name),
    ]


def need_facts(application: Application) -> list[dict[str, str]]:
    return [
        fact("入驻方式", application.get_tenure_display()),
        fact("申请面积", application.requested_floor_m2, "㎡"),
        fact("计划投资", application.investment_wan, "万元"),
        fact("预计年销售产值", application.expected_sales_wan, "万元"),
        fact("预计年纳税", application.expected_tax_wan, "万元"),
        fact("从业人员", application.employees, "人"),
    ]


def round_fact(round_: AdmissionRound) -> dict[str, str]:
    return {**fact("入园批次", round_), "url": reverse("admissions:round", args=(round_.pk,))}


def about_facts(application: Application) -> list[dict[str, str]]:
    """Number, dates and people; once approved, the rooms."""
    rooms = application.occupancy
    facts = [
        fact("申请编号", application.number or "提交后生成"),
        fact("首次提交日期", application.first_submitted_on),
        fact("提交次数", application.revision, "次"),
        *([round_fact(application.round)] if application.round else []),
        fact("经办人", application.owner),
        *([fact("决定人", application.decided_by)] if application.decided_by else []),
    ]
    if application.approved_floor_m2:
        facts.append(fact("核定面积", application.approved_floor_m2, "㎡"))
    if rooms:
        facts += [fact("入驻日期", rooms.valid_from), fact("入驻面积", rooms.floor_area_m2, "㎡")]
    return facts
