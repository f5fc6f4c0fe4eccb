from typing import Any

from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.views import exception_handler as drf_exception_handler

from portal.errors import NotAllowed, PortalError

# What the framework refuses by itself: a stable code and what to do about it.
REFUSALS = {
    status.HTTP_400_BAD_REQUEST: ("parse_error", "提交的内容不是有效的 JSON，请检查格式后重新提交。"),
    status.HTTP_401_UNAUTHORIZED: (
        "not_authenticated",
        "请先登录，或在请求头 Authorization 中附上接口令牌。",
    ),
    status.HTTP_403_FORBIDDEN: (
        "permission_denied",
        "请求被拒绝：没有此接口的权限，或页面的安全校验已过期。",
    ),
    status.HTTP_404_NOT_FOUND: ("not_found", "未找到该记录，可能已被删除或您无权查看。"),
    status.HTTP_405_METHOD_NOT_ALLOWED: ("method_not_allowed", "此接口不支持这种请求方法，请查看接口文档。"),
    status.HTTP_406_NOT_ACCEPTABLE: (
        "not_acceptable",
        "接口只以 JSON 回答，请将请求头 Accept 设为 application/json。",
    ),
    status.HTTP_415_UNSUPPORTED_MEDIA_TYPE: (
        "unsupported_media_type",
        "接口只接收 JSON，请将请求头 Content-Type 设为 application/json。",
    ),
    status.HTTP_429_TOO_MANY_REQUESTS: ("throttled", "请求过于频繁，请稍后再试。"),
}
# Refusals that our own code raises with its own sentence.
SPOKEN = (exceptions.AuthenticationFailed, exceptions.PermissionDenied)


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Errors as {code, message}; the sentence is the one the pages show."""
    if isinstance(error, NotAllowed | PortalError):
        return Response({"code": error.code, "message": error.message}, status=error.status)
    response = drf_exception_handler(error, context)
    if response is not None and isinstance(error, exceptions.ValidationError):
        response.data = {
            "code": "invalid",
            "message": "提交内容有误，请按提示修改。",
            "fields": response.data,
        }
    elif response is not None:
        response.data = refusal(error, response.status_code)
    return response


def refusal(error: Exception, status_code: int) -> dict[str, str]:
    """The framework's refusal in our words; a sentence of our own stays (the framework's may be English)."""
    code, message = REFUSALS.get(status_code, ("error", "请求无法处理，请核对后重试。"))
    if isinstance(error, SPOKEN):
        own, code = str(error.detail), error.default_code
        message = message if own.isascii() or own == error.default_detail else own
    return {"code": code, "message": message}


class Missing(APIView):
    """What is asked below the API's address and is nowhere: 404 as JSON, not as a page."""

    schema = None

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise exceptions.NotFound
