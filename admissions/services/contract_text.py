"""What stands in the Word document of a contract, by the names of `admissions.documents.names`."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import Place
from admissions.models import AdmissionContract, Commitment, ContractTemplate
from admissions.rules.contract import price_unit
from parks.rules import industries
from portal.numbers import DASH, decimal_text

REFERENCE = Path(__file__).parents[1] / "reference" / "contract_template.docx"


def template_of(place: Place) -> ContractTemplate | None:
    """The template in use in the county or zone of a place; None: the reference."""
    return ContractTemplate.objects.filter(place__code=place.county_code, state="published").first()


def values_of(contract: AdmissionContract) -> tuple[bytes, dict[str, Any]]:
    """The template's bytes and the value of every name in it."""
    template = contract.template
    content = bytes(template.content) if template else REFERENCE.read_bytes()
    return content, {**fields(contract), **lists(contract)}


def fields(contract: AdmissionContract) -> dict[str, str]:
    application = contract.application
    park = application.park
    return {
        "合同编号": contract.number,
        "版次": f"第 {contract.revision} 版",
        "变更说明": contract.reason,
        "生成日期": f"{timezone.localdate()}",
        "申请编号": application.number or "",
        "县区": Place.objects.values_list("name", flat=True).get(code=park.place.county_code),
        "园区": park.name,
        "企业名称": application.firm_name,
        "统一社会信用代码": application.uscc,
        "所属行业": industry(application.industry_code),
        "入驻方式": contract.get_tenure_display(),
        "建筑面积": decimal_text(contract.floor_area_m2, 2),
        "单价": decimal_text(contract.unit_price_yuan, 2),
        "单价单位": price_unit(contract.tenure),
        "总价": decimal_text(contract.total_wan, 2),
        "起始日期": text(contract.valid_from),
        "终止日期": text(contract.valid_until),
        "签约期限": text(contract.sign_by),
        "整改天数": str(contract.rectification_days),
        "预警线": decimal_text(contract.yellow_percent),
    }


def lists(contract: AdmissionContract) -> dict[str, list[dict[str, str]]]:
    rooms = contract.rooms.select_related("unit__storey__building").order_by("pk")
    return {
        "各方": [
            {"身份": party.get_role_display(), "名称": party.name, "代表": party.representative}
            for party in contract.parties.order_by("pk")
        ],
        "用房": [
            {
                "序号": str(number),
                "幢": room.unit.storey.building.name,
                "层": str(room.unit.storey),
                "单元": room.unit.name,
                "面积": decimal_text(room.floor_area_m2, 2),
            }
            for number, room in enumerate(rooms, start=1)
        ],
        "承诺": [
            promise(number, one) for number, one in enumerate(contract.commitments.order_by("pk"), start=1)
        ],
    }


def promise(number: int, commitment: Commitment) -> dict[str, str]:
    return {
        "序号": str(number),
        "名称": commitment.get_kind_display(),
        "承诺值": target_text(commitment.target) or DASH,
        "单位": commitment.unit or DASH,
        "期限": f"{commitment.first_year} 年度起每年" if commitment.first_year else text(commitment.due_on),
        "说明": "",
    }


def target_text(value: Decimal | None) -> str:
    return "" if value is None else decimal_text(value)


def industry(code: str) -> str:
    found = industries.table().get(code)
    return found.label if found else code


def text(value: Any) -> str:
    return f"{value}" if value else ""
