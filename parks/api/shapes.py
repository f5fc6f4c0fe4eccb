"""Parks, their land and their rooms as the API sends them."""

from rest_framework import serializers

from parks.forms import EditBuildingForm, EditUnitForm, ParcelForm, PhaseForm
from parks.models import Building, Parcel, Park, Phase, Unit


def area(places: int) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=20, decimal_places=places, allow_null=True)


class ParkSerializer(serializers.ModelSerializer):
    """A park with its measures: land in 亩, floor in ㎡, shares from 0 to 1; null where a figure is missing."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    place = serializers.CharField(source="place.code")
    county = serializers.CharField()
    park_type = serializers.ChoiceField(choices=Park.Type.choices)
    plan_kind = serializers.ChoiceField(choices=Park.PlanKind.choices)
    status = serializers.ChoiceField(choices=Park.Status.choices)
    address = serializers.CharField()
    developer = serializers.CharField(source="developer.name", allow_null=True)
    developer_uscc = serializers.CharField(source="developer.uscc", allow_null=True)
    operator = serializers.CharField(source="operator.name", allow_null=True)
    operator_uscc = serializers.CharField(source="operator.uscc", allow_null=True)
    recognised_on = serializers.DateField(allow_null=True)
    star = serializers.IntegerField(allow_null=True)
    star_on = serializers.DateField(allow_null=True)
    first_operating_year = serializers.IntegerField(allow_null=True)
    land_area_mu = area(4)
    floor_area_m2 = area(2)
    floor_area_ratio = area(2)
    non_production_share = area(4)
    land_in_use_mu = area(4)
    finished_floor_m2 = area(2)
    compliance_kept = serializers.IntegerField(allow_null=True, help_text="仅 ?compliance=true 时计算")
    compliance_counted = serializers.IntegerField(allow_null=True, help_text="仅 ?compliance=true 时计算")
    changed_at = serializers.DateTimeField()

    class Meta:
        model = Park
        fields = (
            "id",
            "name",
            "place",
            "county",
            "park_type",
            "plan_kind",
            "status",
            "address",
            "developer",
            "developer_uscc",
            "operator",
            "operator_uscc",
            "recognised_on",
            "star",
            "star_on",
            "first_operating_year",
            "land_area_mu",
            "floor_area_m2",
            "floor_area_ratio",
            "non_production_share",
            "land_in_use_mu",
            "finished_floor_m2",
            "compliance_kept",
            "compliance_counted",
            "changed_at",
            "registry_code",
            "registry_grade",
            "layout_mode",
            "development_mode",
            "registry_mode",
            "platform",
            "siting",
            "is_on_added_land",
            "is_within_approved_area",
            "leading_industries",
            "is_special_trade",
            "is_renovated",
            "renovation",
            "transition_until",
            "facilities",
            "services",
            "has_bike_charging",
            "rentable_floor_m2",
            "sellable_floor_m2",
            "owners_committee_on",
            "networks",
            "digital_functions",
            "party_items",
            "party_branch_on",
            "introduction",
        )


class ParcelSerializer(serializers.ModelSerializer):
    """A parcel: land in 亩, prices in 万元, promised indicators in 万元/亩, 万元/吨 and 万元/吨标准煤."""

    class Meta:
        model = Parcel
        fields = ("id", "park", *ParcelForm.names, "updated_at")


class PhaseSerializer(serializers.ModelSerializer):
    """A phase: land in 亩, floors in ㎡, investment in 万元."""

    class Meta:
        model = Phase
        fields = ("id", "park", *PhaseForm.names, "updated_at")


class BuildingSerializer(serializers.ModelSerializer):
    class Meta:
        model = Building
        fields = ("id", "park", *EditBuildingForm.names, "updated_at")


class UnitSerializer(serializers.ModelSerializer):
    """A unit with the building and the storey (below ground: negative) it is in; floor in ㎡."""

    park = serializers.IntegerField(source="storey.building.park_id")
    building = serializers.IntegerField(source="storey.building_id")
    storey = serializers.IntegerField(source="storey.number")

    class Meta:
        model = Unit
        fields = ("id", "park", "building", "storey", *EditUnitForm.names, "updated_at")
