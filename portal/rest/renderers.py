import json
from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer


class JSONRenderer(BaseRenderer):
    """JSON through orjson; decimals leave as strings, because a JSON number would be read back as a float."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        if data is None:
            return b""
        try:
            return orjson.dumps(data, default=str, option=orjson.OPT_NON_STR_KEYS)
        except TypeError:
            # A refusal may repeat what was sent, half a character among it; escaped, that is JSON still.
            return json.dumps(data, default=str).encode()
