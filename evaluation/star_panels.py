"""The page of a star case: who may apply, the sheet with every column, what it adds up to, what keeps it from more."""

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from evaluation import star_explanations as explanations
from evaluation.models import StarCase, StarMark, StarResult
from evaluation.rules.stars import StarScheme
from evaluation.rules.stars.parts import MEASURES
from evaluation.rules.stars.scoring import suggested, tidy
from evaluation.services.stars import STAGES
from evaluation.star_cases import gate_of, in_transition
from evaluation.star_files import files_by_mark
from evaluation.star_standing import claim_of, claimed, counted, marks_of, rules_of, standing_of
from parks.records.kind import Panel
from policies.numbers import show
from portal.numbers import DASH

S = StarCase.State
TASKS = {S.DRAFT: "填写自评", S.DESK: "初评打分", S.VISIT: "按核查情况改分"}


def may_see_points(case: StarCase, user: Any) -> bool:
    """The county's points are for the county until they are made known; then for everybody who sees the case."""
    return case.state in StarCase.TOLD or not user.can("star.apply", case.park.place)


def case_panel(case: StarCase, user: Any) -> Panel:
    scheme, marks = rules_of(case), marks_of(case)
    shows = may_see_points(case, user) and case.state != S.DRAFT
    standing = standing_of(case, marks) if shows else claim_of(case, marks)
    points = counted(marks) if shows else claimed(marks)
    source = "县级评分" if shows else "园区自评"
    return Panel(
        "evaluation/stars/case.html",
        {
            "case": case,
            "task": task(case, user),
            "eligibility": eligibility(case, scheme),
            "shows": shows,
            "source": source,
            "dimensions": sheet(case, scheme, marks, shows),
            "claim": tidy(claim_of(case, marks).total),
            "total": tidy(standing.total) if shows else "",
            "full": tidy(scheme.full),
            "vetoes": vetoes(scheme, marks) if shows else [],
            "explanation": explanations.explain(scheme, points, standing, source),
            "levels": explanations.levels(scheme, standing),
            "why_not": explanations.why_not(scheme, points, standing),
            "rewards": explanations.rewards(case),
            "publicity": publicity(case),
            "results": results(case, user),
        },
    )


def task(case: StarCase, user: Any) -> dict[str, str] | None:
    """The sheet, for those whose turn it is."""
    if case.state not in STAGES or not user.can(STAGES[S(case.state)][1], case.park.place):
        return None
    return {"label": TASKS[S(case.state)], "url": reverse("evaluation:star_sheet", args=(case.pk,))}


def eligibility(case: StarCase, scheme: StarScheme) -> list[dict[str, str]]:
    """Who may apply (C十三): the grade, kept with its day once the case is handed in; the transition; the scheme."""
    gate, until = scheme.settings.gate, in_transition(case, timezone.localdate())
    grade = f"{case.gate_year} 年 {case.gate_grade} 档，{case.gate_on} 审核" if case.gate_on else now(case)
    level = scheme.level(case.star)
    years = scheme.settings.transition_years
    rows = (
        ("申报门槛", f"绩效评价 {gate} 档及以上方可自愿申报"),
        ("绩效评价档次", grade),
        ("现有星级", explanations.star_words(case.park.star) if case.park.star else "无"),
        ("评定机关", level.authority.label),
        ("过渡期", f"认定后 {years} 年的过渡期内，至 {until}" if until else "不在过渡期"),
        ("评定方案", case.scheme.title + ("（参考）" if case.scheme.is_reference else "")),
    )
    return [{"label": label, "value": value} for label, value in rows]


def now(case: StarCase) -> str:
    grade, closed = gate_of(case)
    return closed or f"{grade.run.year} 年 {grade.park_grade} 档，可以申报"


def sheet(case: StarCase, scheme: StarScheme, marks: list[StarMark], shows: bool) -> list[dict[str, Any]]:
    """The items by dimension, each with every column."""
    known, files = {one.code: one for one in marks}, files_by_mark(marks)
    return [
        {
            "label": one.label,
            "full": tidy(scheme.full_of(one)),
            "rows": [row(item, known[item.code], files, shows) for item in scheme.items_of(one)],
        }
        for one in scheme.dimensions
    ]


def row(item: Any, mark: StarMark, files: dict[int, list[Any]], shows: bool) -> dict[str, Any]:
    return {
        "label": item.label,
        "full": tidy(item.points),
        "evidence": item.evidence,
        "claimed": shown(mark.self_points),
        "note": mark.self_note,
        "files": files.get(mark.pk, []),
        "measured": measured(item, mark),
        "desk": shown(mark.desk_points) if shows else "",
        "visit": shown(mark.visit_points) if shows else "",
        "reason": mark.reason if shows else "",
    }


def shown(points: Any) -> str:
    return DASH if points is None else tidy(points)


def measured(item: Any, mark: StarMark) -> dict[str, str] | None:
    """What the rows said of the item when the case was handed in, and the points that would suggest."""
    if not item.measure or not mark.measured_how:
        return None
    known, hint = MEASURES[item.measure], suggested(item, mark.measured)
    return {
        "label": known.label,
        "value": "缺数据" if mark.measured is None else show(mark.measured.normalize(), known.unit).strip(),
        "how": mark.measured_how,
        "hint": "" if hint is None else tidy(hint),
    }


def vetoes(scheme: StarScheme, marks: list[StarMark]) -> list[dict[str, Any]]:
    known = {one.code: one for one in marks}
    return [
        {"label": one.label, "vetoed": known[one.code].vetoed, "reason": known[one.code].reason}
        for one in scheme.vetoes
    ]


def publicity(case: StarCase) -> dict[str, Any] | None:
    if case.publicity_from is None:
        return None
    said = case.objections.aggregate(all=Count("pk"), open=Count("pk", filter=Q(answer="")))
    is_open = case.state in (S.PUBLICITY, S.AWARDED)
    return {
        "since": case.publicity_from,
        "until": case.publicity_until,
        "is_public": case.is_public,
        "url": reverse("evaluation:star_publicity", args=(case.pk,)) if is_open else "",
        "objections": said["all"],
        "waiting": said["open"],
    }


def results(case: StarCase, user: Any) -> list[dict[str, Any]]:
    """What runs found of the case, the latest first."""
    rows = StarResult.objects.for_user(user).filter(case=case.pk).select_related("run").order_by("-run")[:5]
    return [
        {
            "label": f"编号 {one.run_id}{'（假设测算）' if one.run.hypothetical else ''}",
            "url": reverse("evaluation:star_result", args=(one.pk,)),
            "score": tidy(one.score),
            "star": explanations.star_words(one.reached),
            "rank": one.rank,
        }
        for one in rows
    ]
