"""The scope starts from nothing; the tree of places knows what lies where."""

import datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Membership, Place, User
from accounts.roles import PERMISSIONS, ROLES, roles_granting
from tests.factories import give, place, user_with

KINDS = ["province", "city", "county", "township", "park"]
TODAY = datetime.date(2026, 11, 23)


@st.composite
def worlds(draw):
    """A random tree (each node's parent is an earlier node) and random roles at its nodes with random dates."""
    size = draw(st.integers(1, 12))
    parents = [None] + [draw(st.integers(0, node - 1)) for node in range(1, size)]
    day = st.integers(-3, 3).map(lambda days: TODAY + datetime.timedelta(days=days))
    role = st.tuples(
        st.sampled_from(sorted(ROLES)), st.integers(0, size - 1), day, st.none() | st.integers(0, 3)
    )
    return parents, draw(st.lists(role, max_size=5))


def oracle(parents, roles, permission) -> set[int]:
    """Nodes that have, on the way to the root, a node where a valid role grants the permission."""
    granted = {
        node
        for code, node, first, length in roles
        if permission in ROLES[code].permissions
        and first <= TODAY
        and (length is None or first + datetime.timedelta(days=length) >= TODAY)
    }
    seen = set()
    for node in range(len(parents)):
        above = node
        while above is not None:
            if above in granted:
                seen.add(node)
            above = parents[above]
    return seen


def plant(parents) -> list[Place]:
    nodes: list[Place] = []
    for number, parent in enumerate(parents):
        above = nodes[parent] if parent is not None else None
        depth = above.path.count("/") if above else 0
        # Codes of which one begins with another must not be taken for its children.
        code = "1" * (number + 1)
        nodes.append(
            Place.objects.create(
                code=code,
                name=f"地{number}",
                kind=KINDS[min(depth, 4)],
                parent=above,
                path=f"{above.path if above else ''}{code}/",
            )
        )
    return nodes


class TestScope(TestCase):
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(world=worlds(), permission=st.sampled_from(sorted(PERMISSIONS)))
    def test_for_user_is_what_a_naive_walk_up_the_tree_finds(self, world, permission):
        parents, roles = world
        nodes = plant(parents)
        # Memberships of one account cannot be mixed this freely; the filter is asked with them as they are.
        user = User(username="somebody")
        rows = [
            Membership(
                role=code,
                place=nodes[node],
                valid_from=first,
                valid_until=None if length is None else first + datetime.timedelta(days=length),
            )
            for code, node, first, length in roles
        ]
        valid = [row for row in rows if row.valid_from <= TODAY and (row.valid_until or TODAY) >= TODAY]
        user.seats = tuple(valid)
        expected = oracle(parents, roles, permission)
        found = Place.objects.for_user(user, permission)
        assert set(found.values_list("pk", flat=True)) == {nodes[number].pk for number in expected}
        assert [number for number in range(len(nodes)) if user.can(permission, nodes[number])] == sorted(
            expected
        )


@pytest.mark.django_db
class TestMembershipDates:
    @pytest.fixture(autouse=True)
    def today(self, places, monkeypatch):
        self.now = SimpleNamespace(date=TODAY)
        monkeypatch.setattr(timezone, "localdate", lambda *args: self.now.date)

    @pytest.mark.parametrize(
        ("date", "can"),
        [("2026-11-09", False), ("2026-11-10", True), ("2026-11-20", True), ("2026-11-21", False)],
    )
    def test_both_days_of_a_role_are_included(self, date, can):
        user = user_with("county_officer", None)
        give(
            user,
            "county_officer",
            place("330302"),
            valid_from=datetime.date(2026, 11, 10),
            valid_until=datetime.date(2026, 11, 20),
        )
        self.now.date = datetime.date.fromisoformat(date)
        assert User.objects.get(pk=user.pk).can("park.edit") is can

    def test_nobody_without_a_role_sees_anything(self):
        user = user_with("manager", None)
        assert not user.permissions and user.role_labels == []
        assert not Place.objects.for_user(user).exists() and not User.objects.for_user(user).exists()

    def test_a_disabled_account_has_no_roles(self):
        user = user_with("manager", place("330300"), is_active=False)
        assert user.grants == () and not Place.objects.for_user(user).exists()


def test_a_permission_nobody_declares_is_a_programming_error():
    with pytest.raises(ValueError, match=r"park\.fly"):
        roles_granting("park.fly")


def test_managers_read_only():
    assert not [permission for permission in ROLES["manager"].permissions if not permission.endswith(".view")]


def test_administrators_hold_nothing_of_the_business():
    business = frozenset().union(*(role.permissions for role in ROLES.values() if not role.admin))
    for role in ROLES.values():
        if role.admin:
            assert role.permissions & business <= {"job.view"}


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
class TestPlaces:
    def test_a_place_covers_itself_and_what_lies_below(self):
        city, county, township = place("330300"), place("330302"), place("330302006")
        assert city.covers(city) and city.covers(county) and city.covers(township)
        assert not county.covers(city) and not county.covers(place("330303"))

    def test_a_park_is_under_the_policy_of_the_place_it_stands_in(self):
        below = Place(code="P000001", kind="park", path="330000/330300/330302/330302006/P000001/")
        beside = Place(code="P000002", kind="park", path="330000/330300/3303Z1/P000002/")
        assert (below.policy_code, beside.policy_code) == ("330302006", "3303Z1")
        assert place("330302").policy_code == "330302"

    def test_the_county_of_a_place(self):
        assert place("330302006").county_code == place("330302").county_code == "330302"
        assert place("3303Z1").county_code == "3303Z1"
        assert place("330300").county_code == place("330000").county_code == ""

    def test_codes_run_from_the_root(self):
        assert place("330302006").codes == ["330000", "330300", "330302", "330302006"]

    def test_longgang_exists_since_2019(self):
        before, after = datetime.date(2019, 8, 15), datetime.date(2019, 8, 16)
        assert not Place.objects.on(before).filter(code="330383").exists()
        assert Place.objects.on(after).filter(code="330383").exists()

    def test_under_finds_every_county_and_zone_of_wenzhou(self):
        assert Place.objects.under(place("330300")).county_level().count() == 14
