"""Makes the reference template of the three-party contract: `python -m admissions.reference.contract_template`.

The file beside it is what the portal ships; a county downloads it, changes its wording and uploads its own.
"""

from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

TARGET = Path(__file__).with_name("contract_template.docx")
NOTE = "（参考文本，供县级制定本地模板时使用，不具约束力）"
PARTIES = (
    "{%p for 方 in 各方 %}",
    "{{ 方.身份 }}：{{ 方.名称 }}（代表：{{ 方.代表 }}）",
    "{%p endfor %}",
    "入园企业统一社会信用代码：{{ 统一社会信用代码 }}，所属行业：{{ 所属行业 }}。",
)
ARTICLES = (
    (
        "一、用房",
        (
            "入园企业以{{ 入驻方式 }}方式使用{{ 园区 }}用房，建筑面积共 {{ 建筑面积 }} ㎡，明细如下。",
            "用房必须自用，未经批准不得转让、转租。",
        ),
    ),
    (
        "二、价款与期限",
        (
            "单价 {{ 单价 }} {{ 单价单位 }}，总价 {{ 总价 }} 万元。",
            "自 {{ 起始日期 }} 起{% if 终止日期 %}至 {{ 终止日期 }} 止{% endif %}。",
            "合同价格应与网签备案价格一致，不得签订“阴阳合同”。",
        ),
    ),
    (
        "三、达产承诺",
        (
            "入园企业作出下列承诺，每年以年度数据对照；达到承诺值 {{ 预警线 }}% 而未足的预警，低于的认定为未达标。",
        ),
    ),
    (
        "四、履约与整改",
        (
            "未按期履行承诺的，由属地镇街登记违约并限期整改，整改期限一般为 {{ 整改天数 }} 天；逾期未改的，按约定处理。",
            "确需转让、转租的，由属地政府或业主、运营单位优先回购、回收，再次入园重新办理准入。",
        ),
    ),
    (
        "五、其他",
        (
            "本合同依据入园申请 {{ 申请编号 }} 签订，三方各执一份，自三方签章齐全之日起生效；请于 {{ 签约期限 }} 前完成签订。",
            "{% if 变更说明 %}本版为变更文本，变更事项：{{ 变更说明 }}。{% endif %}",
        ),
    ),
)
ROOMS = (("序号", "序号"), ("幢", "幢"), ("层", "层"), ("单元", "单元"), ("面积（㎡）", "面积"))
PROMISES = (("序号", "序号"), ("承诺事项", "名称"), ("承诺值", "承诺值"), ("单位", "单位"), ("期限", "期限"))


def make() -> None:
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "宋体", Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    document.core_properties.author = document.core_properties.comments = ""
    document.core_properties.title = "小微企业园入园合同"
    heading(document, "小微企业园三方入园合同", 18)
    heading(document, NOTE, 10)
    document.add_paragraph("合同编号：{{ 合同编号 }}（{{ 版次 }}）　　{{ 县区 }}")
    for line in PARTIES:
        document.add_paragraph(line)
    for title, lines in ARTICLES:
        document.add_paragraph().add_run(title).bold = True
        for line in lines:
            document.add_paragraph(line)
        if title.startswith("一"):
            rows(document, "房 in 用房", "房", ROOMS)
        if title.startswith("三"):
            rows(document, "项 in 承诺", "项", PROMISES)
    document.add_paragraph("签章：")
    for line in ("{%p for 方 in 各方 %}", "{{ 方.身份 }}（盖章）：　　　　　　　　日期：", "{%p endfor %}"):
        document.add_paragraph(line)
    document.add_paragraph("文本生成日期：{{ 生成日期 }}")
    document.save(str(TARGET))


def heading(document: Document, text: str, size: int) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.font.size = size > 12, Pt(size)


def rows(document: Document, loop: str, name: str, columns: tuple[tuple[str, str], ...]) -> None:
    """A table with one row for each of a list."""
    table = document.add_table(rows=4, cols=len(columns))
    table.style = "Table Grid"
    table.cell(1, 0).text = "{%tr for " + loop + " %}"
    table.cell(3, 0).text = "{%tr endfor %}"
    for place, (label, field) in enumerate(columns):
        table.cell(0, place).text = label
        table.cell(2, place).text = "{{ " + name + "." + field + " }}"


if __name__ == "__main__":
    make()
