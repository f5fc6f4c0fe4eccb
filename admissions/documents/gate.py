"""What a Word template must be before anything parses it: an honest .docx that brings nothing with it.

Macros, embedded objects, links to anything outside, pages of other formats and fields that fetch something are refused.
Runs in the child process, so it knows nothing of Django.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from portal.sheets.gate import MEGABYTE, Package, Pass, Refused, check_package

MAX_BYTES = 2 * MEGABYTE
SAVE_AS = "请用 Word 或 WPS 打开后另存为“Word 文档（.docx）”再上传。"
DOCX = Package(
    "Word 文档",
    SAVE_AS,
    "word/document.xml",
    20 * MEGABYTE,
    "请删去大幅图片后再上传，合同模板一般不需要图片。",
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OTHER = {
    "docm": "文件含宏，不能上传，" + SAVE_AS,
    "dotm": "文件含宏，不能上传，" + SAVE_AS,
    "dotx": "请把 Word 模板（.dotx）另存为“Word 文档（.docx）”再上传。",
    "doc": "不支持旧版 Word 格式（.doc），" + SAVE_AS,
    "wps": "不支持 WPS 专用格式（.wps），" + SAVE_AS,
}
# The ends of the relationship types a plain contract has; everything else brings something along.
TIES = {
    *(
        "officeDocument",
        "styles",
        "stylesWithEffects",
        "settings",
        "webSettings",
        "fontTable",
        "theme",
        "numbering",
    ),
    *("footnotes", "endnotes", "header", "footer", "image", "thumbnail"),
    *("core-properties", "extended-properties", "custom-properties", "customXml", "customXmlProps"),
}
OBJECTS = frozenset(
    {"oleObject", "package", "control", "activeXControlBinary", "aFChunk", "subDocument", "frame"}
)
# Fields of Word that only number, date or refer within the document.
FIELDS = {
    "PAGE",
    "NUMPAGES",
    "SECTIONPAGES",
    "SECTION",
    "DATE",
    "TIME",
    "REF",
    "PAGEREF",
    "SEQ",
    "TOC",
    "STYLEREF",
}
DEEPEST = 200


def check(data: bytes, filename: str) -> Pass:
    """Raises :class:`Refused` for what is no plain .docx."""
    if not data:
        raise Refused("文件是空的，请检查后重新上传。")
    if len(data) > MAX_BYTES:
        raise Refused(f"合同模板不能超过 {MAX_BYTES // MEGABYTE} MB，{DOCX.shrink}")
    ending = filename.rpartition(".")[2].lower() if "." in filename else ""
    if ending != "docx":
        raise Refused(OTHER.get(ending, "合同模板只能上传 .docx 文件，" + SAVE_AS))
    if data.startswith(OLE):
        raise Refused("文件已加密或是旧版 Word 文档，请先取消打开密码，" + SAVE_AS)
    if not data.startswith(b"PK\x03\x04"):
        raise Refused("扩展名是 .docx，内容却不是 Word 文档，" + SAVE_AS)
    size, _ = check_package(data, DOCX)
    look_inside(zipfile.ZipFile(io.BytesIO(data)))
    return Pass("docx", size)


def look_inside(package: zipfile.ZipFile) -> None:
    for name in package.namelist():
        lowered = name.lower()
        if "/embeddings/" in lowered or "/activex/" in lowered or lowered.endswith((".bin", ".ole")):
            raise Refused("文件内嵌了其他对象（OLE），不能作为模板，请删除后再上传。")
        if lowered.endswith(".rels"):
            check_ties(parsed(package, name))
        elif lowered.startswith("word/") and lowered.endswith(".xml"):
            check_fields(parsed(package, name))


def parsed(package: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """A part of the package; nested deeper than any document is refused before anybody recurses into it."""
    depth, root = 0, None
    try:
        for event, node in ElementTree.iterparse(io.BytesIO(package.read(name)), events=("start", "end")):
            root = node if root is None else root
            depth += 1 if event == "start" else -1
            if depth > DEEPEST:
                raise Refused("文件内部层次过深，已拒绝读取，" + SAVE_AS)
    except ElementTree.ParseError as error:
        raise Refused("文件已损坏，无法打开，请重新保存后再上传。") from error
    assert root is not None
    return root


def check_ties(links: ElementTree.Element) -> None:
    """Nothing outside the file, and inside it only what a plain document consists of."""
    for link in links:
        kind = link.get("Type", "").rpartition("/")[2]
        if link.get("TargetMode", "").lower() == "external" or "://" in link.get("Target", ""):
            remote = "远程模板" if kind == "attachedTemplate" else "外部链接"
            raise Refused(f"文件引用了{remote}，不能作为合同模板，请删除后再上传。")
        if kind in OBJECTS:
            raise Refused("文件内嵌了其他对象（OLE），不能作为模板，请删除后再上传。")
        if kind not in TIES:
            raise Refused(f"文件含有合同模板不需要的部件（{kind[:40]}），请删除后另存再上传。")


def check_fields(part: ElementTree.Element) -> None:
    for instruction in instructions(part):
        word = re.match(r"\s*(\S*)", instruction)
        code = word.group(1).upper() if word else ""
        if code not in FIELDS:
            raise Refused(f"文件含有会引用其他内容的域（{code[:20] or '空'}），请改为普通文字后再上传。")


def instructions(part: ElementTree.Element) -> Iterator[str]:
    """The instruction of every field, put together from the runs it is spread over. A field within the instruction of
    another is how links are hidden; it is refused."""
    for simple in part.iter(f"{W}fldSimple"):
        yield simple.get(f"{W}instr", "")
    open_text: list[str] | None = None
    for node in part.iter():
        if node.tag == f"{W}fldChar":
            kind = node.get(f"{W}fldCharType")
            if kind == "begin":
                if open_text is not None:
                    raise Refused("文件含有嵌套的域，请改为普通文字后再上传。")
                open_text = []
            elif open_text is not None:
                yield "".join(open_text)
                open_text = None
        elif node.tag == f"{W}instrText":
            if open_text is None:
                raise Refused("文件含有不完整的域，请改为普通文字后再上传。")
            open_text.append(node.text or "")
    if open_text is not None:
        yield "".join(open_text)
