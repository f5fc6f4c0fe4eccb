"""One SHA-256 for what went into a run and one for what came out, whatever the order and keys of the rows.

Each row becomes a line of natural values (codes, names, numbers with their digits); the lines of a county are
sorted and hashed in the database, the counties' hashes sorted and hashed here.
"""

from hashlib import sha256

from django.db import connection
from django.db.models import Aggregate, Func, QuerySet, TextField
from django.db.models.functions import Collate

from evaluation.models import (
    EnterpriseResult,
    ParkResult,
    RunInput,
    RunMatter,
    RunPark,
    RunResult,
    RunStarMark,
    StarResult,
)

INPUT_LINE = (
    "county__code",
    "park_name",
    "uscc",
    "enterprise_name",
    "tax_wan",
    "own_months_mu",
    "floor_months_m2",
    "park_land_in_use_mu",
    "park_finished_floor_m2",
    "land_mu",
)
RESULT_LINE = (
    "level",
    "county__code",
    "park_name",
    "uscc",
    "name",
    "firms",
    "tax_wan",
    "land_mu",
    "tax_per_mu",
    "rank",
    "park_land_in_use_mu",
    "tax_per_park_mu",
    "outcome",
)


class Line(Func):
    """The values with a control character between them, which no form lets into a text. An empty value is left
    out: which ones can be empty follows from the level and the outcome, so two lines are equal only as rows."""

    template = "CONCAT_WS(E'\\x1f', %(expressions)s)"
    output_field = TextField()


class LinesDigest(Aggregate):
    template = "ENCODE(SHA256(CONVERT_TO(STRING_AGG(%(expressions)s, E'\\n' ORDER BY %(expressions)s), 'UTF8')), 'hex')"
    output_field = TextField()


def digest(rows: QuerySet, line: tuple[str, ...]) -> str:
    """The hash of the rows' lines, county by county."""
    text = Collate(Line(*line), "C")
    groups = (
        rows.order_by()
        .values("county_id")
        .annotate(digest=LinesDigest(text))
        .values_list("digest", flat=True)
    )
    return sha256("\n".join(sorted(groups)).encode()).hexdigest()


def inputs_hash(run_id: int) -> str:
    """The hash of everything the run was computed from."""
    return digest(RunInput.objects.filter(run_id=run_id), INPUT_LINE)


def results_hash(run_id: int) -> str:
    """The hash of everything the run found."""
    return digest(RunResult.objects.filter(run_id=run_id), RESULT_LINE)


# Of enterprise classes: whole rows, so that what is empty stays in its place.
CLASS_INPUTS = """
SELECT 'figure', i.uscc, i.enterprise_name, i.park_name, i.tax_wan, i.sales_wan, i.energy_tce, i.employees,
  i.own_months_mu, i.floor_months_m2, i.park_land_in_use_mu, i.park_finished_floor_m2, i.land_mu
FROM {inputs} i WHERE i.run_id = %(run)s AND i.county_id = %(county)s"""
CLASS_MATTERS = """
SELECT m.uscc, m.enterprise_name, m.mark, m.label, m.reason, m.document
FROM {matters} m WHERE m.run_id = %(run)s AND m.county_id = %(county)s"""
CLASS_RESULTS = """
SELECT r.uscc, r.name, r.parks, r.tax_wan, r.sales_wan, r.energy_tce, r.employees, r.land_mu, r.marks, r."group",
  r.group_label, r.outcome, r.reason, r."values", r.points, r.bonus, r.deduction, r.score, r.rank, r.ranked_class,
  r.enterprise_class
FROM {results} r WHERE r.run_id = %(run)s AND r.county_id = %(county)s"""
PARK_INPUTS = """
SELECT p.park_name, p.finished_phases, p.land_in_use_mu, p.finished_floor_m2, p.taken
FROM {parks} p WHERE p.run_id = %(run)s AND p.county_id = %(county)s"""
PARK_RESULTS = """
SELECT r.name, r.park_type, r.outcome, r.reason, r."values", r.points, r.bonus, r.deduction, r.score, r.rank,
  r.ranked_grade, r.park_grade, r.vetoes
FROM {park_results} r WHERE r.run_id = %(run)s AND r.county_id = %(county)s"""
STAR_MARKS = """
SELECT p.park_name, m.case_id, m.code, m.points, m.vetoed
FROM {star_marks} m JOIN {stars} p ON p.run_id = m.run_id AND p.case_id = m.case_id
WHERE m.run_id = %(run)s AND m.county_id = %(county)s"""
STAR_RESULTS = """
SELECT r.case_id, r.case_version, r.case_state, r.park_name, r.applied, r.gate_grade, r.dimensions, r.score, r.reached,
  r.rank
FROM {stars} r WHERE r.run_id = %(run)s AND r.county_id = %(county)s"""
TABLES = {
    "parks": RunPark._meta.db_table,
    "park_results": ParkResult._meta.db_table,
    "star_marks": RunStarMark._meta.db_table,
    "stars": StarResult._meta.db_table,
    "inputs": RunInput._meta.db_table,
    "matters": RunMatter._meta.db_table,
    "results": EnterpriseResult._meta.db_table,
}


def rows_digest(select: str, run_id: int, county_id: int) -> str:
    """The hash over the sorted hashes of the rows as PostgreSQL writes them: 32 bytes a row, however long it is."""
    sql = f"""SELECT encode(sha256(coalesce(string_agg(line, ''::bytea ORDER BY line), ''::bytea)), 'hex')
FROM (SELECT sha256(convert_to(rows::text, 'UTF8')) AS line FROM ({select.format(**TABLES)}) rows) lines"""
    with connection.cursor() as cursor:
        cursor.execute(sql, {"run": run_id, "county": county_id})
        return cursor.fetchone()[0]


def class_inputs_hash(run_id: int, county_id: int) -> str:
    """The hash of everything the county's classes were computed from."""
    parts = (rows_digest(select, run_id, county_id) for select in (CLASS_INPUTS, CLASS_MATTERS))
    return sha256("\n".join(parts).encode()).hexdigest()


def class_results_hash(run_id: int, county_id: int) -> str:
    """The hash of everything that was found of the county's firms."""
    return rows_digest(CLASS_RESULTS, run_id, county_id)


def park_inputs_hash(run_id: int, county_id: int) -> str:
    """The hash of everything the county's parks were judged by."""
    return rows_digest(PARK_INPUTS, run_id, county_id)


def park_results_hash(run_id: int, county_id: int) -> str:
    """The hash of everything that was found of the county's parks."""
    return rows_digest(PARK_RESULTS, run_id, county_id)


def star_inputs_hash(run_id: int, county_id: int) -> str:
    """The hash of the points the county's cases were scored from."""
    return rows_digest(STAR_MARKS, run_id, county_id)


def star_results_hash(run_id: int, county_id: int) -> str:
    """The hash of everything that was found of the county's cases."""
    return rows_digest(STAR_RESULTS, run_id, county_id)
