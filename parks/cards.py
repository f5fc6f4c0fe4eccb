"""The compliance card as it is read: one line a check, the head that counts them, the basis they stand on."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from parks.compliance import Held
from parks.figures import area_of
from parks.models import ComplianceReason, Park
from parks.rules.judging import Judged
from parks.rules.standards import Subject
from parks.rules.units import round_half_up
from policies.checks import Verdict
from policies.library import get_library, place_chain
from policies.model import Instrument
from policies.numbers import FLAG, SHARE
from portal.measures import Measure, park_measures
from portal.numbers import DASH, decimal_text


def amount(value: Decimal, measure: Measure) -> str:
    """A value with its unit, rounded for the eye: 2.00, 15.5%, 480 ㎡, 是."""
    if measure.unit == FLAG:
        return "是" if value else "否"
    if measure.unit == "年份":
        return f"{value:.0f}年"
    if measure.unit == SHARE:
        return f"{decimal_text(value * 100, 2)}%"
    unit = "" if measure.unit == "倍" else f" {measure.unit}"
    return f"{decimal_text(value, measure.places) if unit == '' else decimal_text(round_half_up(value, measure.places))}{unit}"


def difference(judged: Judged, value: Decimal | None, measure: Measure) -> str:
    """How far the value is from the bound, + above and − below; a range kept has none."""
    ends = dict(judged.rule.bounds)[judged.bound]
    if value is None or measure.unit == FLAG or judged.finding.gap is None:
        return DASH
    if ends.lower is not None and ends.upper is not None and not judged.finding.gap:
        return "范围内"
    near = ends.upper if ends.lower is None or (ends.upper is not None and value > ends.upper) else ends.lower
    off = value - (near or Decimal(0))
    sign = "+" if off > 0 else "−" if off < 0 else ""
    smallest = Decimal(1).scaleb(-(2 if measure.unit == SHARE else measure.places))
    size = abs(off * 100 if measure.unit == SHARE else off)
    if size and size < smallest:
        return f"{sign}不足 {smallest:f}{suffix(measure)}"
    return f"{sign}{amount(abs(off), measure)}"


def suffix(measure: Measure) -> str:
    return "%" if measure.unit == SHARE else "" if measure.unit == "倍" else f" {measure.unit}"


@dataclass(frozen=True)
class Line:
    """One check on the card."""

    judged: Judged
    label: str
    subject: str
    standard: str
    actual: str
    difference: str
    verdict: Verdict
    note: str
    reason: str
    reason_url: str
    clause_id: str
    wordings: tuple[str, ...]
    strength: str
    explain_url: str


@dataclass(frozen=True)
class Card:
    """`head` are the counted verdicts in words, `total` how many checks count."""

    lines: tuple[Line, ...]
    total: int
    head: tuple[tuple[Verdict, int], ...]
    basis: str
    rulebook: str


def card_of(park: Park, held: Held, reasons: Iterable[ComplianceReason] = ()) -> Card:
    said = {one.rule: one for one in reasons}
    counts = tuple((verdict, held.count(verdict)) for verdict in Verdict)
    return Card(
        lines=tuple(line_of(park, held, one, said.get(one.standard.code)) for one in held.judged),
        total=held.counted,
        head=tuple((verdict, number) for verdict, number in counts if number),
        basis=basis(park, held),
        rulebook=held.rules.rulebook_hash[:12],
    )


def basis(park: Park, held: Held) -> str:
    day = f"{held.day.on}（{held.day.reason}）"
    if held.instrument is None:
        return f"{area_of(park.place)}在 {day}无有效规定，不作核对。{why_nothing(park, held.day.on)}"
    return f"按 {day}有效的 {held.instrument.short_title} 核对。"


def why_nothing(park: Park, on: datetime.date) -> str:
    """In one sentence: the area's policy began later, or was over; nothing where it never had one."""
    chain = place_chain(park.place.policy_code)
    own = [one for one in get_library().instruments if one.place_code in chain]
    later = min((one for one in own if one.in_force_from > on), key=began, default=None)
    if later:
        return f"园区按该日有效的政策核对，而当地的 {later.short_title} 自 {later.in_force_from} 起才施行。"
    if own:
        last = max(own, key=began)
        return f"园区按该日有效的政策核对，而当地的 {last.short_title} 施行至 {last.in_force_until} 为止。"
    return ""


def began(instrument: Instrument) -> datetime.date:
    return instrument.in_force_from


def line_of(park: Park, held: Held, judged: Judged, reason: ComplianceReason | None) -> Line:
    measure = park_measures.get(judged.bound.measure)
    value = held.values[judged.bound.measure]
    standard = judged.standard
    return Line(
        judged=judged,
        label=standard.label,
        subject="" if standard.subject is Subject.PARK else f"各{standard.subject.label}中最不利的",
        standard=judged.wording,
        actual=DASH if value is None else amount(value, measure),
        difference=difference(judged, value, measure),
        verdict=judged.finding.verdict,
        note=note_of(held, judged),
        reason=reason.reason if reason else "",
        reason_url=reason_url(park, judged, reason),
        clause_id=judged.clause_id,
        wordings=wordings(judged),
        strength=judged.rule.strength.label,
        explain_url=reverse("parks:explain", args=(park.pk, measure.code)),
    )


def note_of(held: Held, judged: Judged) -> str:
    """Why the check does not apply, or which decision waives it and until when."""
    waiver = held.waivers.get(judged.standard.code)
    if judged.finding.verdict is Verdict.WAIVED and waiver:
        return f"{waiver.document}，至 {waiver.valid_until}"
    return judged.outside


def reason_url(park: Park, judged: Judged, reason: ComplianceReason | None) -> str:
    """Where the reason of a deviation is given or changed; "" where none is wanted."""
    if not judged.finding.wants_reason:
        return ""
    if reason:
        return reverse("parks:record_edit", args=("deviation", reason.pk))
    return reverse("parks:park_record_new", args=(park.pk, "deviation"))


def wordings(judged: Judged) -> tuple[str, ...]:
    """The passages of the clause the check stands on."""
    found = (get_library().parameter(name).wording for name in judged.standard.parameter_ids)
    return tuple(dict.fromkeys(found))
