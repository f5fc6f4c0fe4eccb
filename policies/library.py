"""All instruments, loaded once: what holds where and when, and where a clause or a number stands."""

from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from policies.errors import NoRuleInForce, UnknownRule
from policies.loading import load_instrument
from policies.model import Clause, Instrument, Parameter
from policies.places import place_chain, rule_date_for_year

__all__ = ["INSTRUMENTS", "Library", "get_library", "load_library", "place_chain", "rule_date_for_year"]

INSTRUMENTS = Path(__file__).parent / "instruments"


class Library:
    """The instruments of a folder tree; never changes after loading."""

    def __init__(self, instruments: tuple[Instrument, ...]) -> None:
        self.instruments = instruments

    @cached_property
    def _clauses(self) -> dict[str, Clause]:
        return {clause.id: clause for clause in self.clauses()}

    @cached_property
    def _parameters(self) -> dict[str, Parameter]:
        return {parameter.id: parameter for clause in self.clauses() for parameter in clause.parameters}

    def instrument(self, instrument_id: str) -> Instrument:
        """The instrument of this id; raises UnknownRule."""
        for instrument in self.instruments:
            if instrument.id == instrument_id:
                return instrument
        raise UnknownRule(f"政策库中没有文件“{instrument_id}”。")

    def clauses(self, instrument_id: str = "") -> tuple[Clause, ...]:
        """Every clause in the order of its document, of one instrument or of all."""
        return tuple(
            clause
            for instrument in self.instruments
            if instrument_id in ("", instrument.id)
            for clause in instrument.clauses
        )

    def clause(self, clause_id: str) -> Clause:
        """The clause of this id, such as `w15`; raises UnknownRule."""
        try:
            return self._clauses[clause_id]
        except KeyError:
            raise UnknownRule(f"政策库中没有条款“{clause_id}”。") from None

    def parameter(self, parameter_id: str) -> Parameter:
        """The parameter of this id, such as `w15.bond_min_share`; raises UnknownRule."""
        try:
            return self._parameters[parameter_id]
        except KeyError:
            raise UnknownRule(f"政策库中没有参数“{parameter_id}”。") from None

    def clause_name(self, clause_id: str) -> str:
        """How people cite the clause: 温州2019 第十五条."""
        clause = self.clause(clause_id)
        return f"{self.instrument(clause.instrument_id).short_title} {clause.article}"

    def place_name(self, place_code: str) -> str:
        """The place's name if an instrument is its own, else the code."""
        return next((i.place_name for i in self.instruments if i.place_code == place_code), place_code)

    def in_force(self, place_code: str, on: date) -> Instrument:
        """The instrument that holds at the place on the day: the nearest place's own, county before city.

        Raises NoRuleInForce; another day's rule is never taken instead.
        """
        for code in place_chain(place_code):
            for instrument in self.instruments:
                if instrument.place_code == code and instrument.in_force_on(on):
                    return instrument
        raise NoRuleInForce(place_code, on, self.place_name(place_code))

    def last_before(self, place_code: str, on: date) -> Instrument | None:
        """The instrument that ran out last at the place before the day, for a view marked hypothetical."""
        chain = place_chain(place_code)
        ended = [
            (instrument.in_force_until, instrument)
            for instrument in self.instruments
            if instrument.place_code in chain and instrument.in_force_until and instrument.in_force_until < on
        ]
        return max(ended, key=lambda pair: pair[0])[1] if ended else None

    def search(self, text: str, instrument_id: str = "") -> tuple[Clause, ...]:
        """The clauses in which every word occurs: title, paraphrase, wording, units in charge, parameters."""
        words = text.casefold().split()
        return tuple(
            clause
            for clause in self.clauses(instrument_id)
            if all(word in _searchable(clause) for word in words)
        )

    def neighbours(self, clause_id: str) -> tuple[Clause | None, Clause | None]:
        """The clauses before and after this one in its document."""
        clause = self.clause(clause_id)
        siblings = self.clauses(clause.instrument_id)
        at = siblings.index(clause)
        before = siblings[at - 1] if at else None
        return before, siblings[at + 1] if at + 1 < len(siblings) else None


@lru_cache(maxsize=256)
def _searchable(clause: Clause) -> str:
    numbers = [
        f"{parameter.label} {' '.join(map(parameter.show, parameter.values))}"
        for parameter in clause.parameters
    ]
    targets = [target.label for target in clause.targets]
    parts = [clause.id, clause.article, clause.title, clause.paraphrase, clause.reference]
    return "\n".join([*parts, *clause.responsible, *numbers, *targets]).casefold()


def load_library(root: Path) -> Library:
    """The library of a folder of instruments; raises BadRuleData naming the file."""
    folders = sorted(path for path in root.iterdir() if (path / "instrument.yaml").exists())
    instruments = [load_instrument(folder) for folder in folders]
    return Library(tuple(sorted(instruments, key=lambda i: (i.in_force_from, i.id))))


@lru_cache(maxsize=1)
def get_library() -> Library:
    """The library of the project itself, read once per process."""
    return load_library(INSTRUMENTS)
