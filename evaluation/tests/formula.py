"""A calculator of its own for formula texts with numbers put in: + − × ÷ and brackets, in exact fractions.

It shares nothing with the code that made the text, so a formula that does not give its result is found out.
"""

import re
from decimal import Decimal
from fractions import Fraction

TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?%?|[()+−×÷])")


def evaluate(text: str) -> Decimal:
    """The value of the text to forty digits; ValueError for anything that is not arithmetic."""
    tokens = tokens_of(text)
    value = total(tokens)
    if tokens:
        raise ValueError(f"not arithmetic: {text}")
    return Decimal(value.numerator * 10**40 // value.denominator).scaleb(-40)


def tokens_of(text: str) -> list[str]:
    tokens, at = [], 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"not arithmetic: {text}")
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
    token = tokens.pop(0)
    if token == "(":
        value = total(tokens)
        if tokens.pop(0) != ")":
            raise ValueError("a bracket stays open")
        return value
    return Fraction(token[:-1]) / 100 if token.endswith("%") else Fraction(token)
