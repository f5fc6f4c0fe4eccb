"""The shipped reference schemes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evaluation.rules.subjects import SUBJECTS
from evaluation.scheme_kind import SCHEMES
from portal.schemes.reference import load_shipped, shipped

FOLDER = Path(__file__).parents[1] / "reference"


def canonical(one: Mapping[str, Any]) -> dict[str, Any]:
    return SUBJECTS[one["subject"]].rules.load(one["content"]).as_content()


def shipped_schemes() -> list[Mapping[str, Any]]:
    return shipped([path for one in SUBJECTS.values() for path in FOLDER.glob(one.files)], canonical)


def load_reference() -> int:
    """Bring in those that are not there yet; answers how many there are."""
    return load_shipped(SCHEMES, shipped_schemes())
