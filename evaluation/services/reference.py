"""The shipped reference schemes, brought into the database."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Place
from evaluation.models import EvaluationScheme
from evaluation.rules.classes import ClassScheme
from policies.library import get_library

FOLDER = Path(__file__).parents[1] / "reference"


def shipped_schemes() -> list[Mapping[str, Any]]:
    """What the files say: `instrument`, `subject`, `title`, and the scheme's content in its canonical form."""
    read = (yaml.safe_load(path.read_text()) for path in sorted(FOLDER.glob("classes-*.yaml")))
    return [{**one, "content": ClassScheme.load(one["content"]).as_content()} for one in read]


@transaction.atomic
def load_reference() -> int:
    """Bring in each reference scheme for as long as its instrument holds; answers how many there are.

    Published schemes never change: one already there stays as it is.
    """
    shipped = shipped_schemes()
    for one in shipped:
        known = EvaluationScheme.objects.filter(
            is_reference=True, policy=one["instrument"], subject=one["subject"]
        )
        if not known.exists():
            new_reference(one)
    return len(shipped)


def new_reference(shipped: Mapping[str, Any]) -> EvaluationScheme:
    """Published from the start and by nobody; everything else goes through the flow, which is why the database is told."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL portal.allow_any_start = 'on'")
    instrument = get_library().instrument(shipped["instrument"])
    return EvaluationScheme.objects.create(
        subject=shipped["subject"],
        place=Place.objects.get(code=instrument.place_code),
        title=shipped["title"],
        valid_from=instrument.in_force_from,
        valid_until=instrument.in_force_until,
        state=EvaluationScheme.State.PUBLISHED,
        published_at=timezone.now(),
        is_reference=True,
        policy=instrument.id,
        content=shipped["content"],
    )
