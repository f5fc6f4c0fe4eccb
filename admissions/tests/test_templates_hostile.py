"""What a template may not be: each is refused with a sentence, and none costs more than its share of time and memory."""

import resource
import time
from random import Random

import pytest

from admissions.documents import child, gate, render
from admissions.documents.names import FIELDS, LISTS, sample
from admissions.documents.sandbox import TemplateEnvironment
from admissions.tests import templates
from admissions.tests.templates import field, related, saying, with_part, with_xml
from portal.sheets.gate import Refused
from portal.sheets.problems import FileRefused

TEXTS = {
    "attribute walk": ("{{ 合同编号.__class__.__mro__ }}", "合同编号.__class__"),
    "walk from a row": ("{% for 方 in 各方 %}{{ 方.__class__ }}{% endfor %}", "没有“__class__”"),
    "cycler": ("{{ cycler.__init__.__globals__ }}", "不在可用名称之内"),
    "namespace": ("{{ namespace }}", "namespace"),
    "self": ("{{ self.__init__ }}", "self.__init__"),
    "loop's own": ("{% for 方 in 各方 %}{{ loop.cycle }}{% endfor %}", "循环没有“cycle”"),
    "subscript": ("{{ 各方[0] }}", "按下标取值"),
    "call": ("{{ 合同编号() }}", "调用函数"),
    "a thousand million": ("{% for i in range(1000000000) %}x{% endfor %}", "调用函数"),
    "loop over a text": ("{% for i in 合同编号 %}x{% endfor %}", "循环只能用于"),
    "loop in loop": ("{% for a in 承诺 %}{% for b in 承诺 %}x{% endfor %}{% endfor %}", "循环里不能再套循环"),
    "loop that hides a name": ("{% for 园区 in 各方 %}x{% endfor %}", "与已有名称相同"),
    "power": ("{{ 9 ** 99999999 }}", "乘方"),
    "joined texts": ("{{ 合同编号 ~ 园区 }}", "拼接"),
    "filter": ("{{ 合同编号 | attr('x') }}", "过滤器"),
    "assignment": ("{% set x = 1 %}", "赋值（set）"),
    "macro": ("{% macro m() %}x{% endmacro %}", "宏（macro）"),
    "include": ("{% include '/etc/passwd' %}", "include"),
    "import": ("{% import 'os' as os %}", "import"),
    "extends": ("{% extends 'x' %}", "extends"),
    "unknown name": ("{{ 联系电话 }}", "名称“联系电话”不在可用名称之内"),
    "unknown column": ("{% for 方 in 各方 %}{{ 方.电话 }}{% endfor %}", "“各方”没有“电话”"),
    "name where it is never shown": ("{% if 1 == 2 %}{{ 密码 }}{% endif %}", "“密码”"),
    "list written out": ("{{ 各方 }}", "是列表"),
    "broken tag": ("{% if 园区 %}", "写得不完整"),
    "too many tags": ("{{ 园区 }}" * 3000, "标签过多"),
}
FILES = {
    "in the properties": (
        lambda: with_xml(
            "</cp:coreProperties>",
            "<dc:identifier>{{ cycler }}</dc:identifier></cp:coreProperties>",
            "docProps/core.xml",
        ),
        "“cycler”",
    ),
    "remote template": (lambda: related("attachedTemplate", "http://x.test/a.dotm"), "远程模板"),
    "remote picture": (lambda: related("image", "http://x.test/a.png"), "外部链接"),
    "link": (lambda: related("hyperlink", "http://x.test/"), "外部链接"),
    "file on a share": (lambda: related("image", "file://server/a.png", external=False), "外部链接"),
    "OLE relation": (lambda: related("oleObject", "embeddings/a.bin", external=False), "OLE"),
    "foreign page": (lambda: related("aFChunk", "a.html", external=False), "OLE"),
    "OLE part": (lambda: with_part("word/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0"), "OLE"),
    "macros": (lambda: with_part("word/vbaProject.bin", b"x"), "含宏"),
    "entity": (lambda: with_part("word/document.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "实体声明"),
    "INCLUDETEXT": (lambda: with_xml("</w:p>", field('INCLUDETEXT "c:/a"') + "</w:p>"), "INCLUDETEXT"),
    "DDE": (lambda: with_xml("</w:p>", field('DDEAUTO c:/cmd "/k"') + "</w:p>"), "DDEAUTO"),
    "simple field": (
        lambda: with_xml("</w:p>", '<w:fldSimple w:instr="INCLUDEPICTURE &quot;x&quot;"/></w:p>'),
        "INCLUDEPICTURE",
    ),
    "deep": (lambda: with_part("word/document.xml", b"<a>" * 5000 + b"</a>" * 5000), "层次过深"),
    "zip bomb": (lambda: with_part("word/media/a.xml", b"\0" * 19 * 1024 * 1024), "异常膨胀"),
    "large once inflated": (lambda: with_part("word/media/a.xml", b" " * 25 * 1024 * 1024), "MB"),
    "not a zip": (lambda: b"PK\x03\x04" + b"x" * 200, "已损坏"),
    "workbook": (
        lambda: with_part("x", b"").replace(b"word/document.xml", b"word/documenx.xml"),
        "不是 Word 文档",
    ),
    "old Word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "旧版 Word"),
    "picture": (lambda: b"\x89PNG\r\n", "不是 Word 文档"),
    "nothing": (lambda: b"", "空的"),
    "fat": (lambda: b"PK\x03\x04" + b"x" * 3 * 1024 * 1024, "不能超过"),
}


def opened(data: bytes, name: str = "模板.docx") -> None:
    """What the child does, without its limits."""
    list(child.run(data, gate.check(data, name), sample()))


@pytest.mark.parametrize("case", TEXTS)
def test_what_no_template_says(case):
    text, words = TEXTS[case]
    with pytest.raises(Refused) as refusal:
        TemplateEnvironment().from_string(text)
    assert words in str(refusal.value)


def test_what_no_template_says_is_found_in_a_file():
    with pytest.raises(Refused, match="cycler"):
        opened(saying("{{ cycler.__init__.__globals__ }}"))


@pytest.mark.parametrize("case", FILES)
def test_files_that_are_refused_with_a_sentence(case):
    make, words = FILES[case]
    data = make()
    began = time.monotonic()
    with pytest.raises(Refused) as refusal:
        opened(data)
    assert words in str(refusal.value)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("name", ("a.docm", "a.doc", "a.dotx", "a.xlsx", "a", "a.docx.exe"))
def test_other_endings_are_refused(name):
    with pytest.raises(Refused, match="上传"):
        gate.check(saying(), name)


def test_fields_that_only_number_are_taken():
    opened(with_xml("</w:p>", field(" PAGE \\* MERGEFORMAT ") + "</w:p>"))


def test_the_child_dies_alone_of_time():
    letters = Random(7).choices("abcdefgh", k=300_000)
    slow = saying("".join(f"{{{{r {letter}" for letter in letters))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with pytest.raises(FileRefused) as refusal:
        render.inspect(slow, "模板.docx")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert refusal.value.message == render.TOO_MUCH
    assert after.ru_utime - before.ru_utime < 5


def test_the_reference_uses_names_of_the_list_and_comes_out_filled_in():
    data = templates.REFERENCE.read_bytes()
    names = render.inspect(data, "contract_template.docx")
    assert set(names) <= {*FIELDS, *LISTS} and {"各方", "用房", "承诺", "合同编号"} <= set(names)
    values = {**sample(), "园区": '<甲&乙> "园"', "变更说明": "单价由\n3800 改为 3600"}
    text = templates.text_of(render.fill(data, values).content)
    assert '<甲&乙> "园"' in text and "3800 改为 3600" in text
    assert "{" not in text and "2028 年度起每年" in text


def test_values_are_not_read_as_a_template():
    """What an operator types into a contract is text, whatever it looks like."""
    text = templates.text_of(
        render.fill(saying("{{ 园区 }}"), {**sample(), "园区": "{{ 7*7 }}{% x %}"}).content
    )
    assert "{{ 7*7 }}{% x %}" in text
