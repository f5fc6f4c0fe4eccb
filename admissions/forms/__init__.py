from admissions.forms.decisions import ApproveForm, DecisionForm
from admissions.forms.drafts import ApplicationForm, NewApplicationForm, SubmitForm

__all__ = ["ApplicationForm", "ApproveForm", "DecisionForm", "NewApplicationForm", "SubmitForm"]
