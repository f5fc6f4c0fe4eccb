"""A park in 鹿城区 with its operator and its county officer, and people who belong elsewhere."""

import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.test import Client

from accounts.departments import Department
from admissions.documents.render import Rendered
from admissions.models import Application
from admissions.procedures import procedure_for
from admissions.services import applications, decisions
from admissions.services.contracts import signing
from admissions.services.opinions import give_opinion
from admissions.services.reference import load_reference
from portal import calendar
from portal.uscc import uscc_from
from tests.factories import ParkFactory, place, user_with

CONTENT = {
    "firm_name": "温州泵业有限公司",
    "uscc": uscc_from(7001),
    "industry_code": "344",
    "founded_on": datetime.date(2015, 3, 1),
    "tenure": "leased",
    "requested_floor_m2": Decimal("3000"),
    "investment_wan": Decimal("1200"),
    "expected_tax_wan": Decimal("60"),
    "expected_sales_wan": Decimal("2400"),
    "employees": 45,
    "leading_product": "离心泵",
    "process": "机加工、装配、测试",
    "heavy_equipment": False,
}
# The same as people type it, section by section.
TYPED = {
    "firm": {
        "firm_name": CONTENT["firm_name"],
        "uscc": CONTENT["uscc"].lower(),
        "industry_code": "344",
        "founded_on": "2015年3月1日",
        "employees": "45",
    },
    "production": {"leading_product": "离心泵", "process": "机加工、装配、测试", "heavy_equipment": "no"},
    "investment": {"investment_wan": "１,２００"},
    "tax": {"expected_tax_wan": "60万元", "expected_sales_wan": "2400"},
    "rooms": {"tenure": "leased", "requested_floor_m2": "３,０００㎡"},
}


def fill_in(visitor, application: Application, **other) -> None:
    """Fill in all sections as the operator does, `other` in place of what is usual."""
    for section, typed in TYPED.items():
        application.refresh_from_db()
        values = {name: other.get(name, value) for name, value in typed.items()}
        address = f"/admissions/{application.pk}/sections/{section}/"
        assert visitor.post(address, version=application.version, **values).status_code == 302
    application.refresh_from_db()


class House:
    """The people and places of these tests."""

    def __init__(self) -> None:
        self.park = ParkFactory()
        self.next_door = ParkFactory()
        self.far_away = ParkFactory(under=place("330282"))
        self.operator = user_with("operator", self.park.place)
        self.officer = user_with("county_officer", place("330302"))
        self.colleague = user_with("county_officer", place("330302"))
        self.other_operator = user_with("operator", self.next_door.place)
        self.far_officer = user_with("county_officer", place("330282"))
        self.manager = user_with("manager", place("330300"))
        self.department = user_with("department_reviewer", place("330302"), display_name="部门")
        self.department.memberships.update(department="environment")

    def draft(self, **content) -> Application:
        return applications.draft_application(actor=self.operator, park=self.park, **{**CONTENT, **content})

    def submit(self, application: Application, **values) -> Application:
        values = {"own_use_declared": True, "version": None, **values}
        return applications.submit(application=application, actor=self.operator, **values)

    def submitted(self, **content) -> Application:
        return self.submit(self.draft(**content))

    def returned(self, **content) -> Application:
        return self.step("send_back", self.submitted(**content), comment="请补充工艺流程。")

    def step(self, transition: str, application: Application, actor=None, comment: str = "") -> Application:
        actor = actor or (self.operator if transition in ("withdraw", "lapse") else self.officer)
        return applications.step(application=application, transition=transition, actor=actor, comment=comment)

    def accept(self, application: Application, actor=None) -> Application:
        cleared = procedure_for(application).signs
        return decisions.accept(application=application, actor=actor or self.officer, cleared=cleared)

    def hear(self, application: Application, verdict: str = "agree") -> Application:
        """All departments asked say the same."""
        for opinion in application.opinions.filter(revision=application.revision, verdict=""):
            speaker = self.speaker(opinion.department)
            give_opinion(opinion=opinion, actor=speaker, verdict=verdict, text="已核。")
        return application

    def speaker(self, department: str):
        """Somebody who speaks for the department at the park."""
        if department == "township":
            place_of = self.park.place.parent
            return user_with("township_officer", place_of, display_name="镇街")
        county, name = place(self.park.place.county_code), Department(department).label
        person = user_with("department_reviewer", county, display_name=name)
        person.memberships.update(department=department)
        return person

    def in_review(self, **content) -> Application:
        return self.accept(self.submitted(**content))

    def approve(self, application: Application, actor=None, **values) -> Application:
        """Approve an application under review; one that is only submitted passes qualification first."""
        if application.state == "submitted":
            application = self.hear(self.accept(application, actor))
        values = {"floor_area_m2": Decimal("2800"), "comment": "同意入园。", **values}
        return applications.approve(application=application, actor=actor or self.officer, **values)

    def settle(self, application: Application, actor=None, **values) -> Application:
        """The contract takes effect; what is not yet approved is approved before."""
        if application.state != "approved":
            application = self.approve(application, actor)
        values = {"valid_from": datetime.date(2026, 9, 1), **values}
        return applications.settle(application=application, actor=actor or self.officer, **values)

    def refuse(self, application: Application, comment: str = "不符合产业方向。") -> Application:
        """One officer proposes, another confirms."""
        proposed = self.step("propose_refusal", application, comment=comment)
        return self.step("confirm_refusal", proposed, self.colleague)


@pytest.fixture
def house(places) -> House:
    """With the holidays known so far: the departments' days are working days."""
    calendar.load_reference()
    return House()


@pytest.fixture
def admission_schemes(db):
    """The reference schemes that are shipped with the portal."""
    load_reference()


@pytest.fixture
def browse():
    """Open the portal as somebody: one browser per person, another one when asked for."""

    clients = {}

    def as_user(user, *, fresh=False):
        if fresh or user.pk not in clients:
            clients[user.pk] = Client()
            clients[user.pk].force_login(user)
        client = clients[user.pk]
        return SimpleNamespace(
            get=lambda url, **data: client.get(url, data),
            post=lambda url, **data: client.post(url, data),
            autosave=lambda url, **data: client.post(url, data, headers={"X-Autosave": "1"}),
        )

    return as_user


@pytest.fixture
def quick_documents(request, monkeypatch):
    """The document is made by a process of its own; most of these tests are about other things."""
    if not {"document", "template"} & set(request.node.name.split("_")):
        monkeypatch.setattr(signing, "fill", lambda template, values: Rendered(b"docx", ("合同编号",)))
