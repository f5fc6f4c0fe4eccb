"""JSON as programs send it: amounts stay exact, and nothing that can be written in it breaks the reader."""

import codecs
import json
from decimal import Decimal
from typing import Any, NoReturn

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer


def refuse(text: str) -> NoReturn:
    """NaN and Infinity are no numbers of JSON."""
    raise ValueError(text)


class ExactJSONParser(BaseParser):
    """Numbers with a fraction become Decimals; what is no JSON, or deeper than can be read, is 400."""

    media_type = "application/json"
    renderer_class = JSONRenderer

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            text = codecs.decode(stream.read(), "utf-8")
            return json.loads(text, parse_float=Decimal, parse_constant=refuse)
        except (ValueError, RecursionError) as error:
            raise ParseError from error
