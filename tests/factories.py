"""Records for tests: small, plausible, each with what the database insists on."""

import datetime
import io
import secrets
from decimal import Decimal
from itertools import count

import factory
from factory.django import DjangoModelFactory

from accounts.models import Membership, Place, User
from accounts.roles import ROLES
from accounts.services.places import add_park_place
from enterprises.models import Enterprise, GrowthEvent, Occupancy, TenancyContract, YearlyFigure
from parks.models import (
    Attachment,
    Building,
    Developer,
    HiddenDanger,
    Operator,
    Parcel,
    Park,
    Phase,
    Storey,
    Unit,
)
from parks.services.attachments import keep, path_of
from portal.uscc import uscc_from

PASSWORD = "correct-horse-battery-9"
_serial = count(1)


def place(code: str) -> Place:
    """A place of the reference data (the `places` fixture loads it)."""
    return Place.objects.get(code=code)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    display_name = factory.Sequence(lambda n: f"用户{n}")
    must_change_password = False

    @factory.post_generation
    def password(self, create, extracted, **kwargs):
        self.set_password(extracted or PASSWORD)
        self.save(update_fields=["password"])


def user_with(role: str, at: Place | None, **values) -> User:
    """A user holding `role` at a place since 2019."""
    user = UserFactory(**values)
    if at is not None:
        give(user, role, at)
    return user


def give(user: User, role: str, at: Place, **values) -> Membership:
    values.setdefault("valid_from", datetime.date(2019, 1, 1))
    return Membership.objects.create(user=user, role=ROLES[role].code, place=at, **values)


class DeveloperFactory(DjangoModelFactory):
    class Meta:
        model = Developer

    name = factory.Sequence(lambda n: f"开发公司{n}")
    uscc = factory.LazyFunction(lambda: uscc_from(next(_serial), "330302"))


class OperatorFactory(DjangoModelFactory):
    class Meta:
        model = Operator

    name = factory.Sequence(lambda n: f"运营公司{n}")
    uscc = factory.LazyFunction(lambda: uscc_from(next(_serial), "330302"))


class ParkFactory(DjangoModelFactory):
    """`under` is the place the park stands in (default 鹿城区)."""

    class Meta:
        model = Park
        exclude = ("under",)

    under = factory.LazyFunction(lambda: place("330302"))
    name = factory.Sequence(lambda n: f"测试园区{n}")
    place = factory.LazyAttribute(lambda o: add_park_place(name=o.name, parent=o.under))
    park_type = Park.Type.MANUFACTURING
    plan_kind = Park.PlanKind.INDUSTRIAL
    status = Park.Status.OPERATING


class ParcelFactory(DjangoModelFactory):
    class Meta:
        model = Parcel

    park = factory.SubFactory(ParkFactory)
    name = factory.Sequence(lambda n: f"地块{n}")
    land_area_mu = Decimal("90")
    started_on = datetime.date(2019, 6, 1)


class PhaseFactory(DjangoModelFactory):
    class Meta:
        model = Phase

    park = factory.SubFactory(ParkFactory)
    name = factory.Sequence(lambda n: f"{n}期")
    land_area_mu = Decimal("90")
    floor_area_m2 = Decimal("120000")
    completed_on = datetime.date(2019, 12, 1)


class BuildingFactory(DjangoModelFactory):
    class Meta:
        model = Building

    park = factory.SubFactory(ParkFactory)
    name = factory.Sequence(lambda n: f"{n}幢")


class StoreyFactory(DjangoModelFactory):
    class Meta:
        model = Storey

    building = factory.SubFactory(BuildingFactory)
    number = factory.Sequence(lambda n: n % 90 + 1)
    floor_area_m2 = Decimal("2000")


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    storey = factory.SubFactory(StoreyFactory)
    name = factory.Sequence(lambda n: f"{n}室")
    use = "production"
    floor_area_m2 = Decimal("800")


class EnterpriseFactory(DjangoModelFactory):
    class Meta:
        model = Enterprise

    name = factory.Sequence(lambda n: f"测试企业{n}")
    uscc = factory.LazyFunction(lambda: uscc_from(next(_serial), "330302"))
    industry_code = "344"


class OccupancyFactory(DjangoModelFactory):
    class Meta:
        model = Occupancy

    enterprise = factory.SubFactory(EnterpriseFactory)
    park = factory.SubFactory(ParkFactory)
    tenure = Occupancy.Tenure.LEASED
    floor_area_m2 = Decimal("3000")
    valid_from = datetime.date(2020, 1, 1)


class TenancyContractFactory(DjangoModelFactory):
    class Meta:
        model = TenancyContract

    enterprise = factory.SubFactory(EnterpriseFactory)
    park = factory.SubFactory(ParkFactory)
    number = factory.Sequence(lambda n: f"HT-{n}")
    tenure = Occupancy.Tenure.PURCHASED
    signed_on = datetime.date(2019, 12, 1)
    floor_area_m2 = Decimal("3000")
    valid_from = datetime.date(2020, 1, 1)


class YearlyFigureFactory(DjangoModelFactory):
    class Meta:
        model = YearlyFigure

    enterprise = factory.SubFactory(EnterpriseFactory)
    park = factory.SubFactory(ParkFactory)
    year = 2020
    tax_wan = Decimal("45")
    sales_wan = Decimal("900")


class GrowthEventFactory(DjangoModelFactory):
    class Meta:
        model = GrowthEvent

    enterprise = factory.SubFactory(EnterpriseFactory)
    park = factory.SubFactory(ParkFactory)
    kind = GrowthEvent.Kind.STEPPED_UP
    on = datetime.date(2020, 3, 1)


class HiddenDangerFactory(DjangoModelFactory):
    class Meta:
        model = HiddenDanger

    park = factory.SubFactory(ParkFactory)
    found_on = datetime.date(2020, 3, 1)
    found_by = "镇安监所"
    description = "消火栓缺水带"
    owner = "王工"
    due_on = datetime.date(2020, 3, 15)


def attachment(park: Park, name: str = "方案.pdf", content: bytes = b"%PDF-1.7 x", **values) -> Attachment:
    """A file of the park, kept as an upload keeps it."""
    plain = {"kind": "pdf", "uploaded_by": UserFactory(), "stored": secrets.token_hex(16)}
    row = Attachment.objects.create(park=park, name=name, size_bytes=len(content), **{**plain, **values})
    keep(io.BytesIO(content), path_of(row.stored))
    return row
