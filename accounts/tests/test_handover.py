"""Open work passes from one person to another."""

import pytest

from accounts.services.handover import hand_over
from portal import registry
from portal.errors import NotAllowed, PortalError
from portal.models import AuditEntry
from portal.registry import Handover, Registry
from tests.factories import place, user_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
WENZHOU, LUCHENG, CIXI = "330300", "330302", "330282"


@pytest.fixture
def secadmin():
    return user_with("security_administrator", place(WENZHOU))


@pytest.fixture
def officer():
    return user_with("county_officer", place(LUCHENG), username="lucheng")


def last_entry() -> AuditEntry:
    return AuditEntry.objects.order_by("-pk").first()


class Desk:
    """Open work of people, as a room would register it."""

    def __init__(self, **papers: int) -> None:
        self.papers = papers

    def count(self, user):
        return self.papers.get(user.username, 0)

    def move(self, giver, taker, actor):
        moved = self.papers.pop(giver.username, 0)
        self.papers[taker.username] = self.count(taker) + moved
        return moved


@pytest.fixture
def desk(monkeypatch):
    desk, handovers = Desk(lucheng=3), Registry("handovers")
    handovers.register(Handover("papers", "文件", desk.count, desk.move))
    monkeypatch.setattr("accounts.services.handover.handovers", handovers)
    assert registry.handovers is not handovers
    return desk


def test_open_work_passes_to_another(secadmin, officer, desk):
    taker = user_with("county_officer", place(LUCHENG), username="taker")
    assert hand_over(actor=secadmin, giver=officer, taker=taker, reason="休假") == 3
    assert (desk.count(officer), desk.count(taker)) == (0, 3)
    assert last_entry().after == {"taker": "taker", "文件": 3} and last_entry().reason == "休假"


def test_open_work_passes_only_to_somebody_open_else_and_within_reach(secadmin, officer, desk):
    closed = user_with("county_officer", place(LUCHENG), is_active=False)
    foreign = user_with("county_officer", place(CIXI))
    for taker, error in ((officer, PortalError), (closed, PortalError), (foreign, NotAllowed)):
        with pytest.raises(error):
            hand_over(actor=secadmin, giver=officer, taker=taker, reason="休假")
    assert desk.count(officer) == 3


def test_handing_over_nothing_says_so(secadmin, officer, desk):
    desk.papers.clear()
    taker = user_with("county_officer", place(LUCHENG))
    with pytest.raises(PortalError) as refusal:
        hand_over(actor=secadmin, giver=officer, taker=taker, reason="休假")
    assert refusal.value.code == "nothing_moved"
