from decimal import Decimal

import pghistory
from django.db import models
from django.db.models import F, Q

from accounts.models import Place
from planning.rules.plan import Cell, CellState
from portal.models import Versioned
from portal.scope import Scope, ScopedManager


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PlanTarget(Versioned):
    """计划指标: one printed cell of a plan, in one of three states (W附件一, W附件二).

    `year` is null for what is planned for the whole period; such a target is never divided into years. The
    city's own row is kept as printed; whether it is the sum of its areas is checked where it is shown.
    """

    State = models.TextChoices(
        "State",
        {
            "NUMBER": (CellState.NUMBER.value, "有计划数"),
            "NO_TASK": (CellState.NO_TASK.value, "无任务"),
            "EMPTY": (CellState.EMPTY.value, "空白"),
        },
    )

    area = models.ForeignKey(Place, models.PROTECT, verbose_name="地域", related_name="plan_targets")
    indicator = models.CharField("指标", max_length=40)
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices)
    value = models.DecimalField("计划数", max_digits=14, decimal_places=4, null=True, blank=True)
    instrument_id = models.CharField("依据文件", max_length=40)
    period_start = models.DateField("期间起")
    period_end = models.DateField("期间止")

    scope = Scope(place="area", view="progress.view")
    objects = ScopedManager()

    class Meta:
        verbose_name = "计划指标"
        ordering = ("instrument_id", "area__sort", "indicator", "year")
        constraints = (
            models.UniqueConstraint(
                fields=("instrument_id", "area", "indicator", "year"),
                nulls_distinct=False,
                name="plan_target_once",
                violation_error_message="该地域此指标此年度的计划已登记。",
            ),
            models.CheckConstraint(
                condition=Q(state="number", value__isnull=False, value__gte=0)
                | Q(state__in=("no_task", "empty"), value__isnull=True),
                name="plan_target_number_has_value",
                violation_error_message="有计划数时须填写不小于 0 的数值，无任务或空白时不填。",
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")),
                name="plan_target_period_in_order",
                violation_error_message="期间止不能早于期间起。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.area} {self.indicator} {self.year or '合计'}"

    @property
    def cell(self) -> Cell:
        """The cell as the rules read it."""
        return cell_of(self.state, self.value)


def cell_of(state: str, value: Decimal | None) -> Cell:
    """A stored state and value as a cell; the column's trailing zeros go."""
    return Cell(CellState(state), None if value is None else Decimal(f"{value.normalize():f}"))
