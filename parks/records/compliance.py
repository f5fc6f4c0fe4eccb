"""合规: reasons of deviations, waivers, and the standards set higher up (C四, C十七, W5)."""

from parks.flows import WAIVER
from parks.models import ComplianceReason, HigherStandard, Waiver
from parks.records.kind import RecordKind, register_kind


def decided(waiver: Waiver) -> str:
    """Only a draft is changed; what was submitted or settled stays as it was."""
    return (
        "" if waiver.state == Waiver.State.DRAFT else "已提交的豁免不能修改或删除；退回修改或撤回后再办理。"
    )


register_kind(
    RecordKind(
        code="waiver",
        model=Waiver,
        group="compliance",
        edit="park.edit",
        fields=("rule", "ground", "reason", "document", "decided_on", "valid_until"),
        columns=("document", "rule", "ground", "decided_on", "valid_until", "state"),
        sort="-decided_on",
        clauses=("w05", "c17"),
        note="一事一议：起草后提交，由另一人审定；已同意的在有效期内生效，并公开。",
        sealed=decided,
        flow=WAIVER,
    )
)
register_kind(
    RecordKind(
        code="deviation",
        model=ComplianceReason,
        group="compliance",
        edit="park.edit",
        fields=("rule", "reason"),
        columns=("reason", "rule"),
        sort="rule",
        clauses=("w05", "w06", "c02"),
        note="“原则上”“一般”的标准有偏离的，在这里说明理由。",
    )
)
register_kind(
    RecordKind(
        code="higher-standard",
        model=HigherStandard,
        group="county",
        owner="place",
        edit="park.edit",
        fields=("rule", "value", "document", "valid_from", "valid_until"),
        columns=("document", "rule", "value", "valid_from", "valid_until"),
        sort="-valid_from",
        clauses=("c04",),
        note="上级对标准地指标有新规定的，从上执行：施行期内按这里的标准值核对。",
    )
)
