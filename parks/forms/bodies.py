"""What can be said of a developer or operator, apart from its name and code."""

from parks.forms.base import RecordForm, versioned
from parks.forms.fields import record_form
from parks.models import Developer, Operator

BODY_FORMS: dict[str, type[RecordForm]] = {
    "developer": versioned(record_form(Developer, (("", "", ("ownership",)),))),
    "operator": versioned(
        record_form(Operator, (("", "", ("ownership", "is_professional", "headquartered_on")),))
    ),
}
