"""What the steps of a transfer, a finding ask beside an opinion; what a day of visits found."""

from django import forms
from django.utils import timezone

from admissions.forms.answers import UsccField
from admissions.models import CampaignVisit, TransferRequest
from parks.records.forms import StepForm
from portal.forms import DateField, DecimalField, Form, TextField

WAN = {"unit": "万元", "places": 2, "digits": 14}


class OfferForm(StepForm):
    buyer = forms.ChoiceField(label="回购主体", choices=[("", "请选择"), *TransferRequest.Buyer.choices])
    appraisal_wan = DecimalField(label="市场评估价", required=False, **WAN)
    offer_wan = DecimalField(label="回购价", **WAN)
    document = TextField(label="评估报告或答复文号", required=False, max_length=100)


class TakerForm(StepForm):
    """Who takes the rooms over: asked for at the latest when the taker applies for admission."""

    carries = ("taker", "taker_uscc")
    taker = TextField(label="承接企业", max_length=100, help_text="与营业执照一致。")
    taker_uscc = UsccField(label="统一社会信用代码", max_length=40, help_text="18 位，营业执照右上角。")


class VacateForm(StepForm):
    vacated_on = DateField(label="腾退日期", help_text="在园的最后一天。")


class TermForm(StepForm):
    due_on = DateField(label="整改期限")


class ExpelForm(StepForm):
    last_day = DateField(label="清退日期", help_text="在园的最后一天，入驻记录在这一天结束。")


class VisitResultForm(Form):
    """One result for firms visited on the same day."""

    visited_on = DateField(label="检查日期", initial=timezone.localdate)
    outcome = forms.ChoiceField(label="结果", choices=CampaignVisit.Outcome.choices)
