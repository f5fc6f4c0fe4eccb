"""演示数据 of admissions, one module for each noun, in the order in which they build on each other."""

from django.db import transaction

from admissions.demo import application, contract, leaving, round, scheme


@transaction.atomic
def load() -> int:
    """Make the demo rows that are missing by the verbs people use; answers how many there are."""
    return scheme.load() + application.load() + round.load() + contract.load() + leaving.load()
