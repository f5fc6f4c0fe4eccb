"""How a county reviews: who decides, which departments are asked, how many working days it takes. Pure."""

from dataclasses import dataclass

from admissions.rules.scheme import LEVELS, Department, Settings

COUNTY, TOWNSHIP = "county", "township"


@dataclass(frozen=True, slots=True)
class Procedure:
    """What a scheme settles about the review (C(九): the town may decide).

    `review_days` are working days; None where no scheme says.
    """

    deciding_level: str = COUNTY
    departments: tuple[Department, ...] = ()
    review_days: int | None = None
    signs: tuple[str, ...] = ()
    local_first: bool = False

    @property
    def decider(self) -> str:
        return LEVELS[self.deciding_level]


# Where neither a scheme nor a policy is in force, the county decides and nobody else is asked.
WITHOUT_SCHEME = Procedure()


def procedure_of(settings: Settings) -> Procedure:
    return Procedure(
        settings.deciding_level,
        settings.departments,
        settings.review_days,
        settings.four_without,
        settings.local_first,
    )
