"""The audit trail in words: actions, kinds of records and values as people read them."""

import datetime
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from portal.history import Change, list_words
from portal.models import AuditEntry
from portal.numbers import DASH
from portal.workflow import flows

# A whole action, or the verb after its last dot.
ACTIONS = {
    "login": "登录",
    "logout": "退出",
    "login.failure": "密码错误",
    "login.lockout": "连续密码错误，锁定",
    "login.refused": "锁定期间尝试登录",
    "password.change": "修改密码",
    "password.reset": "重置密码",
    "reading.report": "报送读数",
    "opinion.give": "出具意见",
    "opinion.remind": "催办意见",
    "application.suspend": "中止审核",
    "application.resume": "恢复审核",
    "application.reassign": "转办",
    "contact.open": "查看号码",
    "contact.export": "导出号码",
    "contact.change": "修改联系方式",
    "dispatch.send_again": "重发消息",
    "application.autosave": "自动保存",
    "application.reuse": "沿用以前的申请",
    "application.add_material": "上传材料",
    "application.remove_material": "移除材料",
    "token.issue": "发放接口令牌",
    "role.grant": "授予角色",
    "role.end": "终止角色",
    "occupancy.change": "修改入驻",
    "contract.sign": "登记签订",
    "contract.file_price": "登记网签备案",
    "contract.amend": "变更合同",
    "access.refused": "越权被拒",
    "list.arrange": "调整列表显示",
    "list.save_view": "保存列表视图",
    "list.delete_view": "删除列表视图",
    "identity.rename": "更名",
    "identity.uscc": "变更统一社会信用代码",
    "identity.merge": "合并记录",
    "sheet.forget_files": "清理导入文件",
    "round.offer": "选定推出的单元",
    "figure.settle": "核定数值",
    "allotment.make": "分配用房",
    "objection.file": "提出异议",
    "star_case.begin": "起草星级申报",
    "star_case.self_points": "填写自评分",
    "star_case.desk_points": "初评打分",
    "star_case.visit_points": "核查改分",
    "objection.answer": "答复异议",
    "create": "新建",
    "bulk_change": "批量修改",
    "change": "修改",
    "edit": "修改",
    "delete": "删除",
    "add": "新增",
    "remove": "移除",
    "end": "终止",
    "move": "变更所在地",
    "enter": "填报",
    "record": "登记",
    "register": "登记",
    "draft": "起草",
    "revise": "修改",
    "hand_over": "移交",
    "disable": "停用",
    "enable": "启用",
    "enqueue": "发起任务",
    "retry": "重试任务",
    "export": "导出",
    "import": "导入",
    "upload": "上传",
    "undo": "撤销",
    "publish": "发布",
    "recognise": "认定",
    "star": "评定或摘除星级",
    "run": "计算",
}
# Keys of `before` and `after` that are no field of the record.
KEYS = {
    "merged": "并入的记录",
    "merged_id": "并入记录编号",
    "moved": "移入的资料",
    "list": "列表",
    "rows": "行数",
    "kind": "类型",
    "sha256": "文件摘要",
    "new": "新增",
    "changed": "更新",
    "unchanged": "无变化",
    "wrong": "有错误",
    "filter": "筛选条件",
    "username": "账号",
    "taker": "接收人",
    "year": "年度",
    "place": "地域",
    "place_id": "地域",
    "park_id": "园区",
    "state": "状态",
    "transition": "步骤",
    "comment": "意见",
    "days": "有效天数",
    "changes": "改动",
    "wanted_units": "意向单元",
    "material": "材料",
    "name": "名称",
    "count": "数量",
    "weight_t": "单台重量(吨)",
    "storey": "所在楼层",
}


def flow_word(action: str) -> str:
    """The label of a flow's step (`admission.submit`); "" when no flow is called so."""
    name, _, code = action.partition(".")
    if name not in flows:
        return ""
    step = flows.get(name).by_transition.get(code)
    return step.label if step else ""


def action_word(action: str) -> str:
    """What was done, in words; an action nobody has put into words is 其他操作."""
    return ACTIONS.get(action) or flow_word(action) or ACTIONS.get(action.rpartition(".")[2], "其他操作")


def action_choices() -> list[tuple[str, str]]:
    """Each word once, for the filter; its codes joined, because several can be called the same."""
    words = dict(ACTIONS)
    words |= {f"{flow.code}.{step.code}": step.label for flow in flows for step in flow.transitions}
    codes: dict[str, list[str]] = {}
    for code, word in words.items():
        codes.setdefault(word, []).append(code)
    return [(",".join(group), word) for word, group in codes.items()]


def model_of(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(label) if label else None
    except LookupError:
        return None


def kind_word(label: str) -> str:
    """“园区” for `parks.park`; a dash when the entry is about no record."""
    model = model_of(label)
    return str(model._meta.verbose_name) if model else DASH


def kind_choices() -> list[tuple[str, str]]:
    """Kinds of records people know, for the filter, by their names."""
    ours = [model for model in apps.get_models() if named_by_us(model)]
    return sorted(
        ((model._meta.label_lower, str(model._meta.verbose_name)) for model in ours), key=lambda pair: pair[1]
    )


def named_by_us(model: type[models.Model]) -> bool:
    """Has the model a Chinese name (the event tables of the history and the frameworks' have not)?"""
    return any("一" <= char <= "鿿" for char in str(model._meta.verbose_name)) and not hasattr(
        model, "pgh_tracked_model"
    )


def changes_of(entry: AuditEntry) -> list[Change]:
    """Field by field, before → after."""
    model = model_of(entry.object_type)
    fields = {field.attname: field for field in model._meta.concrete_fields} if model else {}
    keys = dict.fromkeys([*entry.before, *entry.after])
    return [
        Change(
            str(fields[key].verbose_name) if key in fields else KEYS.get(key, key),
            value_word(fields.get(key), entry.before.get(key)),
            value_word(fields.get(key), entry.after.get(key)),
        )
        for key in keys
        if key not in ("id", "version", "updated_at", "created_at", "entry_token")
    ]


def value_word(field: models.Field | None, value: Any) -> str:
    """A stored value as people read it: labels for codes, names for references, local time."""
    if value is None or value == "" or value == {} or value == []:
        return DASH
    if isinstance(value, bool):
        return "是" if value else "否"
    if field is not None and field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.ForeignKey):
        row = field.related_model._base_manager.filter(pk=value).first()
        return str(row) if row else f"编号 {value}"
    if isinstance(field, models.DateTimeField):
        return moment_word(parse_datetime(str(value)))
    if isinstance(value, dict):
        return "；".join(f"{KEYS.get(key, key)}：{value_word(None, part)}" for key, part in value.items())
    if isinstance(field, ArrayField):
        return list_words(field, value)
    if isinstance(value, list):
        return "、".join(value_word(None, part) for part in value)
    return str(value)


def moment_word(moment: datetime.datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}" if moment else DASH
