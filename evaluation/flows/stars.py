"""星级申报 and 星级摘牌 as tables (W12, C十三): the park applies, the county scores and visits, another person decides;
by the scheme the county, the city or the province awards."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from accounts.selectors import people_with
from evaluation import star_cases as cases
from evaluation.models import StarCase, StarRemoval
from evaluation.rules.stars.parts import Authority
from evaluation.rules.stars.scoring import gaps, sentence, tidy
from evaluation.star_standing import points_of, rules_of, standing_of
from parks.services import assign_star
from portal.errors import PortalError
from portal.notices import notify
from portal.workflow import Flow, Given, State, Transition

OPERATOR, OFFICER, SECOND, CITY = "运营机构", "县级经办人", "另一名县级经办人", "市级经办人"
S, R = StarCase.State, StarRemoval.State
APPLY, SCORE, DECIDE, AWARD = "star.apply", "evaluation.run", "evaluation.publish", "star.award"
COUNTY, CITY_LEVEL, PROVINCE = Authority
MOST_NAMED = 5
Values = dict[str, Any]
Effect = Callable[[Any, Any, Given], Values]


# What stands against a step.


def unready(case: StarCase) -> list[str]:
    """What stands against handing the case in: the park, its own points, the scheme, the gate."""
    return cases.unready(case)


def unscored(case: StarCase) -> list[str]:
    missing = standing_of(case).unscored
    if not missing:
        return []
    named = "、".join(one.label for one in missing[:MOST_NAMED])
    return [f"还有 {len(missing)} 项没有评分：{named}{'等' if len(missing) > MOST_NAMED else ''}。"]


def short(case: StarCase) -> list[str]:
    """Points that do not reach the star, or a veto, cannot give it."""
    standing = standing_of(case)
    vetoes = [f"有一票否决情形：{one.label}。" for one in standing.vetoes]
    lacking = [f"{sentence(one)}" for one in gaps(rules_of(case), points_of(case), case.star)]
    return [*vetoes, *lacking]


def unfinished(case: StarCase) -> list[str]:
    """What stands against the award: days of publicity still to run, objections without an answer or upheld."""
    last = case.publicity_until
    waiting = [] if last and timezone.localdate() > last else [f"公示到 {last} 为止，之后才能公布。"]
    open_ones = case.objections.filter(answer="").count()
    upheld = case.objections.filter(upheld=True).count()
    return [
        *waiting,
        *([f"还有 {open_ones} 件异议没有答复。"] if open_ones else []),
        *([f"有 {upheld} 件异议成立，请退回重新审定。"] if upheld else []),
    ]


def own_points(case: StarCase, actor: Any) -> str:
    own = actor.pk in (case.scored_by_id, case.visited_by_id)
    own = own or case.marks.filter(scored_by=actor.pk).exists()
    return "本人评分或核查的申报须由另一人审定。" if own else ""


def by(*authorities: Authority, apart: bool = True) -> Callable[[StarCase, Any], str]:
    """The step is for stars that these award; `apart`: and not for whoever scored."""

    def refusal(case: StarCase, actor: Any) -> str:
        if case.authority not in authorities:
            return f"{case.get_star_display()}由{Authority(case.authority).label}评定，请按相应步骤办理。"
        return own_points(case, actor) if apart else ""

    return refusal


# What a step writes, and who hears of it.


def told(effect: Effect, permission: str, words: str) -> Effect:
    """The effect, and a notice to the holders of `permission` at the park, but for whoever does it."""

    def whole(case: StarCase, actor: Any, given: Given) -> Values:
        values = effect(case, actor, given)
        people = [one for one in people_with(permission, case.park.place) if one.pk != actor.pk]
        notify(
            to=people,
            key=f"star_case.{case.pk}.{case.version}.{permission}",
            title=f"{case}：{words}",
            url=cases.address(case),
        )
        return values

    return whole


def nothing(case: StarCase, actor: Any, given: Given) -> Values:
    return {}


def stamp_submission(case: StarCase, actor: Any, given: Given) -> Values:
    return {"submitted_by": actor, **cases.hand_in(case)}


def stamp_scores(case: StarCase, actor: Any, given: Given) -> Values:
    return {"scored_by": actor}


def stamp_visit(case: StarCase, actor: Any, given: Given) -> Values:
    if given["visited_on"] > timezone.localdate():
        raise PortalError("核查日期不能晚于今天，请改正。", code="future")
    kept = {name: given[name] for name in ("visited_on", "visitors", "findings")}
    return {**kept, "visited_by": actor}


def stamp_decision(case: StarCase, actor: Any, given: Given) -> Values:
    return {"decided_by": actor}


def told_points(case: StarCase) -> Values:
    """The score as it is made known: the same function as everywhere."""
    standing = standing_of(case)
    return {"score": standing.total, "reached": standing.star}


def stamp_publicity(case: StarCase, actor: Any, given: Given) -> Values:
    today, until = timezone.localdate(), given["last_day"]
    if until < today:
        raise PortalError("公示截止日不能早于今天，请改正。", code="past")
    days = {"publicity_from": today, "publicity_until": until, "is_public": bool(given.get("is_public"))}
    return {**days, **told_points(case)}


def decide_and_publicise(case: StarCase, actor: Any, given: Given) -> Values:
    return {"decided_by": actor, **stamp_publicity(case, actor, given)}


def stamp_province(case: StarCase, actor: Any, given: Given) -> Values:
    return {"province_document": given["document"], **stamp_publicity(case, actor, given)}


def refuse(case: StarCase, actor: Any, given: Given) -> Values:
    return told_points(case)


def county_refuses(case: StarCase, actor: Any, given: Given) -> Values:
    return {"decided_by": actor, **told_points(case)}


def province_refuses(case: StarCase, actor: Any, given: Given) -> Values:
    return {"province_document": given["document"], **told_points(case)}


SILENT: Mapping[str, Any] = {
    "publicity_from": None,
    "publicity_until": None,
    "is_public": False,
    "score": None,
    "reached": None,
    "province_document": "",
}


def reopen(case: StarCase, actor: Any, given: Given) -> Values:
    return {**SILENT, "decided_by": None}


def city_reopens(case: StarCase, actor: Any, given: Given) -> Values:
    return dict(SILENT)


def take_back(case: StarCase, actor: Any, given: Given) -> Values:
    return {"decided_by": None}


def stamp_award(case: StarCase, actor: Any, given: Given) -> Values:
    """The park has its star from the day of the document, for as long as the scheme says."""
    on, document = given["awarded_on"], given["document"]
    until = cases.valid_until(on, rules_of(case).settings.validity_years)
    assign_star(
        actor=actor,
        park=case.park,
        star=case.star,
        on=on,
        valid_until=until,
        document=document,
        reason=f"{case.get_kind_display()}，{case.year} 年数据，{tidy(case.score)} 分",
    )
    return {"awarded_on": on, "awarded_document": document, "valid_until": until, "awarded_by": actor}


def step(
    code: str, label: str, sources: tuple[str, ...], target: str, permission: str, who: str, **more: Any
) -> Transition:
    return Transition(code, label, sources, target, permission, who, **more)


BACK = {"comment_required": True}
AGAINST = {"comment_required": True, "destructive": True}
CASE = Flow(
    code="star_case",
    label="星级申报",
    model=StarCase,
    initial=S.DRAFT,
    states=(
        State(S.DRAFT, "草稿", "grey", owner=OPERATOR),
        State(S.DESK, "待初评", "blue", owner=OFFICER),
        State(S.VISIT, "待现场核查", "blue", owner=OFFICER),
        State(S.DECIDE, "待县级审定", "blue", owner=SECOND),
        State(S.CITY, "待市级审定", "blue", owner=CITY),
        State(S.PROVINCE, "待省级评定", "blue", owner=CITY),
        State(S.PUBLICITY, "公示中", "yellow", owner="评定机关经办人"),
        State(S.AWARDED, "已评定", "green", final=True),
        State(S.REFUSED, "未通过", "red", final=True),
        State(S.WITHDRAWN, "已撤回", "grey", final=True),
    ),
    transitions=(
        step(
            "submit",
            "提交申报",
            (S.DRAFT,),
            S.DESK,
            APPLY,
            OPERATOR,
            missing=unready,
            effect=told(stamp_submission, SCORE, "已提交，请初评"),
        ),
        step(
            "send_back",
            "退回修改",
            (S.DESK,),
            S.DRAFT,
            SCORE,
            OFFICER,
            **BACK,
            effect=told(nothing, APPLY, "已退回修改"),
        ),
        step("score", "完成初评", (S.DESK,), S.VISIT, SCORE, OFFICER, missing=unscored, effect=stamp_scores),
        step(
            "visit",
            "登记现场核查",
            (S.VISIT,),
            S.DECIDE,
            SCORE,
            OFFICER,
            missing=unscored,
            effect=told(stamp_visit, DECIDE, "已核查，请审定"),
        ),
        step(
            "rescore",
            "退回重新评分",
            (S.DECIDE,),
            S.DESK,
            DECIDE,
            SECOND,
            **BACK,
            refusal=own_points,
            effect=told(nothing, SCORE, "已退回重新评分"),
        ),
        step(
            "publicise",
            "审定并公示",
            (S.DECIDE,),
            S.PUBLICITY,
            DECIDE,
            SECOND,
            refusal=by(COUNTY),
            missing=short,
            effect=told(decide_and_publicise, APPLY, "开始公示"),
        ),
        step(
            "recommend",
            "推荐上报",
            (S.DECIDE,),
            S.CITY,
            DECIDE,
            SECOND,
            refusal=by(CITY_LEVEL, PROVINCE),
            missing=short,
            effect=told(stamp_decision, AWARD, "县级已推荐，请审定"),
        ),
        step(
            "refuse",
            "不予通过",
            (S.DECIDE,),
            S.REFUSED,
            DECIDE,
            SECOND,
            **AGAINST,
            refusal=own_points,
            effect=told(county_refuses, APPLY, "未通过"),
        ),
        step(
            "city_publicise",
            "市级审定并公示",
            (S.CITY,),
            S.PUBLICITY,
            AWARD,
            CITY,
            refusal=by(CITY_LEVEL),
            effect=told(stamp_publicity, APPLY, "开始公示"),
        ),
        step(
            "pass_on",
            "转报省级",
            (S.CITY,),
            S.PROVINCE,
            AWARD,
            CITY,
            refusal=by(PROVINCE),
            effect=told(nothing, APPLY, "已转报省级"),
        ),
        step(
            "city_send_back",
            "退回县级",
            (S.CITY,),
            S.DECIDE,
            AWARD,
            CITY,
            **BACK,
            effect=told(take_back, DECIDE, "市级已退回"),
        ),
        step(
            "city_refuse",
            "市级不予通过",
            (S.CITY,),
            S.REFUSED,
            AWARD,
            CITY,
            **AGAINST,
            refusal=own_points,
            effect=told(refuse, APPLY, "未通过"),
        ),
        step(
            "province_agree",
            "登记省级同意",
            (S.PROVINCE,),
            S.PUBLICITY,
            AWARD,
            CITY,
            effect=told(stamp_province, APPLY, "省级同意，开始公示"),
        ),
        step(
            "province_refuse",
            "登记省级不同意",
            (S.PROVINCE,),
            S.REFUSED,
            AWARD,
            CITY,
            **AGAINST,
            effect=told(province_refuses, APPLY, "未通过"),
        ),
        step(
            "reopen",
            "停止公示，退回审定",
            (S.PUBLICITY,),
            S.DECIDE,
            DECIDE,
            SECOND,
            **BACK,
            refusal=by(COUNTY, apart=False),
            effect=told(reopen, SCORE, "公示已停止"),
        ),
        step(
            "city_reopen",
            "停止公示，退回市级审定",
            (S.PUBLICITY,),
            S.CITY,
            AWARD,
            CITY,
            **BACK,
            refusal=by(CITY_LEVEL, PROVINCE, apart=False),
            effect=told(city_reopens, SCORE, "公示已停止"),
        ),
        step(
            "award",
            "公布星级",
            (S.PUBLICITY,),
            S.AWARDED,
            DECIDE,
            SECOND,
            refusal=by(COUNTY),
            missing=unfinished,
            effect=told(stamp_award, APPLY, "已评定星级"),
        ),
        step(
            "city_award",
            "公布高星级",
            (S.PUBLICITY,),
            S.AWARDED,
            AWARD,
            CITY,
            refusal=by(CITY_LEVEL, PROVINCE),
            missing=unfinished,
            effect=told(stamp_award, APPLY, "已评定星级"),
        ),
        step(
            "withdraw",
            "撤回申报",
            (S.DRAFT, S.DESK, S.VISIT, S.DECIDE),
            S.WITHDRAWN,
            APPLY,
            OPERATOR,
            destructive=True,
            effect=told(nothing, SCORE, "已撤回"),
        ),
    ),
)


# 摘牌


def starless(removal: StarRemoval) -> list[str]:
    return [] if removal.park.star else ["园区现在没有星级，不需要摘牌。"]


def own_removal(removal: StarRemoval, actor: Any) -> str:
    return "本人提交的摘牌须由另一人审定。" if actor.pk == removal.submitted_by_id else ""


def stamp_proposal(removal: StarRemoval, actor: Any, given: Given) -> Values:
    return {"submitted_by": actor}


def remove(removal: StarRemoval, actor: Any, given: Given) -> Values:
    """The park's star is gone from the day of the document; the operator is told."""
    park = removal.park
    assign_star(
        actor=actor,
        park=park,
        star=None,
        on=removal.removed_on,
        document=removal.document,
        reason=removal.get_ground_display(),
    )
    notify(
        to=people_with(APPLY, park.place),
        key=f"star_removal.{removal.pk}",
        title=f"{park}已摘牌：{removal.get_ground_display()}",
        url=cases.removal_address(removal),
    )
    return {"star": park.star, "settled_by": actor, "settled_at": timezone.now()}


REMOVAL = Flow(
    code="star_removal",
    label="星级摘牌",
    model=StarRemoval,
    initial=R.DRAFT,
    states=(
        State(R.DRAFT, "草稿", "grey", owner=OFFICER),
        State(R.REVIEW, "待审定", "blue", owner=SECOND),
        State(R.REMOVED, "已摘牌", "red", final=True),
        State(R.WITHDRAWN, "已撤回", "grey", final=True),
    ),
    transitions=(
        step(
            "submit",
            "提交审定",
            (R.DRAFT,),
            R.REVIEW,
            SCORE,
            OFFICER,
            missing=starless,
            effect=stamp_proposal,
        ),
        step(
            "remove",
            "审定摘牌",
            (R.REVIEW,),
            R.REMOVED,
            DECIDE,
            SECOND,
            destructive=True,
            refusal=own_removal,
            missing=starless,
            effect=remove,
        ),
        step("send_back", "退回修改", (R.REVIEW,), R.DRAFT, DECIDE, SECOND, **BACK, refusal=own_removal),
        step("withdraw", "撤回摘牌", (R.DRAFT, R.REVIEW), R.WITHDRAWN, SCORE, OFFICER, destructive=True),
    ),
)
