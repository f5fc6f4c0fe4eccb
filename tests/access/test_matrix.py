"""R6: every route × method × role × own / other park / other county / missing, held against `matrix.yaml`."""

from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve, reverse

from accounts.roles import ROLES
from tests.access.cast import MISSING, WHERES, Cast, assemble
from tests.access.subjects import SUBJECTS

MATRIX: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "matrix.yaml").read_text(encoding="utf-8")
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# What a refused request may still leave behind: its audit entry and the session's clock.
MAY_CHANGE = ("portal_auditentry", "django_session", "axes_")
SHOWN, DONE = {200, 302}, {200, 302, 400, 409, 422}
REFUSED = {401, 403, 404, 405}


def routes() -> set[str]:
    """Every named route of the portal, namespaces included."""

    def walk(patterns: list[Any], prefix: str) -> set[str]:
        found = set()
        for entry in patterns:
            if isinstance(entry, URLPattern):
                found.add(f"{prefix}{entry.name}")
            else:
                namespace = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
                found |= walk(entry.url_patterns, namespace)
        return found

    return walk(get_resolver().url_patterns, "")


def test_every_route_has_an_entry_and_every_entry_a_route():
    assert routes() == set(MATRIX)


def test_the_roles_are_those_that_were_approved():
    approved = yaml.safe_load((Path(__file__).parent / "roles.yaml").read_text(encoding="utf-8"))
    declared = {
        role.code: {
            "places": sorted(kind.value for kind in role.kinds),
            "permissions": sorted(role.permissions),
        }
        | of_departments(role)
        for role in ROLES.values()
    }
    assert declared == approved


def of_departments(role: Any) -> dict[str, Any]:
    """What seats of a department may do beyond their role, where there are such."""
    more = {str(department): sorted(permissions) for department, permissions in role.of_department.items()}
    return {"departments": more} if more else {}


class Expectation:
    """What `matrix.yaml` says about one request."""

    def __init__(self, entry: dict[str, Any], user: Any, place: Any, method: str) -> None:
        self.entry, self.user, self.place, self.method = entry, user, place, method

    @property
    def page(self) -> str:
        return self.entry["page"]

    def statuses(self) -> set[int]:
        if self.page == "public":
            return set(self.entry["answers"])
        if self.user is None:
            return {401} if self.entry.get("api") else {302}
        if self.page != "login" and not self.user.can(self.page):
            return {403}
        methods_first = self.entry.get("api") or self.entry.get("methods_first")
        if methods_first and self.method not in self.entry["methods"]:
            return {405}
        if "subject" in self.entry and not self.seen():
            return {404}
        edit = self.entry.get("edit")
        if edit and not self.user.can(edit, self.place):
            return {403}
        return self.outcome()

    def seen(self) -> bool:
        view = self.entry.get("view", self.page)
        if view == "author":
            return False
        return self.place is not None and self.user.can(view, self.place)

    def outcome(self) -> set[int]:
        if self.method not in self.entry["methods"]:
            return {405}
        if self.method == "GET":
            return SHOWN
        return {self.entry["empty"]} if "empty" in self.entry else DONE


def address(route: str, entry: dict[str, Any], park: Any) -> str:
    """The route's address for a record in `park`; for a record that does not exist without one."""
    words = dict(entry.get("also", {}))
    if "subject" in entry:
        subject = SUBJECTS[entry["subject"]](park) if park else None
        words["pk"] = subject.pk if subject else MISSING
        if words.get("park_pk") == "park":
            words["park_pk"] = park.pk if park else MISSING
        if words.get("role") == "membership":
            words["role"] = subject.memberships.get().pk if subject else MISSING
    return reverse(route, kwargs=words)


class Ledger:
    """Counts the rows a transaction has written, rolled back or not, in tables that a refusal must not touch."""

    def __init__(self) -> None:
        clauses = " AND ".join("relname NOT LIKE %s" for _ in MAY_CHANGE)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT array_agg(relid) FROM pg_stat_xact_user_tables WHERE {clauses}",
                [f"{name}%" for name in MAY_CHANGE],
            )
            (self.tables,) = cursor.fetchone()

    def rows(self) -> int:
        """Asked of the tables one by one: the view of all of them costs more than a page."""
        counts = ("inserted", "updated", "deleted")
        total = " + ".join(f"pg_stat_get_xact_tuples_{name}(one)" for name in counts)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT sum({total}) FROM unnest(%s::oid[]) AS one", [self.tables])
            return cursor.fetchone()[0]


def request(client: Client, method: str, url: str, ledger: Ledger) -> tuple[Any, int]:
    """The answer and how many rows the request wrote; whatever it did, in database or cookies, is undone."""
    cookies = client.cookies.copy()
    before = ledger.rows()
    with transaction.atomic():
        answer = getattr(client, method.lower())(url)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer, ledger.rows() - before


def handled(url: str) -> set[str]:
    """The methods that what stands behind an address has code for."""
    view = resolve(url).func
    actions = getattr(view, "actions", None)
    if actions is not None:
        return {method.upper() for method in actions}
    view = getattr(view, "view_class", None) or getattr(view, "cls", None)
    return {method for method in METHODS if view is None or hasattr(view, method.lower())}


def methods_to_ask(url: str, entry: dict[str, Any], where: str, turn: int) -> list[str]:
    """GET, POST, all that has code or may be used; of methods that nothing listens to, one in turn at the own park.

    Such a method is refused by the one dispatcher of all views before a record is looked for, so where the record is
    makes no difference; asked everywhere by everybody they would double what this test, the longest of all, costs.
    """
    asked = {"GET", "POST", *entry.get("methods", ()), *handled(url)}
    deaf = [method for method in METHODS if method not in asked and where == WHERES[0]]
    return [method for method in METHODS if method in asked] + (deaf[turn % len(deaf) :][:1] if deaf else [])


def cells(route: str, entry: dict[str, Any], cast: Cast, visitors: dict[str, Client]) -> list[str]:
    """The cells of one route that differ from the matrix, as sentences; none is what we want."""
    wrong, ledger, turn = [], Ledger(), count()
    for where in WHERES if "subject" in entry else WHERES[:1]:
        park = cast.parks.get(where)
        url, place = address(route, entry, park), park.place if park else None
        for who, user in cast.people.items():
            for method in methods_to_ask(url, entry, where, next(turn)):
                expected = Expectation(entry, user, place, method).statuses()
                answer, written = request(visitors[who], method, url, ledger)
                at = f"{who} {method} {url} ({where})"
                if answer.status_code not in expected:
                    wrong.append(f"{at}: {answer.status_code}, not {sorted(expected)}")
                refused = answer.status_code in REFUSED
                if written and (refused or method == "GET"):
                    wrong.append(f"{at}: {answer.status_code}, and yet {written} rows were written")
                if answer.status_code == 302 and user is None and "/login/" not in answer["Location"]:
                    wrong.append(f"{at}: sent to {answer['Location']} instead of the login page")
    return wrong


@pytest.fixture(scope="module")
def cast(kept_places: None) -> Cast:
    return assemble()


@pytest.fixture(scope="module")
def visitors(cast: Cast) -> dict[str, Client]:
    """Everybody at a browser, logged in where there is an account, with a session that has begun."""
    made = {name: Client() for name in cast.people}
    for name, user in cast.people.items():
        if user is not None:
            made[name].force_login(user)
            made[name].get("/")
    return made


@pytest.mark.django_db
@pytest.mark.parametrize("route", MATRIX)
def test_everybody_gets_what_the_matrix_says(route: str, cast: Cast, visitors: dict[str, Client]) -> None:
    wrong = cells(route, MATRIX[route], cast, visitors)
    assert not wrong, "\n".join(wrong)
