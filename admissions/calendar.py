"""Days of promises as an iCalendar file (RFC 5545): what falls due, for people's own calendars."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from admissions.rules.performance import LAMPS

LINE = 73  # octets of a line before it is folded, its leading space counted
MOST = 2000


def calendar_of(promises: Any, site: str) -> str:
    """An all-day event for each promise that has a day; `site` is the portal's address."""
    rows = promises.filter(due_on__isnull=False).select_related("contract__application__park")
    stamp = f"{timezone.now():%Y%m%dT%H%M%SZ}"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//xiaowei-park//contracts//ZH", "CALSCALE:GREGORIAN"]
    for one in rows.order_by("due_on", "pk")[:MOST]:
        lines += event(one, stamp, site)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def event(one: Any, stamp: str, site: str) -> Iterable[str]:
    application = one.contract.application
    words = f"{application.firm_name} {one.get_kind_display()}期限"
    return (
        "BEGIN:VEVENT",
        f"UID:commitment-{one.pk}@{site.partition('://')[2]}",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{one.due_on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{one.due_on + datetime.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(words)}",
        f"DESCRIPTION:{escaped(f'{application.park.name}，合同 {one.contract}，{LAMPS[one.standing].word}')}",
        f"URL:{site}{reverse('admissions:contract', args=(one.contract_id,))}",
        "END:VEVENT",
    )


def escaped(text: str) -> str:
    for char in "\\;,":
        text = text.replace(char, f"\\{char}")
    return text.replace("\r", "").replace("\n", "\\n")


def folded(line: str) -> str:
    """Long lines go on in the next after a space; no character is cut in two."""
    parts, part = [], ""
    for char in line:
        if len((part + char).encode()) > LINE:
            parts.append(part)
            part = ""
        part += char
    return "\r\n ".join([*parts, part])
