"""Every role, declared once: where it can be given and what it may do.

The access matrix in `tests/` is derived from this table and approved by hand; change both together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from accounts.departments import Department


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
VIEW_BUSINESS = VIEW_REGISTRY | {"application.view", "figures.view", "tax.view", "evaluation.view"}
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
# Figures that departments bring in by sheet; the county does it for a department that sends a file.
SUPPLY = frozenset({"tax.supply", "statistics.supply", "fire.supply"})


@dataclass(frozen=True)
class Role:
    """`code` is what the database keeps; `kinds` the places it can be given at; `admin` one of the three
    administrators, who never share an account and never hold a business role; `of_department` what a seat of
    a department may do beyond that (C(十三): departments supply and check data)."""

    code: str
    label: str
    kinds: frozenset[PlaceKind]
    permissions: frozenset[str]
    admin: bool = False
    of_department: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def may(self, department: str = "") -> frozenset[str]:
        return self.permissions | self.of_department.get(department, frozenset())


OPERATOR = Role(
    "operator",
    "运营机构",
    frozenset({PlaceKind.PARK}),
    VIEW_BUSINESS
    | RUN_PARK
    | {"application.draft", "figures.edit", "performance.record", "transfer.request", "star.apply"},
)
TOWNSHIP_OFFICER = Role(
    "township_officer",
    "镇街经办人",
    frozenset({PlaceKind.TOWNSHIP}),
    VIEW_BUSINESS | RUN_PARK | ADMIT_FIRMS | {"opinion.give", "progress.view", "filing.check"},
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
        "filing.review",
        *SUPPLY,
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
    of_department={
        Department.TAX: frozenset({"figures.view", "tax.view", "tax.supply"}),
        Department.STATISTICS: frozenset({"figures.view", "statistics.supply"}),
        Department.FIRE: frozenset({"fire.supply"}),
    },
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
    VIEW_BUSINESS
    | {
        "progress.view",
        "plan.edit",
        "waiver.settle",
        "filing.lock",
        "evaluation.run",
        "star.award",
        "job.view",
    },
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
PERMISSIONS = frozenset().union(
    *(role.may(department) for role in ROLES.values() for department in ("", *role.of_department))
)
ROLE_CHOICES = [(role.code, role.label) for role in ROLES.values()]


def require_declared(permission: str) -> None:
    """Raise ValueError for a permission nobody declares."""
    if permission not in PERMISSIONS:
        raise ValueError(f"no role declares the permission {permission!r}")


def roles_granting(permission: str) -> tuple[str, ...]:
    """Codes of the roles that hold `permission` whatever their department."""
    require_declared(permission)
    return tuple(role.code for role in ROLES.values() if permission in role.permissions)


def departments_granting(permission: str) -> tuple[tuple[str, str], ...]:
    """(role, department) of the seats that hold `permission` for their department."""
    require_declared(permission)
    return tuple(
        (role.code, str(department))
        for role in ROLES.values()
        for department, permissions in role.of_department.items()
        if permission in permissions
    )
