"""The API's addresses, gathered from the rooms: each has ``api.register(router)`` for its own viewsets."""

from importlib import import_module
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.routers import DefaultRouter

from config.settings.base import ROOMS

router = DefaultRouter()
router.include_format_suffixes = False

for room in ROOMS:
    import_module(f"{room}.api").register(router)


class TokenScheme(OpenApiAuthenticationExtension):
    """How the description tells programs to send their key."""

    target_class = "accounts.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "Authorization: Token 令牌",
        }
