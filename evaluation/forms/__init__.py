from evaluation.forms.runs import RunForm, WhatIfForm

__all__ = ["RunForm", "WhatIfForm"]
