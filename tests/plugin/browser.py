"""A real Chromium against a real server, cut off from the rest of the world."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, Route, sync_playwright

from config.runtime.places import ROOT

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-sandbox",
]
LOCAL_HOSTS = {"localhost", "127.0.0.1", None}
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
MANUAL_IMAGES = ROOT / "docs" / "manual" / "images"


class Visit:
    """One person at one browser window: the page, and everything that went wrong in it."""

    def __init__(self, browser: Browser, address: str, viewport: dict[str, int], **options: Any) -> None:
        self.address = address
        self.refused: list[str] = []
        self.complaints: list[str] = []
        self.context = browser.new_context(
            locale="zh-CN", timezone_id="Asia/Shanghai", viewport=viewport, **options
        )
        self.context.route("**/*", self.guard)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console", lambda line: self.complaints.append(line.text) if line.type == "error" else None
        )

    def guard(self, route: Route) -> None:
        """Let through what goes to this machine; refuse and note everything else."""
        parts = urlsplit(route.request.url)
        if parts.scheme in {"data", "blob"} or parts.hostname in LOCAL_HOSTS:
            route.continue_()
        else:
            self.refused.append(route.request.url)
            route.abort()

    def open(self, path: str) -> Page:
        """Go to an address of the portal."""
        self.page.goto(self.address + path)
        return self.page

    def sign_in(self, username: str, password: str) -> Page:
        """Log in through the form, as a person does."""
        self.open("/login/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", password)
        with self.page.expect_navigation():
            self.page.click("form button[type=submit]")
        return self.page

    def become(self, user: Any) -> None:
        """Be logged in as this user without the form."""
        client = Client()
        client.force_login(user)
        cookie = client.cookies["sessionid"]
        self.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": self.address}])

    def picture(self, name: str, *, whole: bool = True) -> Path:
        """Take the picture ``name`` for the manual: of the whole page, or of what fits the window."""
        MANUAL_IMAGES.mkdir(parents=True, exist_ok=True)
        path = MANUAL_IMAGES / f"{name}.png"
        self.page.screenshot(path=path, full_page=whole)
        return path

    def close(self) -> None:
        self.context.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    # Playwright keeps an event loop in this thread; Django would refuse every query beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Callable[..., Visit]]:
    """Open browser windows, one per person; at the end none may have asked another machine or complained."""
    visits: list[Visit] = []

    def new(viewport: dict[str, int] = DESKTOP, **options: Any) -> Visit:
        visits.append(Visit(browser, live_server.url, viewport, **options))
        return visits[-1]

    yield new
    for one in visits:
        one.close()
    assert [url for one in visits for url in one.refused] == []
    assert [line for one in visits for line in one.complaints] == []
