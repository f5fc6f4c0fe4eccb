from django import forms

from parks.forms.base import RoomForm
from parks.models import Park
from portal.forms import DateField, Form


class RecognitionForm(RoomForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    recognised_on = DateField(label="认定日期", help_text="按认定文件的日期填写。")


class StatusForm(Form):
    status = forms.ChoiceField(label="园区状态", choices=Park.Status.choices)
