"""What hangs on a county or city itself: who answers for parks, its yearly plan, its own rules, its model cases."""

from parks.models import LocalRule, ModelCase, Office, Park, SupplyPlan
from parks.records.kind import RecordKind, register_kind
from parks.records.panels import land_quota

register_kind(
    RecordKind(
        code="office",
        model=Office,
        group="county",
        owner="place",
        edit="park.edit",
        fields=("kind", "name", "head", "phone", "duties"),
        columns=("name", "kind", "head", "phone"),
        clauses=("w20", "c15"),
        note="联席会议、办公室和责任部门，及其办公电话。",
    )
)
register_kind(
    RecordKind(
        code="supply-plan",
        model=SupplyPlan,
        group="county",
        owner="place",
        edit="park.edit",
        fields=(
            "year",
            "document",
            "issued_on",
            "land_mu",
            "new_land_quota_mu",
            "parks_quota_mu",
            "projects",
        ),
        columns=("year", "document", "issued_on", "land_mu", "new_land_quota_mu", "parks_quota_mu"),
        sort="-year",
        clauses=("w03", "w14", "c07"),
        row_panel=land_quota,
    )
)
register_kind(
    RecordKind(
        code="local-rule",
        model=LocalRule,
        group="county",
        owner="place",
        edit="park.edit",
        fields=("title", "document_number", "issued_on", "valid_until", "summary"),
        columns=("title", "document_number", "issued_on", "valid_until"),
        sort="-issued_on",
        clauses=("w-end",),
    )
)
register_kind(
    RecordKind(
        code="model-case",
        model=ModelCase,
        group="county",
        owner="place",
        edit="park.edit",
        fields=("title", "park", "summary", "published_on"),
        columns=("title", "park", "published_on"),
        sort="-published_on",
        clauses=("w22", "c16"),
        note="填写发布日期后，所有登录用户都能在“典型案例”看到。",
        hints={"published_on": "留空为草稿。"},
        choices={
            "park": lambda place, user: Park.objects.for_user(user).filter(place__path__startswith=place.path)
        },
    )
)
