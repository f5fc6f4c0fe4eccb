"""Every page and every answer costs the same number of queries with three rows behind it as with twenty.

Made from the matrix: a new route is measured without anybody thinking of it.
"""

from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import ROLES
from tests.access import rounds
from tests.access.cast import SEATS, Cast, assemble
from tests.access.subjects import SUBJECTS
from tests.access.test_matrix import MATRIX, address
from tests.factories import (
    GrowthEventFactory,
    HiddenDangerFactory,
    OccupancyFactory,
    ParcelFactory,
    ParkFactory,
    PhaseFactory,
    TenancyContractFactory,
    UnitFactory,
    YearlyFigureFactory,
)

FEW, MANY = 3, 20
AT_MOST = 15
READ = [route for route, entry in MATRIX.items() if "GET" in entry.get("methods", ())]
# The API's own description has no rows behind it, and costs seconds.
READ = [route for route in READ if route not in {"api-root", "api-schema", "api-docs"}]
# What only its author sees is measured beside its author.
READ = [route for route in READ if MATRIX[route].get("view") != "author"]
# The case has not come to this page's step: whoever opens it is led back to the case, and that is measured.
LED_BACK = {"admissions:opinion", "admissions:contract_new"}
# What every record of the house is made of; a run is held once and stands for its rows.
KINDS = (
    *("application", "submitted", "scheme", "round", "contract", "breach"),
    *("job", "audit_entry", "account", "target", "evaluation_scheme"),
)


def reader(entry: dict[str, Any], cast: Cast) -> Any:
    """Somebody who may open the page on the own park: the role with the widest place that may."""
    wanted = {entry["page"], entry.get("view"), entry.get("edit")} - {"login", None}
    fitting = [
        role
        for role in reversed(SEATS)
        if all(permission in ROLES[role].permissions for permission in wanted)
    ]
    return cast.people[fitting[0]]


def grow(park: Any, count: int) -> None:
    """`count` more of everything: in the park, and parks beside it."""
    for _ in range(count):
        beside = ParkFactory(under=park.place.parent)
        for home in (park, beside):
            ParcelFactory(park=home)
            PhaseFactory(park=home)
            HiddenDangerFactory(park=home)
            SUBJECTS["reading"](home)
            unit = UnitFactory(storey__building__park=home)
            room = OccupancyFactory(park=home, unit=unit)
            YearlyFigureFactory(enterprise=room.enterprise, park=home, year=2021)
            SUBJECTS["difference"](home)
            GrowthEventFactory(enterprise=room.enterprise, park=home)
            TenancyContractFactory(enterprise=room.enterprise, park=home)
        for one in park.rounds.all():
            rounds.enlarge(one, SUBJECTS["approved"](park))
        for kind in KINDS:
            SUBJECTS[kind](beside)
    with connection.cursor() as cursor:
        # Nobody else sees these rows, so no one but this transaction can tell the planner of them.
        cursor.execute("ANALYZE")


def asked(route: str, client: Client, url: str) -> list[str]:
    """The tables each query of the page begins with; the first visit of a session is not counted."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == (302 if route in LED_BACK else 200), url
    return [query["sql"].partition(" FROM ")[2][:40] for query in queries]


@pytest.mark.django_db
def test_queries_do_not_grow_with_the_rows(places):
    cast = assemble()
    park = cast.parks["own"]
    questions = {}
    for route in READ:
        entry = MATRIX[route]
        client = Client()
        client.force_login(reader(entry, cast))
        questions[route] = client, address(route, entry, park if "subject" in entry else None)
    # In one long transaction all later changes are noted as made in the first request: let that be before any.
    for client, url in questions.values():
        client.get(url)
    grow(park, FEW)
    few = {route: asked(route, *question) for route, question in questions.items()}
    grow(park, MANY - FEW)
    many = {route: asked(route, *question) for route, question in questions.items()}
    grown = [
        f"{route}: {len(few[route])} → {len(many[route])}, more: {more}"
        for route in READ
        if len(many[route]) > len(few[route]) and (more := Counter(many[route]) - Counter(few[route]))
    ]
    assert not grown, "\n".join(grown)
    dear = [f"{route}: {len(many[route])}" for route in READ if len(many[route]) > AT_MOST]
    assert not dear, "\n".join(dear)
