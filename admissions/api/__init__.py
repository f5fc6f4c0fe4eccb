"""The room's part of the API, one module for each kind of record."""

from typing import Any

from admissions.api.applications import ApplicationViewSet
from admissions.api.contracts import CommitmentViewSet, ContractViewSet
from admissions.api.rounds import RoundViewSet
from admissions.api.schemes import SchemeViewSet


def register(router: Any) -> None:
    router.register("admission-schemes", SchemeViewSet, basename="scheme")
    router.register("applications", ApplicationViewSet, basename="application")
    router.register("commitments", CommitmentViewSet, basename="commitment")
    router.register("contracts", ContractViewSet, basename="contract")
    router.register("rounds", RoundViewSet, basename="round")
