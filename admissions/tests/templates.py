"""Word templates for tests: the reference with a sentence, or a part, put in."""

import io
import zipfile
from pathlib import Path

from docx import Document

REFERENCE = Path(__file__).parents[1] / "reference" / "contract_template.docx"
RELATIONS = "word/_rels/document.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def saying(*lines: str) -> bytes:
    """A template with these paragraphs beside one honest name."""
    document, target = Document(), io.BytesIO()
    for line in ("合同编号：{{ 合同编号 }}", *lines):
        document.add_paragraph(line)
    document.save(target)
    return target.getvalue()


def with_part(name: str, content: bytes, template: bytes | None = None) -> bytes:
    """The template with a part added or put in the place of the one of that name."""
    return rebuilt({name: content}, template)


def with_xml(old: str, new: str, part: str = "word/document.xml") -> bytes:
    """The template with a piece of a part's text exchanged."""
    template = saying()
    with zipfile.ZipFile(io.BytesIO(template)) as package:
        text = package.read(part).decode()
    assert old in text
    return with_part(part, text.replace(old, new, 1).encode(), template)


def related(kind: str, target: str, external: bool = True) -> bytes:
    """The template with one more relationship of its document."""
    mode = ' TargetMode="External"' if external else ""
    link = f'<Relationship Id="rId99" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'
    return with_xml("</Relationships>", link + "</Relationships>", RELATIONS)


def rebuilt(parts: dict[str, bytes], template: bytes | None = None) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template or saying())) as source:
        every = {name: source.read(name) for name in source.namelist()} | parts
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in every.items():
            package.writestr(name, content)
    return target.getvalue()


def field(instruction: str) -> str:
    """A field of Word as it stands in a paragraph, its instruction spread over two runs."""
    half = len(instruction) // 2
    runs = (
        '<w:fldChar w:fldCharType="begin"/>',
        f"<w:instrText>{instruction[:half]}</w:instrText>",
        f"<w:instrText>{instruction[half:]}</w:instrText>",
        '<w:fldChar w:fldCharType="end"/>',
    )
    return "".join(f"<w:r>{run}</w:r>" for run in runs)


def text_of(content: bytes) -> str:
    """Paragraphs and cells of a Word document, line by line."""
    document = Document(io.BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
