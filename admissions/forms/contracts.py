"""What is typed about a contract: its draft, a signature, the filing, a payment, a step taken, a breach."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from admissions.models import AdmissionContract, Breach, Commitment, ContractParty
from admissions.models.commitment import DATED, REPORTED, UNITS, YEARLY
from admissions.rules.contract import price_unit
from admissions.services.contracts import CONTENT
from enterprises.forms import PastDateField
from parks.forms.base import CHOOSE, RoomForm
from parks.models import Unit
from parks.records.panels import FUNDS
from parks.services.attachments import taken_kind
from portal.errors import PortalError
from portal.forms import DateField, DecimalField, ManyField, TextField, YearField
from portal.widgets import SeveralSelects

Kind = Commitment.Kind
MOST_UNITS = 6
MONEY = {"places": 2, "digits": 14, "required": False}
SCAN_HINT = "PDF、PNG 或 JPG，也可以是 Word、Excel 文件。"


def unit_label(unit: Unit) -> str:
    return f"{unit.full_name}（{unit.floor_area_m2} ㎡）"


class ContractForm(RoomForm):
    """A draft. Everything may be empty until it goes out; the total is computed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    reason = TextField(
        label="变更说明", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    units = ManyField(
        label="单元", required=False, help_text="选择后，建筑面积按所选单元合计；园区没有登记单元的可不选。"
    )
    floor_area_m2 = DecimalField(label="建筑面积", unit="㎡", places=2, digits=14, required=False)
    unit_price_yuan = DecimalField(label="单价", **MONEY)
    valid_from = DateField(label="起始日期", required=False, help_text="企业从这一天起入驻。")
    valid_until = DateField(label="终止日期", required=False, help_text="租赁合同必填。")
    sign_by = DateField(label="签约期限", required=False)
    first_year = YearField(label="首个考核年度", required=False, help_text="下列年度指标从这一年起逐年考核。")

    def __init__(self, *args: Any, contract: AdmissionContract, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contract = contract
        self.fields["unit_price_yuan"].unit = price_unit(contract.tenure)
        self.units = {str(unit.pk): unit for unit in units}
        self.put_parties()
        self.put_commitments()
        self.drop_what_is_fixed()

    def put_parties(self) -> None:
        for role in ContractParty.Role:
            self.fields[f"{role}_name"] = TextField(label=role.label, max_length=100, required=False)
            self.fields[f"{role}_representative"] = TextField(
                label=f"{role.label}代表", max_length=60, required=False
            )

    def put_commitments(self) -> None:
        for kind in DATED:
            self.fields[f"{kind}_due"] = DateField(label=f"{kind.label}期限", required=False)
        self.fields["investment_due"] = DateField(label="累计投资期限", required=False)
        for kind in (Kind.INVESTMENT, *YEARLY):
            places = 0 if kind is Kind.EMPLOYEES else 2
            self.fields[f"{kind}_target"] = DecimalField(
                label=kind.label, unit=UNITS[kind], places=places, digits=12, required=False
            )

    def drop_what_is_fixed(self) -> None:
        """An amendment is about the same rooms; a park without units has none to choose."""
        if self.contract.amends_id:
            del self.fields["units"], self.fields["floor_area_m2"]
            return
        del self.fields["reason"]
        if not self.units:
            del self.fields["units"]
            return
        field = self.fields["units"]
        field.widget = SeveralSelects("单元", MOST_UNITS)
        labels = [(pk, unit_label(unit)) for pk, unit in self.units.items()]
        field.choices = [*CHOOSE, *labels]
        field.widget.choices = field.choices

    def sections(self) -> list[dict[str, Any]]:
        def of(*names: str) -> list[Any]:
            return [self[name] for name in names if name in self.fields]

        roles = [name for role in ContractParty.Role for name in (f"{role}_name", f"{role}_representative")]
        steps = [f"{kind}_due" for kind in DATED]
        yearly = [f"{kind}_target" for kind in YEARLY]
        return [
            {"label": "签约方", "note": "", "fields": of("reason", *roles)},
            {
                "label": "用房与价款",
                "note": "总价由系统按单价、面积和租期算出。",
                "fields": of(
                    "units", "floor_area_m2", "unit_price_yuan", "valid_from", "valid_until", "sign_by"
                ),
            },
            {
                "label": "达产承诺",
                "note": "没有约定的事项留空。已带出申请中承诺的数值。",
                "fields": of(*steps, "investment_target", "investment_due", "first_year", *yearly),
            },
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if any(data.get(f"{kind}_target") for kind in YEARLY) and not data.get("first_year"):
            self.add_error("first_year", "填写了年度指标，请填写首个考核年度。")
        if bool(data.get("investment_target")) != bool(data.get("investment_due")):
            self.add_error("investment_due", "累计投资的数值和期限须同时填写。")
        return data

    def for_service(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "version": data["version"],
            "content": {name: data.get(name, getattr(self.contract, name)) for name in CONTENT},
            "parties": {
                role: (data[f"{role}_name"], data[f"{role}_representative"])
                for role in ContractParty.Role.values
            },
            "commitments": self.commitments(),
            "units": [self.units[code] for code in data.get("units", ()) if code in self.units],
            "floor_area_m2": data.get("floor_area_m2") or None,
        }

    def commitments(self) -> dict[str, dict[str, Any]]:
        data = self.cleaned_data
        found = {kind: {"due_on": data[f"{kind}_due"]} for kind in DATED if data[f"{kind}_due"]}
        if data["investment_target"]:
            found[Kind.INVESTMENT] = {"target": data["investment_target"], "due_on": data["investment_due"]}
        for kind in YEARLY:
            if target := data[f"{kind}_target"]:
                found[kind] = {"target": target, "first_year": data["first_year"]}
        return found

    @staticmethod
    def initial_for(contract: AdmissionContract) -> dict[str, Any]:
        values = {name: getattr(contract, name) for name in (*CONTENT, "version", "floor_area_m2")}
        values["units"] = [str(room.unit_id) for room in contract.rooms.order_by("pk")]
        for party in contract.parties.all():
            values[f"{party.role}_name"] = party.name
            values[f"{party.role}_representative"] = party.representative
        for one in contract.commitments.all():
            values[f"{one.kind}_due"], values[f"{one.kind}_target"] = one.due_on, one.target
            values["first_year"] = one.first_year or values.get("first_year")
        return values


class FileField(forms.FileField):
    """A file of a kind the park keeps."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file:
            try:
                taken_kind(file.name, file, file.size)
            except PortalError as refusal:
                raise ValidationError(refusal.message, code=refusal.code) from refusal
        return file


class SignForm(RoomForm):
    role = forms.ChoiceField(label="签约方")
    signed_on = PastDateField(label="签订日期")
    signatory = TextField(label="签署人", max_length=60)
    scan = FileField(label="签章扫描件", required=False, help_text=SCAN_HINT)

    def __init__(self, *args: Any, contract: AdmissionContract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left = [party for party in contract.parties.all() if not party.signed_on]
        self.fields["role"].choices = [*CHOOSE, *((party.role, str(party)) for party in left)]


class CommentForm(RoomForm):
    """A step with its opinion."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    comment = TextField(label="意见", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, comment_required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comment"].required = comment_required


class FinishForm(CommentForm):
    on = PastDateField(label="终止日期")
    field_order = ("version", "on", "comment")


class AmendForm(RoomForm):
    reason = TextField(label="变更说明", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class FiledForm(RoomForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    filed_number = TextField(label="网签备案编号", max_length=60)
    filed_price_yuan = DecimalField(label="网签备案价", unit="元/㎡", places=2, digits=14)
    filed_on = PastDateField(label="网签备案日期")


class FundForm(RoomForm):
    unit = forms.ModelChoiceField(
        label="单元", queryset=Unit.objects.none(), required=False, empty_label="合同全部用房"
    )
    kind = forms.ChoiceField(label="类别", choices=[*CHOOSE, *((kind.value, kind.label) for kind in FUNDS)])
    paid_yuan = DecimalField(label="缴纳金额", unit="元", places=2, digits=14)
    paid_on = PastDateField(label="缴纳日期")

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units


class FulfilmentForm(RoomForm):
    kind = forms.ChoiceField(
        label="承诺事项", choices=[*CHOOSE, *((kind.value, kind.label) for kind in REPORTED)]
    )
    on = PastDateField(label="日期")
    value = DecimalField(label="累计投资", unit="万元", help_text="只在登记累计投资时填写。", **MONEY)
    evidence = TextField(
        label="依据", max_length=200, help_text="如竣工验收单、投产报告、审计报告的名称和文号。"
    )
    attachment = FileField(label="依据材料", required=False, help_text=SCAN_HINT)


class BreachForm(RoomForm):
    ground = forms.ChoiceField(label="违约类别", choices=[*CHOOSE, *Breach.Ground.choices])
    commitment = forms.ModelChoiceField(
        label="承诺事项", queryset=Commitment.objects.none(), required=False, empty_label="不涉及"
    )
    year = YearField(label="年度", required=False)
    found_on = PastDateField(label="发现日期")
    description = TextField(label="违约情况", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = DateField(label="整改期限", required=False, help_text="留空的，按合同约定的整改天数计算。")

    def __init__(self, *args: Any, commitments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commitment"].queryset = commitments


class ReplyForm(CommentForm):
    evidence = FileField(label="整改材料", required=False, help_text=SCAN_HINT)


class TemplateForm(RoomForm):
    title = TextField(label="模板名称", max_length=100)
    file = forms.FileField(label="模板文件", max_length=255, help_text="Word 文档（.docx），不超过 2 MB。")
