"""What is evaluated, each with the rules that read its schemes' `content`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evaluation.rules import park_grades, treatment
from evaluation.rules.classes import ClassScheme, words
from evaluation.rules.park_grades import words as park_words
from evaluation.rules.stars import StarScheme
from evaluation.rules.stars import words as star_words


@dataclass(frozen=True)
class Subject:
    """`rules` loads a scheme from its `content` (`load`, raising its faults; `sketch`, as far as a draft goes, with a
    sentence for everything wrong) and makes content of it again (`as_content`).

    `lines(scheme)` says it in words, part by part, and `differences(old, new)` what differs. `files` finds its
    references in `evaluation/reference/`; `about` says what a reference is for.
    """

    rules: Any
    lines: Callable[[Any], Iterable[words.Line]]
    differences: Callable[[Any, Any], list[Any]]
    files: str
    about: str

    def changes(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Any]:
        """What differs between two contents."""
        return self.differences(self.rules.sketch(old)[0], self.rules.sketch(new)[0])


# By the code of `EvaluationScheme.Subject`.
SUBJECTS: dict[str, Subject] = {
    "enterprises": Subject(
        rules=ClassScheme,
        lines=words.lines,
        differences=words.differences,
        files="classes-*.yaml",
        about="政策没有规定指标权重、基准值和分类比例，这里的数值供各县起草时参考；本县没有发布自己的方案时按它评价。",
    ),
    "parks": Subject(
        rules=park_grades.ParkScheme,
        lines=park_words.lines,
        differences=park_words.differences,
        files="parks-*.yaml",
        about="政策没有规定评价指标、权重和档次比例，这里的数值供各县起草时参考；本县没有发布自己的方案时按它评价。",
    ),
    "treatment": Subject(
        rules=treatment.Treatment,
        lines=treatment.lines,
        differences=treatment.differences,
        files="treatment-*.yaml",
        about="政策要求要素供给差别化，没有规定各类企业的具体待遇，这里的内容供各县起草时参考；本县没有发布自己的政策表时显示它。",
    ),
    "stars": Subject(
        rules=StarScheme,
        lines=star_words.lines,
        differences=star_words.differences,
        files="stars-*.yaml",
        about="政策只规定绩效评价 C 档及以上可以申报，评分细则由省里另定，这里的评分项、分值和星级标准供各县起草时参考；"
        "本县没有发布自己的方案时按它评定。",
    ),
}
