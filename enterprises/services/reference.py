"""The shipped reference of reporting terms, brought into the database."""

from decimal import Decimal
from pathlib import Path

import yaml

from accounts.models import Place
from enterprises.models import ReportingTerm

FILE = Path(__file__).parents[1] / "reference" / "reporting_terms.yaml"


def load_reference() -> int:
    """Bring in the terms that hold where a county has none of its own; answers how many there are."""
    shipped = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    for one in shipped:
        place = Place.objects.get(code=one.pop("place"))
        one["tolerance_percent"] = Decimal(one["tolerance_percent"])
        ReportingTerm.objects.update_or_create(
            place=place, valid_from=one.pop("valid_from"), is_reference=True, defaults=one
        )
    return len(shipped)
