"""From the bytes of a file to its cells."""

from portal.sheets.layout import Book


def read(data: bytes, filename: str) -> Book:
    """The cells of a workbook or a CSV file. Raises only :class:`FileRefused`."""
    raise NotImplementedError
