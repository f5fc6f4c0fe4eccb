"""The people and the places of the access matrix: every role once, and four places to look at.

`own`: the park every local role is responsible for. `other_park`: another park of the same county, outside the
operator's and the township's reach. `other_county`: in another city, outside everybody's reach. `missing`: a
record that does not exist.
"""

from dataclasses import dataclass

from accounts.models import Place, User
from accounts.roles import ROLES
from parks.models import Park
from tests.factories import ParkFactory, UserFactory, place, user_with

WHERES = ("own", "other_park", "other_county", "missing")
MISSING = 999_999_999
# Where each role sits, so that `own` is inside its place.
SEATS = {
    "operator": "park",
    "township_officer": "330302001",
    "county_officer": "330302",
    "department_reviewer": "330302",
    "manager": "330302",
    "city_officer": "330300",
    "system_administrator": "330300",
    "security_administrator": "330300",
    "audit_administrator": "330300",
}


@dataclass
class Cast:
    people: dict[str, User | None]
    parks: dict[str, Park]

    def park(self, where: str) -> Park:
        return self.parks[where]


def assemble() -> Cast:
    """One account for each role plus `anonymous`, and the three parks."""
    homes = Place.objects.filter(parent__code="330302", kind="township").order_by("code")[:2]
    parks = {
        "own": ParkFactory(name="本园", under=homes[0]),
        "other_park": ParkFactory(name="邻园", under=homes[1]),
        "other_county": ParkFactory(name="外县园", under=place("330282")),
    }
    seats = {role: parks["own"].place if code == "park" else None for role, code in SEATS.items()}
    seats["township_officer"] = homes[0]
    people: dict[str, User | None] = {"anonymous": None}
    for role in ROLES:
        people[role] = user_with(role, seats[role] or place(SEATS[role]), username=role)
    people["nobody"] = UserFactory(username="nobody")
    return Cast(people, parks)
