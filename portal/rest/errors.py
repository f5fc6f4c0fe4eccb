from typing import Any

from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

from portal.errors import NotAllowed, PortalError


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Errors as {code, message}; the sentence is the one the pages show."""
    if isinstance(error, NotAllowed):
        return Response({"code": error.code, "message": error.message}, status=403)
    if isinstance(error, PortalError):
        return Response({"code": error.code, "message": error.message}, status=error.status)
    response = drf_exception_handler(error, context)
    if response is not None and isinstance(error, serializers.ValidationError):
        response.data = {
            "code": "invalid",
            "message": "提交内容有误，请按提示修改。",
            "fields": response.data,
        }
    elif response is not None:
        code = getattr(error, "default_code", "error")
        response.data = {"code": code, "message": str(response.data.get("detail", error))}
    return response
