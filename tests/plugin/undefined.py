"""Makes a template fail that prints a variable nobody gave it."""

from typing import NoReturn


class UndefinedVariable(Exception):
    """A template asked for a variable that its context does not have."""


class Undefined(str):
    """Django's ``string_if_invalid``, which it fills with the variable's name: that moment raises."""

    def __mod__(self, variable: object) -> NoReturn:
        raise UndefinedVariable(f"the template's context has no {variable}")

    def __str__(self) -> NoReturn:
        raise UndefinedVariable("a template printed a value that could not be read")
