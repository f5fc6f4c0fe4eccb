"""安全: what a park does for safety, and what was found wanting (C十, C十三)."""

from parks.models import FireGrade, HiddenDanger, SafetyEvent
from parks.records.kind import Clock, RecordGroup, RecordKind, register_group

register_group(
    RecordGroup("safety", "安全", 50),
    RecordKind(
        code="danger",
        model=HiddenDanger,
        group="safety",
        fields=(
            "found_on",
            "found_by",
            "level",
            "description",
            "owner",
            "due_on",
            "closed_on",
            "closure",
        ),
        columns=("description", "level", "owner", "found_on", "due_on", "closed_on"),
        sort="due_on",
        clauses=("c10",),
        note="检查发现的隐患从登记到销号；逾期和 7 天内到期的列入待办。",
        hints={"closed_on": "整改到位后填写，并写明整改情况。"},
        clock=Clock("closed_on", "due_on", "隐患待整改", "已销号"),
    ),
    RecordKind(
        code="safety",
        model=SafetyEvent,
        group="safety",
        fields=("kind", "on", "organiser", "people", "result", "valid_until"),
        columns=("kind", "on", "organiser", "people", "result", "valid_until"),
        sort="-on",
        clauses=("c10",),
        note="消防安全演练每年至少一次；运营负责人和安全管理人员都要经过培训。",
    ),
    RecordKind(
        code="fire-grade",
        model=FireGrade,
        group="safety",
        fields=("year", "grade", "document"),
        columns=("year", "grade", "document"),
        sort="-year",
        clauses=("c13",),
        note="消防部门每年给园区评定的等级。",
        edit="park.edit",
    ),
)
