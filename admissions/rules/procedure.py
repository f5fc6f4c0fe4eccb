"""How a county reviews: who decides, which departments are asked, how many working days it takes. Pure."""

from dataclasses import dataclass

TOWNSHIP, COUNTY = "township", "county"
LEVELS = {TOWNSHIP: "属地镇街", COUNTY: "县级"}


@dataclass(frozen=True)
class Asked:
    """A department whose opinion is asked, and the working days it has."""

    code: str
    days: int


@dataclass(frozen=True)
class Procedure:
    """What a scheme settles about the review (C(九): the town may decide)."""

    deciding_level: str
    departments: tuple[Asked, ...]
    review_days: int

    @property
    def decider(self) -> str:
        return LEVELS[self.deciding_level]
