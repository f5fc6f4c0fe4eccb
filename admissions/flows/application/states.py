"""The states of an application, and who holds it in each."""

from admissions.models import Application
from portal.workflow import State

OPERATOR, OFFICER, DECIDER = "运营机构", "县级或镇街经办人", "有决定权的经办人"
COUNTY = "县级经办人"
DRAFT, SUBMITTED, RETURNED = Application.State.DRAFT, Application.State.SUBMITTED, Application.State.RETURNED
IN_REVIEW, REFUSAL_PENDING = Application.State.IN_REVIEW, Application.State.REFUSAL_PENDING
APPROVED, REFUSED = Application.State.APPROVED, Application.State.REFUSED
SETTLED, LAPSED = Application.State.SETTLED, Application.State.LAPSED
NOT_ALLOTTED, WITHDRAWN = Application.State.NOT_ALLOTTED, Application.State.WITHDRAWN
STATES = (
    State(DRAFT, "草稿", "grey", owner=OPERATOR),
    State(SUBMITTED, "待资格审查", "blue", "已提交", owner=OFFICER),
    State(IN_REVIEW, "会审中", "blue", owner="会审部门、" + DECIDER),
    State(RETURNED, "退回补正", "yellow", owner=OPERATOR),
    State(REFUSAL_PENDING, "拟不通过", "orange", "复核中", owner=DECIDER),
    State(APPROVED, "已通过", "green", owner="签约各方"),
    State(SETTLED, "已入驻", "green", final=True),
    State(LAPSED, "放弃入园", "grey", final=True),
    State(NOT_ALLOTTED, "未分配到用房", "grey", final=True),
    State(REFUSED, "不通过", "red", final=True),
    State(WITHDRAWN, "已撤回", "grey", final=True),
)
