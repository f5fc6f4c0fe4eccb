"""Reads explanations off a page as a person does, and works them out again: a calculator and a reader of their own.

It shares nothing with the code that writes the pages, so a formula that does not give the number beside it is found out.
Arithmetic is in exact fractions; a shown number counts as rounded to its last shown digit.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from html.parser import HTMLParser

TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?%?|max|min|[()+−×÷,])")
NUMBER = re.compile(r"^−?\d[\d,]*(?:\.\d+)?%?")
OPERATOR = re.compile(r"[+−×÷]|\b(?:max|min)\(|中的最[大小]值$")
EXTREMES = {"中的最大值": max, "中的最小值": min}
# 各分期总建筑面积之和: of every row whose number is called so (1期 总建筑面积).
SUM = re.compile(r"([^\s÷×+−（）(),]+?)之和")
# A unit between the numbers of a calculation says nothing to it.
UNIT = re.compile(r"(?<=\d) ?(?:天|亩|㎡|万元|家|个|户|分)(?=\s|$|[)）])")
PERCENT = ("%", "个百分点")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def evaluate(text: str) -> Fraction:
    """The value of + − × ÷, brackets, max and min over numbers; ValueError for anything else."""
    tokens = tokens_of(text)
    value = total(tokens)
    if tokens:
        raise ValueError(f"not arithmetic: {text}")
    return value


def tokens_of(text: str) -> list[str]:
    tokens, at = [], 0
    while at < len(text.rstrip()):
        match = TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"not arithmetic: {text[at:]!r} in {text!r}")
        tokens.append(match[1])
        at = match.end()
    return tokens


def total(tokens: list[str]) -> Fraction:
    value = product(tokens)
    while tokens and tokens[0] in "+−":
        value = value + product(tokens) if tokens.pop(0) == "+" else value - product(tokens)
    return value


def product(tokens: list[str]) -> Fraction:
    value = single(tokens)
    while tokens and tokens[0] in "×÷":
        value = value * single(tokens) if tokens.pop(0) == "×" else value / single(tokens)
    return value


def single(tokens: list[str]) -> Fraction:
    if not tokens:
        raise ValueError("the text ends too early")
    token = tokens.pop(0)
    if token == "−":
        return -single(tokens)
    if token in ("max", "min"):
        expect(tokens, "(")
        values = [total(tokens)]
        while tokens and tokens[0] == ",":
            tokens.pop(0)
            values.append(total(tokens))
        expect(tokens, ")")
        return max(values) if token == "max" else min(values)
    if token == "(":
        value = total(tokens)
        expect(tokens, ")")
        return value
    return fraction(token)


def expect(tokens: list[str], sign: str) -> None:
    if not tokens or tokens.pop(0) != sign:
        raise ValueError(f"{sign} is missing")


def fraction(text: str) -> Fraction:
    """A number without its commas, a percentage as its share; ValueError for words."""
    bare = text.replace(",", "").replace("−", "-")
    return Fraction(bare[:-1]) / 100 if bare.endswith("%") else Fraction(bare)


def number_in(shown: str) -> str:
    """The number at the beginning of what is shown with its unit; "" where there is none (是, 缺数据)."""
    match = NUMBER.match(shown.strip().replace("-", "−"))
    return match[0] if match else ""


def agrees(value: Fraction, shown: str) -> bool:
    """Whether the value, rounded half up to the digits shown, is what is shown."""
    number = number_in(shown)
    if not number:
        return False
    if not number.endswith("%") and shown.partition(" ")[2] in PERCENT:
        number += "%"
    digits = len(number.rstrip("%").partition(".")[2]) + (2 if number.endswith("%") else 0)
    return abs(value - fraction(number)) <= Fraction(1, 2 * 10**digits)


@dataclass
class Shown:
    """One explanation as it stands on the page: numbers by their label, in the order of the page; `prescribed` are
    those that a clause gives."""

    title: str = ""
    result: str = ""
    formula: str = ""
    numbers: dict[str, str] = field(default_factory=dict)
    prescribed: dict[str, str] = field(default_factory=dict)
    steps: list[tuple[str, str, str]] = field(default_factory=list)
    children: list["Shown"] = field(default_factory=list)

    @property
    def computed(self) -> bool:
        """Whether there is arithmetic to do: an operator in the formula, and a number that came of it."""
        return bool(OPERATOR.search(self.formula) and number_in(self.result))

    @property
    def sentences(self) -> int:
        """How many sentences of arithmetic there are, those of its children included."""
        own = self.computed + sum(bool(OPERATOR.search(expression)) for _, expression, _ in self.steps)
        return own + sum(child.sentences for child in self.children)

    def faults(self) -> Iterator[str]:
        """Every sentence of arithmetic that does not hold."""
        if self.computed and (fault := self.wrong(self.formula, self.result)):
            yield fault
        for label, expression, value in self.steps:
            if OPERATOR.search(expression) and (fault := self.wrong(expression, value)):
                yield f"{label}: {fault}"
        for child in self.children:
            yield from child.faults()

    def wrong(self, text: str, shown: str) -> str:
        extreme = EXTREMES.get(text[-5:])
        put_in = "、".join(self.numbers.values()) if extreme else self.put_in(text)
        try:
            value = (
                extreme(map(fraction, map(number_in, self.numbers.values()))) if extreme else evaluate(put_in)
            )
        except (ValueError, ZeroDivisionError) as error:
            return f"{self.title}: {text} → {put_in}: {error}"
        if agrees(value, shown):
            return ""
        return f"{self.title}: {text} → {put_in} = {float(value)}, shown {shown}"

    def put_in(self, text: str) -> str:
        """The formula with numbers in place of labels; longer labels first, as one may contain another."""
        known = {child.title: child.result for child in self.children}
        known |= {label: value for label, _, value in self.steps} | self.prescribed | self.numbers
        for label in sorted(known, key=len, reverse=True):
            text = text.replace(label, number_in(known[label]).replace(",", "") or "缺")
        text = UNIT.sub("", SUM.sub(self.summed, text))
        return text.replace("（", "(").replace("）", ")")

    def summed(self, phrase: re.Match[str]) -> str:
        """The sum of the rows that the phrase speaks of; one that speaks of none is nothing."""
        called = {label: label.rpartition(" ")[2] for label in self.numbers}
        found = [number_in(self.numbers[label]) for label, name in called.items() if phrase[1].endswith(name)]
        return "(" + " + ".join(["0", *(one.replace(",", "") for one in found)]) + ")"


class Reader(HTMLParser):
    """Collects the explanations of a page: `found` the outermost ones."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Shown] = []
        self.open: list[tuple[str, str, Shown | None]] = []
        self.cells: list[str] = []
        self.text = ""

    @property
    def current(self) -> Shown | None:
        return next((shown for _, _, shown in reversed(self.open) if shown), None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = dict(attrs).get("class") or ""
        if tag in VOID:
            return
        shown = None
        if tag == "section" and "explanation" in classes.split():
            shown = Shown()
            (self.current.children if self.current else self.found).append(shown)
        if tag in ("tr", "li"):
            self.cells = []
        self.open.append((tag, classes, shown))
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or not any(tag == name for name, _, _ in self.open):
            return
        while self.open:
            name, classes, shown = self.open[-1]
            if self.current and not shown:
                self.told(name, classes, " ".join(self.text.split()))
            self.open.pop()
            if name == tag:
                break

    def told(self, tag: str, classes: str, text: str) -> None:
        current = self.current
        if current is None:
            return
        if "explanation-title" in classes:
            current.title = text
        elif tag == "strong" and not current.result:
            current.result = text
        elif tag == "p" and classes == "formula":
            current.formula = text
        elif tag in ("th", "td", "span", "code"):
            self.cells.append(text)
        elif tag == "tr" and len(self.cells) >= 3 and number_in(self.cells[1]):
            # Operands stand with their source, what a clause gives with its clause and its first day.
            numbers = current.prescribed if len(self.cells) == 4 else current.numbers
            numbers[self.cells[0]] = self.cells[1]
        elif tag == "li" and len(self.cells) == 3:
            label, expression, value = self.cells
            current.steps.append((label, expression, value.removeprefix("= ")))


def explanations_on(page: str) -> list[Shown]:
    reader = Reader()
    reader.feed(page)
    return reader.found
