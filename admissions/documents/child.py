"""Checks a template and fills it in. Runs in a process of its own, with the memory and time one contract can need."""

import io
from collections.abc import Iterator
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateError

from admissions.documents import gate
from admissions.documents.names import in_order
from admissions.documents.sandbox import TemplateEnvironment
from portal.sheets.child import Task, serve
from portal.sheets.gate import MEGABYTE, Pass, Refused

TOO_MUCH = "模板过于复杂，生成合同超出了允许的时间或内存，请精简后再上传。"
DAMAGED = "文件内容已损坏或不合规范，无法作为模板，" + gate.SAVE_AS
LARGEST = 20 * MEGABYTE


def run(data: bytes, passed: Pass, values: dict[str, Any]) -> Iterator[Any]:
    """The names the template uses, then the document filled in with `values`."""
    environment = TemplateEnvironment()
    try:
        document = DocxTemplate(io.BytesIO(data))
        document.render(values, environment, autoescape=True)
        target = io.BytesIO()
        document.save(target)
    except (PackageNotFoundError, TemplateError) as error:
        raise Refused(DAMAGED) from error
    if target.tell() > LARGEST:
        raise Refused(TOO_MUCH)
    yield in_order(environment.used)
    yield target.getvalue()


TASK = Task(
    run,
    memory=20,
    seconds=1 / 4_000_000,
    check=gate.check,
    spare_memory=96 * MEGABYTE,
    too_much=TOO_MUCH,
    damaged=DAMAGED,
)

if __name__ == "__main__":
    serve(TASK)
