"""The picture of a run: how the letters are spread over counties."""

from typing import Any

from evaluation.publicity import Words
from evaluation.rules.classes.parts import CLASSES

COLOURS = {"A": "#237804", "B": "#0958d9", "C": "#d48806", "D": "#cf1322"}


def chart_of(spread: list[dict[str, Any]], words: Words) -> dict[str, Any]:
    """Bars of the counties, one piece for each letter."""
    counties: dict[str, dict[str, int]] = {}
    for row in spread:
        own = counties.setdefault(row["part"].county.name, dict.fromkeys(CLASSES, 0))
        for letter in CLASSES:
            own[letter] += row[letter]
    names, counted = list(counties), f"{words.letter}（{words.unit}）"
    totals = {letter: sum(own[letter] for own in counties.values()) for letter in CLASSES}
    said = "，".join(f"{letter} {words.letter} {number} {words.unit}" for letter, number in totals.items())
    return {
        "id": "spread-chart",
        "title": f"{words.subject}{words.letters}分布",
        "summary": f"{len(names)} 个县(市、区)：{said}。",
        "options": {
            "legend": {"top": 0},
            "xAxis": {"type": "value", "minInterval": 1},
            "yAxis": {"type": "category", "data": names, "inverse": True},
            "series": [
                {
                    "name": f"{letter} {words.letter}",
                    "type": "bar",
                    "stack": "all",
                    "itemStyle": {"color": COLOURS[letter]},
                    "data": [own[letter] for own in counties.values()],
                }
                for letter in CLASSES
            ],
        },
        "table": {
            "head": ["县(市、区)", *(f"{letter} {counted}" for letter in CLASSES)],
            "rows": [[name, *own.values()] for name, own in counties.items()],
        },
    }
