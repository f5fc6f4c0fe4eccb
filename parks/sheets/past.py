"""What has happened is not to come: the services' own rule, for all rows of a sheet."""

from django.utils import timezone

from parks.services.soundness import NOT_YET, PAST
from portal.sheets.kinds import Stage


def refuse_to_come(stage: Stage) -> None:
    today = timezone.localdate()
    for part, columns in PAST.items():
        for column in columns:
            for entry, date in stage.column(part, column):
                if date and date > today:
                    entry.refuse(column, NOT_YET)
