"""The pictures of a run: how letters and scores are spread, beside another run where there is one."""

from typing import Any

from django.db.models import Count, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, Floor, Least

from evaluation.models import Run
from evaluation.publicity import Words
from evaluation.rules.classes.parts import CLASSES

COLOURS = {"A": "#237804", "B": "#0958d9", "C": "#d48806", "D": "#cf1322"}
STEP = 10
MOST = 100
RANGES = [f"{low}–{low + STEP} 分" for low in range(0, MOST, STEP)] + [f"{MOST} 分及以上"]
Series = list[tuple[str, list[int]]]


def bars(code: str, title: str, categories: list[str], series: Series, unit: str) -> dict[str, Any]:
    """Context of parts/chart.html: numbers of each category, a bar for each of the series."""
    return {
        "id": code,
        "title": title,
        "summary": "；".join(sentence(name, categories, numbers, unit) for name, numbers in series) + "。",
        "options": {
            "legend": {"top": 4, "left": 0, "data": [name for name, _ in series]},
            "xAxis": {"type": "category", "data": categories},
            "yAxis": {
                "type": "value",
                "name": unit,
                "minInterval": 1,
                "nameTextStyle": {"align": "left"},
            },
            "grid": {"left": 8, "right": 24, "top": 72, "bottom": 8, "containLabel": True},
            "series": [{"name": name, "type": "bar", "data": numbers} for name, numbers in series],
        },
        "table": {
            "head": ["", *(f"{name}（{unit}）" for name, _ in series)],
            "rows": [
                [category, *(str(numbers[at]) for _, numbers in series)]
                for at, category in enumerate(categories)
            ],
        },
    }


def sentence(name: str, categories: list[str], numbers: list[int], unit: str) -> str:
    told = "，".join(
        f"{category} {number} {unit}" for category, number in zip(categories, numbers, strict=True) if number
    )
    return f"{name}：{told or '没有'}"


def spread_over_counties(spread: list[dict[str, Any]], words: Words) -> dict[str, Any]:
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


def letters(spread: list[dict[str, Any]]) -> list[int]:
    return [sum(row[letter] for row in spread) for letter in CLASSES]


def compared(words: Words, series: Series) -> dict[str, Any]:
    names = [f"{letter} {words.letter}" for letter in CLASSES]
    return bars("letter-chart", f"{words.letters}对照", names, series, words.unit)


def of_scores(words: Words, series: Series) -> dict[str, Any]:
    return bars("score-chart", "总分分布", RANGES, series, words.unit)


def scores(rows: QuerySet) -> list[int]:
    """How many of the rows have a score in each of RANGES."""
    at = Cast(Least(Floor(F("score") / STEP), Value(MOST // STEP)), IntegerField())
    found = dict(
        rows.filter(score__isnull=False)
        .order_by()
        .annotate(at=at)
        .values("at")
        .annotate(number=Count("pk"))
        .values_list("at", "number")
    )
    return [found.get(place, 0) for place in range(len(RANGES))]


def name_of(run: Run) -> str:
    return f"{'假设' if run.hypothetical else '评价'}（编号 {run.pk}）"
