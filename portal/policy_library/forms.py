from typing import Any

from django import forms

from policies.library import Library
from policies.model import Clause
from portal.forms import Form


class ClauseFilter(Form):
    """Search box and choice of document; left empty it shows everything."""

    q = forms.CharField(label="关键词", max_length=100, required=False)
    instrument = forms.ChoiceField(label="文件", required=False)

    def __init__(self, data: Any, library: Library) -> None:
        super().__init__(data)
        self.library = library
        names = [(instrument.id, instrument.short_title) for instrument in library.instruments]
        self.fields["instrument"].choices = [("", "全部文件"), *names]

    def found(self) -> tuple[Clause, ...]:
        """The clauses asked for; a field that cannot be read says so and does not narrow the search."""
        self.full_clean()
        wanted = self.cleaned_data
        return self.library.search(wanted.get("q", ""), wanted.get("instrument", ""))

    @property
    def active(self) -> int:
        """How many of the fields are in use."""
        return sum(1 for name in self.fields if self.data.get(name))
