"""The ways of a filing (报送件), approved from the bottom up, and of a department's figure that differs from a firm's."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from enterprises import reporting
from enterprises.models import Filing, SuppliedFigure
from enterprises.rules.reporting import Subject, doubts
from enterprises.services.settling import freed, settled
from portal.errors import Incomplete
from portal.workflow import Flow, Given, State, Transition, flows

S = Filing.State
OPERATOR, TOWNSHIP, COUNTY, CITY = "运营机构", "镇街经办人", "县级经办人", "市级经办人"
NAMED = 3


def in_township(filing: Filing) -> bool:
    return filing.park.place.parent.kind == filing.park.place.Kind.TOWNSHIP


def outside_townships(filing: Filing) -> bool:
    return not in_township(filing)


def hand_in(filing: Filing, actor: Any, given: Given) -> dict[str, Any]:
    """Firms without figures need a word why. Raises Incomplete."""
    note = given.get("gaps_note", "").strip()
    names = silent_firms(filing)
    if names and not note:
        told = "、".join(names[:NAMED]) + ("等" if len(names) > NAMED else "")
        sentence = f"还有 {len(names)} 家企业未填报：{told}；确实无法取得的，请填写未报说明。"
        raise Incomplete([sentence], "报送")
    return {
        "submitted_by": actor,
        "filed_on": filing.filed_on or timezone.localdate(),
        "gaps_note": note if names else "",
    }


def missing(filing: Filing) -> list[str]:
    """What no explanation makes up for."""
    return [*over_yet(filing), *unreported(filing), *unexplained(filing)]


def over_yet(filing: Filing) -> list[str]:
    return [f"{filing.period.label}还没有结束。"] if filing.period.last >= timezone.localdate() else []


def unreported(filing: Filing) -> list[str]:
    own = filing.report.subject == Subject.PARK
    return [f"还没有填报{filing.report.label}。"] if own and not reporting.rows_of(filing).exists() else []


def silent_firms(filing: Filing) -> list[str]:
    """Names of the firms that owe figures and have reported none."""
    if filing.report.subject == Subject.PARK:
        return []
    reported = reporting.rows_of(filing).values("enterprise")
    return list(reporting.owing_firms(filing).exclude(pk__in=reported).values_list("name", flat=True))


def unexplained(filing: Filing) -> list[str]:
    """Doubtful values that came in without an explanation, by sheet."""
    rows = list(reporting.rows_of(filing).filter(note="").select_related(*firm_of(filing)))
    keys = {row.pk: stay_of(filing, row) for row in rows}
    last = reporting.last_values(filing.report, keys.values())
    names = [item.name for item in filing.report.items]
    doubtful = [
        row
        for row in rows
        if any(
            doubts(filing.report, {name: getattr(row, name) for name in names}, last.get(keys[row.pk], {}))
        )
    ]
    told = "、".join(str(getattr(row, "enterprise", filing.park)) for row in doubtful[:NAMED])
    return [f"有 {len(doubtful)} 行数值变动较大、没有说明：{told}。"] if doubtful else []


def firm_of(filing: Filing) -> tuple[str, ...]:
    return ("enterprise",) if filing.report.subject == Subject.FIRM else ()


def stay_of(filing: Filing, row: Any) -> reporting.Stay:
    return (getattr(row, "enterprise_id", None), filing.park_id, filing.year, filing.quarter)


def returned(code: str, source: str, permission: str, who: str) -> Transition:
    return Transition(code, "退回填报", (source,), S.OPEN, permission, who, comment_required=True)


FILING = flows.register(
    Flow(
        code="filing",
        label="报送件",
        model=Filing,
        initial=S.OPEN,
        states=(
            State(S.OPEN, "填报中", "grey", owner=OPERATOR),
            State(S.SUBMITTED, "镇街审核", "blue", owner=TOWNSHIP),
            State(S.COUNTY, "县级审核", "blue", owner=COUNTY),
            State(S.CITY, "市级审核", "blue", owner=CITY),
            State(S.LOCKED, "已锁定", "green", owner=CITY),
        ),
        transitions=(
            Transition(
                "submit",
                "报送镇街",
                (S.OPEN,),
                S.SUBMITTED,
                "figures.edit",
                OPERATOR,
                applies=in_township,
                missing=missing,
                effect=hand_in,
            ),
            Transition(
                "submit_county",
                "报送县级",
                (S.OPEN,),
                S.COUNTY,
                "figures.edit",
                OPERATOR,
                applies=outside_townships,
                missing=missing,
                effect=hand_in,
            ),
            Transition("check", "镇街审核通过", (S.SUBMITTED,), S.COUNTY, "filing.check", TOWNSHIP),
            returned("check_return", S.SUBMITTED, "filing.check", TOWNSHIP),
            Transition("review", "县级审核通过", (S.COUNTY,), S.CITY, "filing.review", COUNTY),
            returned("review_return", S.COUNTY, "filing.review", COUNTY),
            Transition("lock", "审核通过并锁定", (S.CITY,), S.LOCKED, "filing.lock", CITY),
            returned("lock_return", S.CITY, "filing.lock", CITY),
            Transition(
                "reopen",
                "重新开启",
                (S.LOCKED,),
                S.OPEN,
                "filing.lock",
                CITY,
                comment_required=True,
                destructive=True,
            ),
        ),
    )
)

F = SuppliedFigure.State


def settle(figure: SuppliedFigure, actor: Any, given: Given) -> dict[str, Any]:
    value: Decimal | None = given.get("settled_value")
    return settled(figure, actor, taken=given["taken"], other=value, document=given.get("document", ""))


def unsettle(figure: SuppliedFigure, actor: Any, given: Given) -> dict[str, Any]:
    return freed(figure, actor)


SUPPLIED = flows.register(
    Flow(
        code="supplied_figure",
        label="部门数据核定",
        model=SuppliedFigure,
        initial=F.SUPPLIED,
        states=(
            State(F.SUPPLIED, "已提供", "blue", owner=COUNTY),
            State(F.SETTLED, "已核定", "green", owner=COUNTY),
        ),
        transitions=(
            Transition(
                "settle",
                "核定数值",
                (F.SUPPLIED,),
                F.SETTLED,
                "filing.review",
                COUNTY,
                comment_required=True,
                effect=settle,
            ),
            Transition(
                "unsettle",
                "撤销核定",
                (F.SETTLED,),
                F.SUPPLIED,
                "filing.review",
                COUNTY,
                comment_required=True,
                destructive=True,
                effect=unsettle,
            ),
        ),
    )
)
