from collections.abc import Callable

from django.urls import reverse
from django.utils.html import format_html

from admissions.flows.contract import BREACH, CONTRACT, TEMPLATE
from admissions.models import AdmissionContract, Breach, Commitment
from admissions.rules.performance import LAMPS
from portal.numbers import DASH, HIDDEN, decimal_text
from portal.tables import Column, Row, Table, link_to
from portal.workflow import Flow


def tag_of(flow: Flow) -> Column:
    def show(row: Row) -> str:
        state = flow.by_state[row["state"]]
        return format_html('<span class="tag tag-{}">{}</span>', state.tone, state.label)

    return Column("state", "状态", show=show, choices=dict(flow.choices()))


def flags(row: Row) -> str:
    words = [word for name, word in FLAGS.items() if row[name]]
    if not words:
        return DASH
    return format_html(
        '<span class="lamp lamp-red"><span aria-hidden="true">■</span>{}</span>', "、".join(words)
    )


FLAGS = {"is_above_cap": "超过限价", "is_double": "备案价不一致"}


def version(row: Row) -> str:
    """The number, and which version of it where there are several."""
    words = f"{row['number']}（第 {row['revision']} 版）" if row["revision"] > 1 else row["number"]
    return format_html('<span class="text-nowrap">{}</span>', words)


def unbroken(name: str) -> Callable[[Row], str]:
    return lambda row: format_html('<span class="text-nowrap">{}</span>', row[name] or DASH)


class ContractTable(Table):
    caption = "三方入园合同"
    empty_text = "没有符合条件的合同。申请通过后，在申请页面起草合同；也可调整或清除筛选条件。"
    default_sort = "-sent_at"
    columns = (
        Column("number", "合同编号", show=version, link=link_to("admissions:contract"), needs=("revision",)),
        tag_of(CONTRACT),
        Column(
            "is_above_cap",
            "价格提示",
            show=flags,
            needs=("is_double",),
            choices={True: "超过限价", False: ""},
        ),
        Column("application__firm_name", "企业名称"),
        Column("application__park__name", "园区"),
        Column("tenure", "入驻方式", choices=dict(AdmissionContract._meta.get_field("tenure").choices or ())),
        Column("floor_area_m2", "建筑面积", unit="㎡", numeric=True, places=2),
        Column("unit_price_yuan", "单价", unit="元/㎡或元/㎡·月", numeric=True, places=2),
        Column("total_wan", "总价", unit="万元", numeric=True, places=2),
        Column("is_double", "备案价不一致", optional=True),
        Column("effective_on", "生效日期", show=unbroken("effective_on")),
        Column("sent_at", "送签时间", optional=True),
        Column("revision", "版次", numeric=True, optional=True),
    )


def firm_performance(row: Row) -> str:
    return reverse("admissions:contract", args=(row["contract_id"],)) + "#performance"


def deadline(row: Row) -> str:
    words = f"{row['first_year']} 年度起" if row["first_year"] else row["due_on"]
    return format_html('<span class="text-nowrap">{}</span>', words)


def reached(row: Row) -> str:
    words = HIDDEN if row["is_tax_hidden"] else row["done_on"] or decimal_text(row["seen"], 2)
    return format_html('<span class="text-nowrap">{}</span>', words)


def lamp(row: Row) -> str:
    found = LAMPS[row["standing"]]
    return format_html(
        '<span class="lamp lamp-{}"><span aria-hidden="true">{}</span>{}</span>',
        found.css,
        found.shape,
        found.word,
    )


class CommitmentTable(Table):
    caption = "达产承诺履约"
    empty_text = "没有符合条件的承诺。合同生效后，其承诺会列在这里；也可调整或清除筛选条件。"
    default_sort = "standing"
    columns = (
        Column("contract__application__firm_name", "企业名称", link=firm_performance, needs=("contract_id",)),
        Column("kind", "承诺事项", choices=dict(Commitment.Kind.choices)),
        Column(
            "standing",
            "灯",
            sort="urgency",
            show=lamp,
            choices={code: one.word for code, one in LAMPS.items()},
        ),
        Column("target", "承诺值", unit="万元、万元/亩或人", numeric=True, places=2),
        Column("due_on", "期限", show=deadline, needs=("first_year",)),
        Column("seen", "实际", show=reached, needs=("done_on", "is_tax_hidden")),
        Column("is_breach_open", "违约整改中"),
        Column("contract__application__park__name", "园区"),
        Column("contract__number", "合同编号", optional=True),
        Column("done_on", "完成日期", optional=True),
        Column("first_year", "首个考核年度", optional=True, numeric=True),
    )


class BreachTable(Table):
    caption = "违约记录"
    empty_text = "没有符合条件的违约记录。在合同页面登记违约后会出现在这里。"
    default_sort = "-found_on"
    columns = (
        Column("contract__application__firm_name", "企业名称", link=link_to("admissions:breach")),
        tag_of(BREACH),
        Column("ground", "违约类别", choices=dict(Breach.Ground.choices)),
        Column("found_on", "发现日期"),
        Column("due_on", "整改期限"),
        Column("contract__application__park__name", "园区"),
        Column("contract__number", "合同编号"),
        Column("description", "违约情况", optional=True),
    )


class TemplateTable(Table):
    caption = "合同模板"
    empty_text = "本地还没有合同模板，合同按参考模板生成。下载参考模板，按本地要求修改后上传。"
    default_sort = "-created_at"
    columns = (
        Column("title", "模板名称", link=link_to("admissions:template")),
        tag_of(TEMPLATE),
        Column("place__name", "适用地域"),
        Column("file_name", "文件名"),
        Column("created_at", "上传时间"),
    )
