"""The names a contract template may use, and what each stands for. Nothing else can be written into a template."""

from collections.abc import Mapping

FIELDS: Mapping[str, str] = {
    "合同编号": "HT-2026-000001",
    "版次": "第 1 版",
    "变更说明": "",
    "生成日期": "2026-11-23",
    "申请编号": "RY-2026-000001",
    "县区": "鹿城区",
    "园区": "示例小微企业园",
    "企业名称": "示例企业有限公司",
    "统一社会信用代码": "91330302R6838WPG60",
    "所属行业": "344 泵、阀门、压缩机及类似机械制造",
    "入驻方式": "自购",
    "建筑面积": "1,500.00",
    "单价": "3,800.00",
    "单价单位": "元/㎡",
    "总价": "570.00",
    "起始日期": "2026-12-01",
    "终止日期": "",
    "签约期限": "2026-12-15",
    "整改天数": "30",
    "预警线": "80",
}
# A list's name → the names each of its rows has.
LISTS: Mapping[str, Mapping[str, str]] = {
    "各方": {"身份": "属地镇街", "名称": "示例街道办事处", "代表": "张三"},
    "用房": {"序号": "1", "幢": "1 幢", "层": "2 层", "单元": "201", "面积": "1,500.00"},
    "承诺": {
        "序号": "1",
        "名称": "年纳税",
        "承诺值": "120.00",
        "单位": "万元",
        "期限": "2028 年度起每年",
        "说明": "",
    },
}
# What a loop itself offers: the number of the row, and whether it is the first or last.
LOOP = frozenset({"index", "first", "last", "length"})
SAMPLE_ROWS = 3


def sample() -> dict[str, object]:
    """Values of every name, with which an uploaded template is tried."""
    rows = {name: [dict(row) for _ in range(SAMPLE_ROWS)] for name, row in LISTS.items()}
    return {**FIELDS, **rows}


def in_order(found: set[str]) -> tuple[str, ...]:
    return tuple(name for name in (*FIELDS, *LISTS) if name in found)
