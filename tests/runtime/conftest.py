"""What the tests of the launcher share."""

import os
import random
import socket

import pytest

OURS = (
    "DATABASE_URL",
    "TEST_DATABASE",
    "TEST_TEMPLATE",
    "DATA_DIR",
    "REDIS_URL",
    "DJANGO_SETTINGS_MODULE",
    "SECRET_KEY",
    "PORT",
    "HOST",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
)


@pytest.fixture
def bare_environment() -> dict[str, str]:
    """The environment as it is before the portal or its tests put anything in."""
    return {name: value for name, value in os.environ.items() if name not in OURS}


@pytest.fixture
def free_port() -> int:
    """A port nobody listens on, below those the kernel hands out by itself."""
    while True:
        port = random.randint(20000, 32000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
