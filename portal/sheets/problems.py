"""What is wrong with a file or with one of its cells."""

from dataclasses import dataclass
from enum import StrEnum

from portal.errors import PortalError


class Severity(StrEnum):
    """An error keeps its row out; a warning lets it in and is shown."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct. `row` counts as the sheet does, 0 is the whole sheet; `column` is the header as it stands
    in the file, empty for the whole row; `value` is the cell as a person sees it; `message` says what to do."""

    sheet: str
    row: int
    column: str
    value: str
    message: str
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


class FileRefused(PortalError):
    """The file cannot be read at all; the sentence says why and what to do."""

    code = "file_refused"
