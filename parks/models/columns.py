"""Columns and constraints that many records of a park have in common."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q


def many(label: str, choices: type[models.TextChoices]) -> ArrayField:
    """Several of a fixed list of options, kept by their codes."""
    return ArrayField(
        models.CharField(max_length=30, choices=choices.choices), verbose_name=label, default=list, blank=True
    )


def amount(label: str) -> models.DecimalField:
    """An area, a price, an intensity: two decimals, unknown until said; the unit stands in the label."""
    return models.DecimalField(label, max_digits=14, decimal_places=2, null=True, blank=True)


def day(label: str) -> models.DateField:
    return models.DateField(label, null=True, blank=True)


def in_order(table: str, first: str, then: str, message: str) -> CheckConstraint:
    """`then` is not before `first`, where both are known."""
    unknown = Q(**{f"{first}__isnull": True}) | Q(**{f"{then}__isnull": True})
    return CheckConstraint(
        condition=unknown | Q(**{f"{then}__gte": F(first)}),
        name=f"{table}_{then}_in_order",
        violation_error_message=message,
    )


def not_negative(table: str, name: str, message: str) -> CheckConstraint:
    """Unknown, or at least nothing."""
    return CheckConstraint(
        condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0}),
        name=f"{table}_{name}_gte_0",
        violation_error_message=message,
    )


def positive(table: str, name: str, message: str) -> CheckConstraint:
    return CheckConstraint(
        condition=Q(**{f"{name}__gt": 0}), name=f"{table}_{name}_positive", violation_error_message=message
    )
