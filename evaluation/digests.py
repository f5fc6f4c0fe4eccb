"""One SHA-256 for what went into a run and one for what came out, whatever the order and keys of the rows.

Each row becomes a line of natural values (codes, names, numbers with their digits); the lines of a county are
sorted and hashed in the database, the counties' hashes sorted and hashed here.
"""

from hashlib import sha256

from django.db.models import Aggregate, Func, QuerySet, TextField
from django.db.models.functions import Collate

from evaluation.models import RunInput, RunResult

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
