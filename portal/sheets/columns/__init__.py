"""The columns of a sheet: what a cell may hold, how it is read and how it is shown."""

from portal.sheets.columns.base import CellError, Column, Text
from portal.sheets.columns.numbers import Number, Whole, Year
from portal.sheets.columns.words import Choice, Day, Flag, Link, Many, Phone, Star, Uscc

__all__ = [
    "CellError",
    "Choice",
    "Column",
    "Day",
    "Flag",
    "Link",
    "Many",
    "Number",
    "Phone",
    "Star",
    "Text",
    "Uscc",
    "Whole",
    "Year",
]
