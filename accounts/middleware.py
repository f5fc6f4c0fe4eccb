"""Session limits (idle and absolute) and the caller's address for the audit trail."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from portal.audit import client_address

STARTED, SEEN = "session_started", "session_seen"
STAMP_EVERY = 60


class SessionLimits:
    """End a session after 30 idle minutes and after 12 hours whatever happens (exact, by the clock)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.get(STARTED) is not None:
            now = time.time()
            if expired(request.session, now):
                logout(request)
            else:
                touch(request.session, now)
        return self.get_response(request)


def expired(session, now: float) -> bool:
    idle = now - session.get(SEEN, 0) >= settings.SESSION_IDLE_SECONDS
    return idle or now - session[STARTED] >= settings.SESSION_ABSOLUTE_SECONDS


def touch(session, now: float) -> None:
    """Note the visit, at most once a minute: a page must not cost a write."""
    if now - session.get(SEEN, 0) >= STAMP_EVERY:
        session[SEEN] = now


def start(session) -> None:
    """Begin both clocks; called at login."""
    session[STARTED] = session[SEEN] = time.time()


class ClientAddress:
    """Keep the caller's address for the audit entries written during this request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = client_address.set(request.META.get("REMOTE_ADDR") or None)
        try:
            return self.get_response(request)
        finally:
            client_address.reset(token)
