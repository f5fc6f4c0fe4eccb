from django import forms

from parks.forms.base import RoomForm
from portal.forms import DateField


class RecognitionForm(RoomForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    recognised_on = DateField(label="认定日期", help_text="按认定文件的日期填写。")
