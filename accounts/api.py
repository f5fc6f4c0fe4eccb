"""The tree of places for programs: public geography down to the townships, parks only within one's scope."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated

from accounts.models import Place
from portal.rest.viewsets import ScopedViewSet


class PlaceSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField(help_text="GB/T 2260 代码")
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Place.Kind.choices)
    parent = serializers.CharField(source="parent.code", allow_null=True, help_text="上级代码")
    path = serializers.CharField(help_text="自省级起的代码")
    valid_from = serializers.DateField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True)


class PlaceFilter(django_filters.FilterSet):
    parent = django_filters.CharFilter(field_name="parent__code")
    under = django_filters.CharFilter(method="below", help_text="此代码的地域及其下级")

    class Meta:
        model = Place
        fields = ("code", "name", "kind", "parent")

    def below(self, rows: QuerySet, name: str, code: str) -> QuerySet:
        place = Place.objects.filter(code=code).first()
        return rows.under(place) if place else rows.none()


class PlaceViewSet(ScopedViewSet):
    model = Place
    permission_classes = (IsAuthenticated,)
    serializer_class = PlaceSerializer
    filterset_class = PlaceFilter

    def get_queryset(self) -> QuerySet[Place]:
        if getattr(self, "swagger_fake_view", False):
            return Place.objects.none()
        public = Place.objects.exclude(kind=Place.Kind.PARK)
        return (public | Place.objects.for_user(self.request.user)).order_by("sort", "code")


def register(router: Any) -> None:
    router.register("places", PlaceViewSet, basename="place")
