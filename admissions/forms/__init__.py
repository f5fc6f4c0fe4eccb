from admissions.forms.answers import SectionForm
from admissions.forms.decisions import ApproveForm
from admissions.forms.submission import MaterialForm, NewApplicationForm, ReuseForm, SubmitForm

__all__ = [
    "ApproveForm",
    "MaterialForm",
    "NewApplicationForm",
    "ReuseForm",
    "SectionForm",
    "SubmitForm",
]
