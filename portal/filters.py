"""Filters that lists share."""

from collections.abc import Iterator
from typing import Any

import django_filters
from django.forms.models import ModelChoiceIterator
from django_filters.fields import ModelChoiceField

from portal.forms import DateField


class DayFilter(django_filters.Filter):
    """A day, typed in any of the ways a form takes one."""

    field_class = DateField


class NamedIterator(ModelChoiceIterator):
    def __iter__(self) -> Iterator[tuple[Any, str]]:
        yield "", self.field.empty_label
        yield from self.queryset.values_list("pk", "name")


class NamedField(ModelChoiceField):
    iterator = NamedIterator


class NamedFilter(django_filters.ModelChoiceFilter):
    """A choice among records shown by their `name`, read as pairs: hundreds of records are not made for it."""

    field_class = NamedField
