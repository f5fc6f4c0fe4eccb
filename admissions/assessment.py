"""五度评分 of an application: what the page shows while it is filled in, and what its submission keeps.

Both come from `assess`, so a preview can never differ from the official score of the same content.
"""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from admissions.facts import facts_of
from admissions.models import AdmissionScheme, Application
from admissions.rules.area import AreaLimit, area_limit, widening_in
from admissions.rules.facts import Facts
from admissions.rules.scheme import Question
from admissions.rules.scoring import Score, score
from admissions.rules.sections import Section, sections_for
from admissions.schemes import scheme_of
from policies.accessor import Rules
from policies.errors import NoRuleInForce
from policies.library import get_library


@dataclass(frozen=True)
class Assessment:
    """The scheme that applies and what it says of the application as it is now."""

    scheme: AdmissionScheme
    score: Score
    facts: Facts


def assess(application: Application) -> Assessment:
    """Raises NoRuleInForce where no scheme holds."""
    scheme, facts = scheme_of(application), facts_of(application)
    return Assessment(scheme, score(scheme.rules, facts), facts)


def answer_word(question: Question, answer: str) -> str:
    """An answer as people read it: an option by its name, a number with its unit."""
    return dict(question.options).get(answer, answer)


@dataclass(frozen=True)
class Standing:
    """How an application stands, for its pages: `score` as `Score.as_dict()`, or the `reason` why there is none."""

    scheme: AdmissionScheme | None = None
    score: dict[str, Any] | None = None
    reason: str = ""
    area_words: str = ""
    is_preview: bool = False

    @property
    def questions(self) -> tuple[Question, ...]:
        return self.scheme.rules.questions if self.scheme else ()

    @property
    def hints(self) -> list[str]:
        """Where the next points are, indicator by indicator; what is not answered is named as missing."""
        parts = self.score["dimensions"] if self.score else ()
        lines = (line for part in parts for line in part["indicators"] if line["value"] is not None)
        return [line["hint"] for line in lines if line["hint"]]

    @property
    def sections(self) -> tuple[Section, ...]:
        return sections_for(self.questions)


def preview(application: Application) -> Standing:
    """By the content as it is now."""
    try:
        found = assess(application)
    except NoRuleInForce as error:
        return Standing(reason=error.message)
    words = limit_of(application, found).words
    return Standing(found.scheme, found.score.as_dict(), area_words=words, is_preview=True)


def limit_of(application: Application, found: Assessment) -> AreaLimit:
    """How much floor the firm may buy (W10), by the scheme and by the policy of its first submission."""
    on = application.first_submitted_on or timezone.localdate()
    rules = Rules(get_library(), application.park.place.policy_code, on)
    return area_limit(found.scheme.rules.settings.area_cap_m2, widening_in(rules), found.facts)


def stored(application: Application) -> Standing:
    """As it was kept with the last submission."""
    return Standing(application.scheme, application.score_trace)


def standing_of(application: Application) -> Standing:
    """As it was submitted; while it can be changed, as it is now."""
    can_change = application.state in (Application.State.DRAFT, Application.State.RETURNED)
    return preview(application) if can_change else stored(application)
