from typing import Any

from django import forms

from portal.forms import Form
from portal.sheets.gate import MAX_BYTES, MEGABYTE


class UploadForm(Form):
    """A file, and for whoever works in several counties the one it is about."""

    file = forms.FileField(
        label="文件",
        allow_empty_file=True,
        help_text=f"支持 .xlsx、.xls、.csv，不超过 {MAX_BYTES // MEGABYTE} MB；不接受含宏或加密的文件。",
        error_messages={
            "required": "请选择要上传的文件。",
            "missing": "请选择要上传的文件。",
            "invalid": "请选择要上传的文件。",
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )
    region = forms.ModelChoiceField(
        label="区县",
        queryset=None,
        required=False,
        empty_label="全部",
        help_text="选定后只认该区县范围内的记录。",
    )

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions
        if regions.count() < 2:
            del self.fields["region"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(f"文件超过 {MAX_BYTES // MEGABYTE} MB，请拆成几个文件分别上传。")
        return file
