from admissions.forms.answers import SectionForm
from admissions.forms.decisions import ApproveForm, DecisionForm
from admissions.forms.submission import MaterialForm, NewApplicationForm, ReuseForm, SubmitForm

__all__ = [
    "ApproveForm",
    "DecisionForm",
    "MaterialForm",
    "NewApplicationForm",
    "ReuseForm",
    "SectionForm",
    "SubmitForm",
]
