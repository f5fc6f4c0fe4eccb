"""Session limits (idle and absolute), the first password, and the caller's address for the audit trail."""

import ipaddress
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from portal.audit import client_address
from portal.errors import NotAllowed

STARTED = "session_started"
SEEN_COOKIE = "seen"
Handler = Callable[[HttpRequest], HttpResponse]


def clock() -> float:
    """Seconds since 1970; tests put their own clock here."""
    return time.time()


class SessionLimits:
    """End a session 30 minutes after its last request and 12 hours after its login, to the second.

    The login's time is in the session. The last request's travels in a cookie signed for this one session:
    a visit then costs no write. It can be left out or put back, not put forward; without it the login's time
    counts, so tampering only ends the session sooner.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.get(SESSION_KEY) is not None:
            if request.session.get(STARTED) is None:
                start(request.session)
            elif expired(request):
                logout(request)
        response = self.get_response(request)
        if request.session.get(STARTED) is not None:
            stamp(request, response)
        return response


def start(session: Any) -> None:
    """Begin both clocks; called at login."""
    session[STARTED] = clock()


def expired(request: HttpRequest) -> bool:
    now, started = clock(), request.session[STARTED]
    idle = now - max(started, last_seen(request)) >= settings.SESSION_IDLE_SECONDS
    return idle or now - started >= settings.SESSION_ABSOLUTE_SECONDS


def signature(session_key: str, moment: str) -> str:
    return salted_hmac("accounts.seen", f"{session_key}:{moment}", algorithm="sha256").hexdigest()


def last_seen(request: HttpRequest) -> float:
    """When this session's last answer left; 0 when the cookie is missing, foreign or forged."""
    moment, _, signed = request.COOKIES.get(SEEN_COOKIE, "").partition(":")
    genuine = constant_time_compare(signed, signature(request.session.session_key, moment))
    return float(moment) if genuine else 0


def stamp(request: HttpRequest, response: HttpResponse) -> None:
    moment = f"{clock():.3f}"
    response.set_cookie(
        SEEN_COOKIE,
        f"{moment}:{signature(request.session.session_key, moment)}",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite=settings.SESSION_COOKIE_SAMESITE,
    )


class PasswordChangeRequired(NotAllowed):
    code = "password_change_required"

    def __init__(self) -> None:
        super().__init__("首次登录须先修改初始密码：请在浏览器中登录，按提示设置新密码。")


class FirstPassword:
    """Whoever still has the password someone else chose gets no page but the one that changes it."""

    open_to_all = ("accounts:password_change", "accounts:logout")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        is_api = request.path.startswith("/api/")
        if not is_api and not getattr(view, "login_required", True):
            return None
        if not getattr(request.user, "must_change_password", False):
            return None
        if request.resolver_match.view_name in self.open_to_all:
            return None
        if is_api:
            refusal = PasswordChangeRequired()
            return JsonResponse({"code": refusal.code, "message": refusal.message}, status=403)
        return HttpResponseRedirect(reverse("accounts:password_change"))


def caller(request: HttpRequest) -> str | None:
    """The caller's address. A forwarded one counts only as far as our own proxies (`PROXY_COUNT`) wrote it."""
    proxies = settings.AXES_IPWARE_PROXY_COUNT or 0
    chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    address = chain[-proxies] if 0 < proxies <= len(chain) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None


class ClientAddress:
    """Keep the caller's address for the audit entries written during this request."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = client_address.set(caller(request))
        try:
            return self.get_response(request)
        finally:
            client_address.reset(token)
