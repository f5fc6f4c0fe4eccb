"""The versions of a contract and what each changed."""

from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from admissions.models import AdmissionContract, ContractParty
from admissions.services.contract_text import target_text
from portal.numbers import DASH, decimal_text


def versions_of(contract: AdmissionContract) -> list[AdmissionContract]:
    """All versions, the last first, `contract` itself among them, each with its parties and promises."""
    others = AdmissionContract.objects.filter(number=contract.number).exclude(pk=contract.pk)
    versions = sorted((contract, *others), key=lambda one: one.revision, reverse=True)
    parties = ContractParty.objects.select_related("scan", "noted_by")
    prefetch_related_objects(versions, Prefetch("parties", parties), "commitments")
    return versions


SHOWN = ("reason", "floor_area_m2", "unit_price_yuan", "total_wan", "valid_from", "valid_until", "sign_by")


def differences(contract: AdmissionContract, versions: list[AdmissionContract]) -> list[dict[str, str]]:
    """Field by field what this version changes in the one before; [] for a first version."""
    before = next((one for one in versions if one.pk == contract.amends_id), None)
    if before is None:
        return []
    rows = [
        {"field": label_of(name), "old": words(getattr(before, name)), "new": words(getattr(contract, name))}
        for name in SHOWN
    ]
    rows += [
        {"field": name, "old": old, "new": new}
        for name, (old, new) in paired(lines_of(before), lines_of(contract)).items()
    ]
    return [row for row in rows if row["old"] != row["new"]]


def label_of(name: str) -> str:
    return str(AdmissionContract._meta.get_field(name).verbose_name)


def words(value: Any) -> str:
    return decimal_text(value) if isinstance(value, Decimal) else str(value or DASH)


def lines_of(contract: AdmissionContract) -> dict[str, str]:
    """Parties and promises of a version as lines that can be compared."""
    parties = {
        party.get_role_display(): f"{party.name} {party.representative}".strip()
        for party in contract.parties.all()
    }
    promises = {
        one.get_kind_display(): f"{target_text(one.target)}{one.unit} {one.due_on or f'{one.first_year} 年度起'}".strip()
        for one in contract.commitments.all()
    }
    return {**parties, **promises}


def paired(old: dict[str, str], new: dict[str, str]) -> dict[str, tuple[str, str]]:
    return {name: (old.get(name, DASH), new.get(name, DASH)) for name in dict.fromkeys((*old, *new))}
