"""入园批次: rooms of a park offered together, to be given by score (W9, W10)."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from admissions.models.scheme import AdmissionScheme
from parks.models import Park, Unit
from portal.models import Versioned
from portal.scope import Scope, ScopedManager

PUBLISHED = ("publicity", "final")
ENDED = ("final", "cancelled")
# What was opened to everybody stays what it was; a list that is final stays as a whole.
OPENED_KEPT = pgtrigger.Condition(
    "OLD.state <> 'draft' AND (OLD.park_id, OLD.scheme_id) IS DISTINCT FROM (NEW.park_id, NEW.scheme_id)"
)
ONLY_IN_DRAFT = """
IF NOT EXISTS (
    SELECT FROM admissions_admissionround r WHERE r.id = COALESCE(NEW.round_id, OLD.round_id) AND r.state = 'draft'
) THEN
    RAISE EXCEPTION 'the units of a round are fixed once it is open';
END IF;
IF TG_OP = 'INSERT' AND NOT EXISTS (
    SELECT FROM admissions_admissionround r JOIN parks_unit u ON u.id = NEW.unit_id
    JOIN parks_storey s ON s.id = u.storey_id JOIN parks_building b ON b.id = s.building_id
    WHERE r.id = NEW.round_id AND b.park_id = r.park_id
) THEN
    RAISE EXCEPTION 'the unit is not in the park of the round';
END IF;
RETURN COALESCE(NEW, OLD);
"""

# For the table of applications: into a round only while it is open, only into one of the same park, and scored by
# its scheme.
JOINED_WHILE_OPEN = """
IF NEW.round_id IS NULL OR TG_OP = 'UPDATE' AND OLD.round_id IS NOT DISTINCT FROM NEW.round_id
    AND NOT (OLD.state = 'draft' AND NEW.state = 'submitted')
THEN
    RETURN NEW;
END IF;
PERFORM FROM admissions_admissionround r
    WHERE r.id = NEW.round_id AND r.park_id = NEW.park_id AND r.state = 'open'
        AND (NEW.scheme_id IS NULL OR NEW.scheme_id = r.scheme_id) FOR SHARE;
IF NOT FOUND THEN
    RAISE EXCEPTION 'the round is not open to this application';
END IF;
RETURN NEW;
"""


def person(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=True, related_name="+"
    )


def exactly_in(states: tuple[str, ...], *names: str) -> Q:
    """All of these are there in these states, none of them in any other."""
    there = Q(**{f"{name}__isnull": False for name in names})
    absent = Q(**{f"{name}__isnull": True for name in names})
    return Q(state__in=states) & there | ~Q(state__in=states) & absent


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class AdmissionRound(Versioned):
    """A round: which units, from when to when, under which scheme.

    The scheme is that of the day it opens. `turn` counts how often its result was published: an objection that
    is upheld leads to another turn. `is_public` and both last days are fixed with each publication.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        OPEN = "open", "报名中"
        CLOSED = "closed", "评审中"
        ALLOTTED = "allotted", "已排序分配"
        PUBLICITY = "publicity", "公示中"
        FINAL = "final", "已定案"
        CANCELLED = "cancelled", "已取消"

    park = models.ForeignKey(Park, models.PROTECT, verbose_name="园区", related_name="rounds")
    name = models.CharField("批次名称", max_length=60)
    opens_on = models.DateField("报名开始")
    closes_on = models.DateField("报名截止")
    note = models.CharField("报名说明", max_length=1000, blank=True)
    scheme = models.ForeignKey(
        AdmissionScheme, models.PROTECT, verbose_name="评分方案", null=True, related_name="rounds"
    )
    state = models.CharField(
        "状态", max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="起草人", related_name="+"
    )
    turn = models.PositiveSmallIntegerField("第几次公示", default=0, editable=False)
    is_public = models.BooleanField("无需登录即可查看", default=False, editable=False)
    published_on = models.DateField("公示日期", null=True, editable=False)
    publicity_until = models.DateField("公示截止", null=True, editable=False)
    objections_until = models.DateField("异议截止", null=True, editable=False)
    finalised_on = models.DateField("定案日期", null=True, editable=False)
    finalised_by = person("定案人")

    scope = Scope(place="park__place", view="application.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "入园批次"
        ordering = ("-opens_on", "-pk")
        indexes = (models.Index(fields=("state", "-published_on"), name="round_by_state"),)
        constraints = (
            models.UniqueConstraint(
                fields=("park", "name"),
                name="round_named_once",
                violation_error_message="本园区已有同名批次，请换一个名称。",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="round_days_in_order",
                violation_error_message="报名截止不能早于报名开始。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "open", "closed", "allotted", *PUBLISHED, "cancelled")),
                name="round_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "cancelled")) | Q(scheme__isnull=False),
                name="round_open_under_a_scheme",
                violation_error_message="开放报名须有评分方案。",
            ),
            models.CheckConstraint(
                condition=exactly_in(PUBLISHED, "published_on", "publicity_until", "objections_until")
                & (Q(published_on__isnull=True) | Q(turn__gte=1)),
                name="round_published_with_its_days",
            ),
            models.CheckConstraint(
                condition=Q(published_on__isnull=True)
                | Q(publicity_until__gt=F("published_on"), objections_until__gt=F("published_on")),
                name="round_publicity_lasts",
            ),
            models.CheckConstraint(
                condition=exactly_in(("final",), "finalised_on", "finalised_by"),
                name="round_final_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(finalised_on__isnull=True)
                | Q(finalised_on__gt=F("publicity_until"), finalised_on__gte=F("objections_until")),
                name="round_final_after_publicity",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="opened_kept", operation=pgtrigger.Update, condition=OPENED_KEPT),
            pgtrigger.Protect(
                name="final_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.state IN ('final', 'cancelled')"),
            ),
        )

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class RoundUnit(models.Model):
    """A unit offered in a round; `is_live` until the round has ended: in at most one such round."""

    round = models.ForeignKey(AdmissionRound, models.PROTECT, verbose_name="入园批次", related_name="offered")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单元", related_name="offered_in")
    is_live = models.BooleanField("批次未结束", default=True, editable=False)

    scope = Scope(place="round__park__place", view="application.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "批次单元"
        ordering = ("round", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("round", "unit"),
                name="round_unit_once",
                violation_error_message="该单元已在本批次中。",
            ),
            models.UniqueConstraint(
                fields=("unit",),
                condition=Q(is_live=True),
                name="round_unit_in_one_live_round",
                violation_error_message="该单元已在另一个未结束的批次中，不能重复推出。",
            ),
        )
        triggers = (
            pgtrigger.Trigger(
                name="only_in_draft",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Delete | pgtrigger.UpdateOf("round_id", "unit_id"),
                func=ONLY_IN_DRAFT,
            ),
        )

    def __str__(self) -> str:
        return f"{self.round} · {self.unit}"
