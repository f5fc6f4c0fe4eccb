"""An application in a round: scored, reviewed and compared by the round's scheme, with the round's units (W9, W10)."""

import datetime
import io
import re

import pytest
from django.db import DatabaseError
from django.utils import timezone

from admissions.assessment import preview
from admissions.facts import all_facts
from admissions.models import AdmissionScheme, Application
from admissions.peers import others, peers_of
from admissions.procedures import procedure_for
from admissions.registrations.contract import without_contract
from admissions.selectors import track
from admissions.services import applications, contracts, rounds
from admissions.services.content import NotOffered, revise_application
from admissions.services.materials import add_material
from admissions.services.reuse import reuse
from admissions.tests.conftest import CONTENT, TYPED
from admissions.tests.rounds import Fair, later
from admissions.views.review import contract_links
from portal.errors import IllegalState, NotAllowed
from portal.schemes import services as schemes
from portal.uscc import uscc_from
from tests.factories import StoreyFactory, UnitFactory, give, place, user_with

pytestmark = pytest.mark.django_db

OTHER = {"deciding_level": "township", "review_days": 3, "departments": [{"code": "fire", "days": 2}]}


def opened(house, *units, name="第一批"):
    """A round of the park that takes applications from today on."""
    today = timezone.localdate()
    round_ = rounds.create_round(
        actor=house.officer,
        park=house.park,
        name=name,
        opens_on=today,
        closes_on=today + datetime.timedelta(days=20),
    )
    rounds.offer_units(round_=round_, actor=house.officer, units=units)
    return rounds.step(round_=round_, transition="open", actor=house.officer)


def new_scheme(house, threshold: str = "99") -> AdmissionScheme:
    """The county publishes one of its own, in force today."""
    source = AdmissionScheme.objects.get(policy="wenzhou-2019", is_reference=True)
    draft = schemes.draft_scheme(
        actor=house.officer,
        place=place("330302"),
        title="鹿城区评分方案",
        valid_from=timezone.localdate(),
        source=source,
    )
    content = {**draft.content, "settings": {**draft.content["settings"], **OTHER}, "threshold": threshold}
    draft = schemes.revise_scheme(scheme=draft, actor=house.officer, version=draft.version, content=content)
    draft = schemes.step(scheme=draft, transition="submit", actor=house.officer)
    return schemes.step(scheme=draft, transition="publish", actor=house.colleague)


@pytest.fixture
def units(house):
    storey = StoreyFactory(building__park=house.park)
    return [UnitFactory(storey=storey, name=name) for name in ("101", "102")]


def test_the_scheme_of_the_round_holds_for_preview_score_review_and_rank(house, admission_schemes, units):
    round_ = opened(house, units[0])
    inside, outside = house.draft(), house.draft(uscc=uscc_from(7002), firm_name="批次外企业")
    rounds.choose_round(application=inside, round_=round_, actor=house.operator)
    own = new_scheme(house)
    inside, outside = Application.objects.get(pk=inside.pk), Application.objects.get(pk=outside.pk)
    assert preview(inside).scheme == round_.scheme and preview(outside).scheme == own
    shown = preview(inside).score["total"]
    inside, outside = house.submit(inside), house.submit(outside)
    assert (inside.scheme, str(inside.score)) == (round_.scheme, shown) and outside.scheme == own
    assert procedure_for(outside).review_days == 3 and procedure_for(inside).review_days != 3
    assert procedure_for(outside).deciding_level == "township"
    inside, outside = house.accept(inside), house.accept(outside)
    assert set(outside.opinions.values_list("department", flat=True)) == {"fire"}
    asked = {one.code for one in round_.scheme.rules.settings.departments}
    assert set(inside.opinions.values_list("department", flat=True)) == asked - {"township"}


def test_in_a_round_its_units_are_picked_and_outside_those_of_none(house, admission_schemes, browse, units):
    ours, others = units
    round_ = opened(house, ours)
    inside, outside = house.draft(), house.draft(uscc=uscc_from(7002), firm_name="批次外企业")
    rounds.choose_round(application=inside, round_=round_, actor=house.operator)
    operator = browse(house.operator)
    cases = ((inside, ours, others, "不在本批次"), (outside, others, ours, "已列入批次"))
    for application, fit, unfit, word in cases:
        address = f"/admissions/{application.pk}/sections/rooms/"
        html = operator.get(address).content.decode()
        assert ("本批次推出" in html.split("不作为保留")[1].split("</p>")[1]) or application == outside
        assert word in html and re.search(rf'value="{unfit.pk}" disabled', html)
        version = Application.objects.get(pk=application.pk).version
        typed = {**TYPED["rooms"], "version": version}
        assert operator.post(address, **typed, wanted_units=unfit.pk).status_code == 422
        with pytest.raises(NotOffered):
            revise_application(
                application=application, actor=house.operator, version=version, wanted_units=[unfit.pk]
            )
        assert operator.post(address, **typed, wanted_units=fit.pk).status_code == 302
        assert list(application.wanted_units.all()) == [fit]


def test_peers_are_those_of_the_round_in_its_order(house, admission_schemes, units):
    new_scheme(house, threshold="1")
    first, second = opened(house, units[0]), opened(house, units[1], name="第二批")

    def case(number: int, round_, **content) -> Application:
        made = house.draft(uscc=uscc_from(number), firm_name=f"企业{number}", **content)
        if round_:
            rounds.choose_round(application=made, round_=round_, actor=house.operator)
        return house.submit(Application.objects.get(pk=made.pk))

    best = {"tech_title": "national", "rd_share": "8"}
    weak, strong = case(7101, first), case(7102, first, answers=best)
    case(7103, second, answers=best), case(7104, None, answers=best)
    rivals = others(weak, house.officer).rivals
    found = peers_of(weak, rivals, all_facts(rivals))
    peers = [(peer.rank, peer.firm_name, peer.here) for peer in found]
    assert peers == [(1, strong.firm_name, False), (2, weak.firm_name, True)]


def test_files_of_the_same_firm_come_over_from_another_park_the_person_works_for(house, places):
    give(house.operator, "operator", house.next_door.place)
    old = applications.draft_application(actor=house.operator, park=house.next_door, **CONTENT)
    file = io.BytesIO(b"%PDF-1.7 licence")
    add_material(application=old, actor=house.operator, kind="licence", name="执照.pdf", file=file, size=16)
    old = house.submit(old)
    new = house.draft(process="")
    assert reuse(application=new, actor=house.operator, source=old)[1] == 1
    copied = new.materials.get().attachment
    assert (copied.park, copied.name, copied.size_bytes) == (house.park, "执照.pdf", 16)
    assert copied.pk != old.materials.get().attachment_id
    assert reuse(application=new, actor=house.operator, source=old)[1] == 0
    stranger = user_with("operator", house.park.place)
    with pytest.raises(NotAllowed):
        reuse(application=new, actor=stranger, source=old)


def test_the_database_takes_no_other_scheme_into_a_round(house, admission_schemes, units):
    round_ = opened(house, units[0])
    draft = house.draft()
    rounds.choose_round(application=draft, round_=round_, actor=house.operator)
    values = {"number": "RY-2026-900001", "revision": 1, "first_submitted_on": timezone.localdate()}
    values |= {"submitted_at": timezone.now(), "submitted_by": house.operator, "own_use_declared": True}
    with pytest.raises(DatabaseError, match="not open to this application"):
        Application.objects.filter(pk=draft.pk).update(state="submitted", scheme=new_scheme(house), **values)


def test_no_contract_is_drafted_before_the_list_of_the_round_is_final(house, admission_schemes, browse):
    fair = Fair(house)
    round_ = fair.open(fair.unit())
    application = fair.approved(round_)
    fair.published(round_)
    with pytest.raises(IllegalState, match="公示中，定案后才能起草合同"):
        contracts.draft_contract(actor=house.officer, application=application)
    application.refresh_from_db()
    assert track(application)[-1].word == "待批次定案"
    assert contract_links(application, house.officer) == []
    assert browse(house.officer).get(f"/admissions/{application.pk}/contract/").status_code == 302
    assert not without_contract(house.officer).exists()
    round_.refresh_from_db()
    fair.step(round_, "finalise", later(20))
    assert list(without_contract(house.officer)) == [application]
    assert contracts.draft_contract(actor=house.officer, application=application).state == "drafting"
