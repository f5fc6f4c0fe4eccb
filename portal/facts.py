"""What stands about a record above its page, line by line."""

from typing import Any

from portal.numbers import DASH, decimal_text


def fact(label: str, value: Any, unit: str = "") -> dict[str, str]:
    """One line of `parts/facts.html`; a value not given is a dash without its unit."""
    text = decimal_text(value) if unit else str(value or DASH)
    return {"label": label, "value": text, "unit": "" if text == DASH else unit}
