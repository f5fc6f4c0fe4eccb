"""An export of the province's registry as it comes: 65 parks, made from a fixed seed, with what is known to be wrong."""

import io
import json
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import Workbook

from portal.uscc import uscc_from

COLUMNS = json.loads(
    (Path(__file__).parents[1] / "reference" / "provincial_registry.json").read_text(encoding="utf-8")
)["columns"]
ROWS = 65
COUNTS = COLUMNS[COLUMNS.index("入驻企业总数（家）") :]
# Row of the sheet (1 is the header) → the columns at which a warning is due, and what makes it so.
PLANTED: dict[int, tuple[str, dict[str, Any]]] = {
    3: ("已出租面积（平方米）", {"已建建筑面积（平方米）": 50000, "已出租面积（平方米）": 50000.01}),
    5: ("运营机构统一社会信用代码", {"运营机构统一社会信用代码": uscc_from(9001, "330302")[:-1]}),
    8: ("入驻企业员工人数(人)", {"入驻企业总数（家）": 40, "入驻企业员工人数(人)": 39}),
    13: (
        "专利拥有量(件)",
        {"专利拥有量(件)": 9, "发明专利(件)": 4, "实用新型专利(件)": 4, "外观设计专利(件)": 2},
    ),
    21: ("园区类型", {"园区类型": "生产性制造类"}),
    34: ("园区星级", {"园区星级": 3, "绩效评价": "未参评"}),
    55: ("区县", {"区县": None}),
}


def rows() -> list[dict[str, Any]]:
    """All rows by header, the planted faults in their places."""
    random = Random(53)
    return [
        {**sound(number, random), **PLANTED.get(number + 1, ("", {}))[1]} for number in range(1, ROWS + 1)
    ]


def sound(number: int, random: Random) -> dict[str, Any]:
    is_services = number % 4 == 0
    built = random.randrange(60_000, 200_000)
    row: dict[str, Any] = dict.fromkeys(COUNTS, 0)
    patents = [random.randrange(20) for _ in range(3)]
    firms = random.randrange(10, 80)
    return row | {
        "园区名称": f"鹿城第{number}小微企业园",
        "代码": f"A01{'F' if is_services else 'Z'}{number:04d}" + ("-1" if number % 9 == 0 else ""),
        "园区类型": "生产性服务类" if is_services else "生产性制造类",
        "省": "浙江省",
        "地市": "温州市",
        "区县": "鹿城区",
        "开发模式": random.choice(("政府主导开发", "龙头企业开发", "工业地产开发", "其他")),
        "土地来源": random.choice(("出让", "租用", "划拨", "其他")),
        "土地性质": random.choice(("工业用地", "工业用地,商服用地", "创新用地、其它")),
        "园区星级": random.choice((0, 2, 3, 4, 5)),
        "园区认定": "已认定",
        "园区地址": f"示例路{number}号",
        "是否改造提升": random.choice(("是", "否")),
        "主导产业": "泵阀、电气",
        "绩效评价": random.choice(("A", "B", "C")),
        "园区介绍": "园区介绍文字。",
        "园区状态": "已投运",
        "实际用地面积（亩）": random.randrange(3000, 20000) / 100,
        "已建建筑面积（平方米）": built,
        "园区剩余可租面积（平方米）": 1000,
        "园区剩余可售面积（平方米）": 0,
        "已出租面积（平方米）": built - 2000,
        "公共配套设施": "研发中心，食堂餐饮，其他",
        "公共配套服务": "政务待办服务、物业管理服务",
        "运营机构名称": f"鹿城第{number}园区运营有限公司",
        "运营机构统一社会信用代码": uscc_from(9000 + number, "330302"),
        "运营机构性质": random.choice(("民营", "国有", "集体")),
        "机构负责人": "张三",
        "机构负责人手机": "13800000000",
        "机构联系人": "李四",
        "机构联系人手机": 13900000000.0,
        "入驻企业总数（家）": firms,
        "入驻企业员工人数(人)": firms * 12,
        "专利拥有量(件)": sum(patents),
        "发明专利(件)": patents[0],
        "实用新型专利(件)": patents[1],
        "外观设计专利(件)": patents[2],
    }


def workbook(lines: list[dict[str, Any]], columns: list[str] = COLUMNS) -> bytes:
    """A sheet with these columns and rows, as a file."""
    book = Workbook()
    book.active.append(columns)
    for line in lines:
        book.active.append([line.get(column) for column in columns])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
