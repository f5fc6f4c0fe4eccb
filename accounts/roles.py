"""Every role, declared once: where it can be given and what it may do.

The access matrix in `tests/` is derived from this table and approved by hand; change both together.
"""

from dataclasses import dataclass
from enum import StrEnum


class PlaceKind(StrEnum):
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    FUNCTIONAL_ZONE = "functional_zone"
    TOWNSHIP = "township"
    PARK = "park"


COUNTY_LEVEL = frozenset({PlaceKind.COUNTY, PlaceKind.FUNCTIONAL_ZONE})
ABOVE_COUNTY = frozenset({PlaceKind.PROVINCE, PlaceKind.CITY})

VIEW_REGISTRY = frozenset({"park.view", "enterprise.view"})
VIEW_BUSINESS = VIEW_REGISTRY | {"application.view", "figures.view", "evaluation.view"}
# What happens in a park from day to day: safety, meters, demands, and people's telephone numbers.
RUN_PARK = frozenset({"park.run", "contact.view"})
# Choosing firms for a park and keeping them to their word, by the county or the town it hands this to (C九).
ADMIT_FIRMS = frozenset(
    {
        "application.review",
        "application.decide",
        "round.run",
        "contract.edit",
        "performance.record",
        "transfer.decide",
        "inspection.run",
    }
)


@dataclass(frozen=True)
class Role:
    """`code` is what the database keeps; `kinds` the places it can be given at; `admin` one of the three
    administrators, who never share an account and never hold a business role."""

    code: str
    label: str
    kinds: frozenset[PlaceKind]
    permissions: frozenset[str]
    admin: bool = False


OPERATOR = Role(
    "operator",
    "运营机构",
    frozenset({PlaceKind.PARK}),
    VIEW_BUSINESS
    | RUN_PARK
    | {"application.draft", "figures.edit", "performance.record", "transfer.request"},
)
TOWNSHIP_OFFICER = Role(
    "township_officer",
    "镇街经办人",
    frozenset({PlaceKind.TOWNSHIP}),
    VIEW_BUSINESS | RUN_PARK | ADMIT_FIRMS | {"opinion.give", "progress.view"},
)
COUNTY_OFFICER = Role(
    "county_officer",
    "县级经办人",
    COUNTY_LEVEL,
    VIEW_BUSINESS
    | RUN_PARK
    | ADMIT_FIRMS
    | {
        "park.edit",
        "waiver.settle",
        "enterprise.edit",
        "scheme.draft",
        "scheme.publish",
        "figures.edit",
        "evaluation.run",
        "evaluation.publish",
        "progress.view",
        "job.view",
    },
)
DEPARTMENT_REVIEWER = Role(
    "department_reviewer",
    "部门审核人",
    COUNTY_LEVEL,
    VIEW_REGISTRY | {"application.view", "opinion.give"},
)
MANAGER = Role(
    "manager",
    "分管领导",
    ABOVE_COUNTY | COUNTY_LEVEL,
    VIEW_BUSINESS | {"progress.view"},
)
CITY_OFFICER = Role(
    "city_officer",
    "市级经办人",
    frozenset({PlaceKind.CITY}),
    VIEW_BUSINESS | {"progress.view", "plan.edit", "waiver.settle", "evaluation.run", "job.view"},
)
SYSTEM_ADMINISTRATOR = Role(
    "system_administrator",
    "系统管理员",
    ABOVE_COUNTY,
    frozenset({"job.view", "system.manage"}),
    admin=True,
)
SECURITY_ADMINISTRATOR = Role(
    "security_administrator",
    "安全管理员",
    ABOVE_COUNTY,
    frozenset({"account.manage"}),
    admin=True,
)
AUDIT_ADMINISTRATOR = Role(
    "audit_administrator",
    "审计管理员",
    ABOVE_COUNTY,
    frozenset({"audit.view"}),
    admin=True,
)

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        OPERATOR,
        TOWNSHIP_OFFICER,
        COUNTY_OFFICER,
        DEPARTMENT_REVIEWER,
        MANAGER,
        CITY_OFFICER,
        SYSTEM_ADMINISTRATOR,
        SECURITY_ADMINISTRATOR,
        AUDIT_ADMINISTRATOR,
    )
}
ADMIN_CODES = tuple(role.code for role in ROLES.values() if role.admin)
PERMISSIONS = frozenset().union(*(role.permissions for role in ROLES.values()))
ROLE_CHOICES = [(role.code, role.label) for role in ROLES.values()]


def roles_granting(permission: str) -> tuple[str, ...]:
    """Codes of the roles that hold `permission`; KeyError-like ValueError for one nobody declares."""
    if permission not in PERMISSIONS:
        raise ValueError(f"no role declares the permission {permission!r}")
    return tuple(role.code for role in ROLES.values() if permission in role.permissions)
