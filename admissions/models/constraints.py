"""What the database insists on for an application: states tied to their dates and people."""

from django.db import models
from django.db.models import F, Q

# Under way: until the firm has moved in or it is sure that it will not.
OPEN = ("draft", "submitted", "in_review", "returned", "refusal_pending", "approved")
PASSED = ("approved", "settled", "lapsed", "not_allotted")
DECIDED = (*PASSED, "refused")
REFUSING = ("refusal_pending", "refused")
COMPLETE = ("submitted", "in_review", "refusal_pending", *DECIDED)
NUMBERED = (*COMPLETE, "returned")

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


def both(condition: Q, **without: bool) -> Q:
    """A column is empty exactly where `condition` does not hold, for every column of `without`."""
    empty = Q(**without)
    filled = Q()
    for name in without:
        filled &= Q(**{name: False})
    return (condition & filled) | (~condition & empty)


def another(person: str) -> Q:
    """Whoever this is has neither drafted the application, nor looks after it, nor submitted it."""
    own = Q(**{person: F("created_by")}) | Q(**{person: F("owner")}) | Q(**{person: F("submitted_by")})
    return Q(**{f"{person}__isnull": True}) | ~own


def constraints(states: list[str]) -> tuple[models.BaseConstraint, ...]:
    """The constraints of the application's table; the messages are read by people."""
    return (*dates_and_people(states), *decisions(), *values())


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
            condition=both(Q(state__in=DECIDED), decided_at__isnull=True, decided_by__isnull=True),
            name="application_decided_by_somebody",
        ),
        models.CheckConstraint(
            condition=Q(decided_at__isnull=True) | Q(decided_at__gte=F("submitted_at")),
            name="application_decided_after_submission",
        ),
        models.CheckConstraint(
            condition=both(Q(state="settled"), enterprise__isnull=True, occupancy__isnull=True),
            name="application_settled_is_occupant",
        ),
    )


def decisions() -> tuple[models.BaseConstraint, ...]:
    """Qualification, refusal and decision: each with its day and its person, none by the applicant's people."""
    accepted = Q(accepted_at__isnull=False, accepted_by__isnull=False)
    not_accepted = Q(accepted_at__isnull=True, accepted_by__isnull=True, qualification__isnull=True)
    return (
        models.CheckConstraint(
            condition=(Q(state__in=("in_review", *PASSED)) & accepted)
            | (Q(state__in=("draft", "submitted", "returned")) & not_accepted)
            | (Q(state__in=(*REFUSING, "withdrawn")) & (accepted | not_accepted)),
            name="application_accepted_by_somebody",
        ),
        models.CheckConstraint(
            condition=both(
                Q(state__in=REFUSING), refusal_proposed_at__isnull=True, refusal_proposed_by__isnull=True
            )
            & (Q(state__in=REFUSING) ^ Q(refusal_reason="")),
            name="application_refusal_with_reason",
            violation_error_message="不予通过须写明理由。",
        ),
        models.CheckConstraint(
            condition=~Q(state="refused") | ~Q(decided_by=F("refusal_proposed_by")),
            name="application_refused_by_two",
            violation_error_message="不予通过须由提出人以外的另一人复核确认。",
        ),
        models.CheckConstraint(
            condition=both(Q(state__in=PASSED), approved_floor_m2__isnull=True)
            & (Q(approved_floor_m2__isnull=True) | Q(approved_floor_m2__gt=0)),
            name="application_approved_with_floor",
        ),
        models.CheckConstraint(
            condition=another("accepted_by") & another("refusal_proposed_by") & another("decided_by"),
            name="application_decided_by_another",
            violation_error_message="本人起草或提交的申请须由其他经办人审核。",
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
