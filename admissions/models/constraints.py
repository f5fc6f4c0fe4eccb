"""What the database insists on for an application: states tied to their dates and people."""

from django.db import models
from django.db.models import F, Q

OPEN = ("draft", "submitted", "returned")
DECIDED = ("approved", "refused")
COMPLETE = ("submitted", *DECIDED)
NUMBERED = ("submitted", "returned", *DECIDED)

CODE = r"^[0-9]{8}[0-9A-HJ-NP-RTUWXY]{10}$"
NUMBER = r"^RY-[0-9]{4}-[0-9]{6,}$"

NEVER_SUBMITTED = Q(
    number__isnull=True,
    first_submitted_on__isnull=True,
    submitted_at__isnull=True,
    submitted_by__isnull=True,
    revision=0,
)
SUBMITTED_ONCE = Q(
    number__regex=NUMBER,
    number__isnull=False,
    first_submitted_on__isnull=False,
    submitted_at__isnull=False,
    submitted_by__isnull=False,
    revision__gte=1,
)
FILLED_IN = Q(
    ~Q(firm_name=""),
    ~Q(uscc=""),
    ~Q(industry_code=""),
    ~Q(tenure=""),
    ~Q(process=""),
    requested_floor_m2__isnull=False,
    investment_wan__isnull=False,
    expected_tax_wan__isnull=False,
    expected_sales_wan__isnull=False,
    employees__isnull=False,
    own_use_declared=True,
)


def not_negative(*names: str) -> Q:
    condition = Q()
    for name in names:
        condition &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0})
    return condition


def constraints(states: list[str]) -> tuple[models.BaseConstraint, ...]:
    """The constraints of the application's table; the messages are read by people."""
    return (*dates_and_people(states), *values())


def dates_and_people(states: list[str]) -> tuple[models.BaseConstraint, ...]:
    return (
        models.CheckConstraint(condition=Q(state__in=states), name="application_state_known"),
        models.CheckConstraint(
            condition=NEVER_SUBMITTED | SUBMITTED_ONCE, name="application_number_with_submission"
        ),
        models.CheckConstraint(
            condition=Q(~Q(state="draft") | Q(number__isnull=True))
            & Q(~Q(state__in=NUMBERED) | Q(number__isnull=False)),
            name="application_numbered_from_submission",
        ),
        models.CheckConstraint(
            condition=~Q(state__in=COMPLETE) | FILLED_IN,
            name="application_complete_once_submitted",
            violation_error_message="申请内容填写完整并作出自用承诺后才能提交。",
        ),
        models.CheckConstraint(
            condition=Q(state__in=DECIDED, decided_at__isnull=False, decided_by__isnull=False)
            | Q(~Q(state__in=DECIDED), decided_at__isnull=True, decided_by__isnull=True),
            name="application_decided_by_somebody",
        ),
        models.CheckConstraint(
            condition=Q(decided_at__isnull=True) | Q(decided_at__gte=F("submitted_at")),
            name="application_decided_after_submission",
        ),
        models.CheckConstraint(
            condition=Q(decided_by__isnull=True)
            | ~Q(Q(decided_by=F("created_by")) | Q(decided_by=F("owner")) | Q(decided_by=F("submitted_by"))),
            name="application_decided_by_another",
            violation_error_message="本人起草或提交的申请须由其他经办人审核。",
        ),
        models.CheckConstraint(
            condition=Q(state="approved", enterprise__isnull=False, occupancy__isnull=False)
            | Q(~Q(state="approved"), enterprise__isnull=True, occupancy__isnull=True),
            name="application_approved_is_occupant",
        ),
    )


def values() -> tuple[models.BaseConstraint, ...]:
    return (
        models.UniqueConstraint(
            fields=("park", "uscc"),
            condition=Q(state__in=OPEN) & ~Q(uscc=""),
            name="application_open_once_per_firm",
            violation_error_message="该企业在本园区已有正在办理的申请，请打开原申请继续办理。",
        ),
        models.CheckConstraint(
            condition=Q(uscc="") | Q(uscc__regex=CODE),
            name="application_uscc_form",
            violation_error_message="统一社会信用代码应为 18 位数字和大写字母。",
        ),
        models.CheckConstraint(
            condition=Q(industry_code="") | Q(industry_code__regex=r"^[0-9]{3}$"),
            name="application_industry_form",
            violation_error_message="行业应为三位中类代码。",
        ),
        models.CheckConstraint(
            condition=Q(requested_floor_m2__isnull=True) | Q(requested_floor_m2__gt=0),
            name="application_floor_positive",
            violation_error_message="申请面积应大于 0 ㎡。",
        ),
        models.CheckConstraint(
            condition=not_negative("investment_wan", "expected_tax_wan", "expected_sales_wan"),
            name="application_not_negative",
            violation_error_message="数值不能为负数。",
        ),
        models.CheckConstraint(
            condition=Q(score__isnull=True, score_trace__isnull=True)
            | Q(score__isnull=False, score_trace__isnull=False, scheme__isnull=False),
            name="application_score_with_trace",
        ),
        models.CheckConstraint(
            condition=Q(heavy_storey__isnull=True) | Q(~Q(heavy_storey=0), heavy_storey__range=(-5, 99)),
            name="application_storey_plausible",
            violation_error_message="层号应在 1 至 99 之间，地下层写作 -1 至 -5。",
        ),
    )
