from functools import cached_property

import pghistory

from admissions.rules.scheme import Scheme
from portal.models import DraftedScheme, drafted_constraints, kept_once_published
from portal.scope import Scope, ScopedManager


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class AdmissionScheme(DraftedScheme):
    """评分方案: what a county asks of firms and how it counts, with its rules of admission (W9, W10, C九).

    `content` is what `admissions.rules.scheme.Scheme` loads.
    """

    scope = Scope(place="place", view="application.view")
    objects = ScopedManager()

    class Meta(DraftedScheme.Meta):
        abstract = False
        verbose_name = "评分方案"
        constraints = (*DraftedScheme.Meta.constraints, *drafted_constraints("admission_scheme"))
        triggers = kept_once_published()

    @cached_property
    def rules(self) -> Scheme:
        """The scheme as it scores; raises SchemeFaulty for an incomplete draft."""
        return Scheme.load(self.content)
