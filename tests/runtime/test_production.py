"""Production starts on a sound environment only, and compose gives it one."""

import os
import re
import subprocess
import sys
from typing import Any

import pytest
import yaml

from config.runtime.places import ROOT
from config.settings.hints import problems

SECRETS = {
    "SECRET_KEY": "pW3vQ8xk2ZrT6yLm9NbC4dF7gH1jK5sA0uE-iO_wRtYzXqVnMa",
    "ALLOWED_HOSTS": "portal.example.gov.cn",
    "POSTGRES_PASSWORD": "a1b2c3d4e5f6g7h8",
    "REDIS_PASSWORD": "h8g7f6e5d4c3b2a1",
}
GOOD = {
    "SECRET_KEY": SECRETS["SECRET_KEY"],
    "ALLOWED_HOSTS": SECRETS["ALLOWED_HOSTS"],
    "DATABASE_URL": "postgres://portal:a1b2c3d4e5f6g7h8@db:5432/portal",
    "REDIS_URL": "redis://:h8g7f6e5d4c3b2a1@redis:6379/0",
}


def compose() -> dict[str, Any]:
    """``compose.yaml`` with the secrets filled in as compose does it."""

    def value(found: re.Match[str]) -> str:
        name, default, required = found["name"], found["default"], found["required"]
        assert name in SECRETS or required is None, f"{name} is required but not in the test's .env"
        return SECRETS.get(name, default or "")

    def filled(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: filled(one) for key, one in node.items()}
        if isinstance(node, list):
            return [filled(one) for one in node]
        return re.sub(pattern, value, node) if isinstance(node, str) else node

    pattern = r"\$\{(?P<name>\w+)(?::-(?P<default>[^}]*)|:\?(?P<required>[^}]*))?\}"
    return filled(yaml.safe_load((ROOT / "compose.yaml").read_text()))


def check(environment: dict[str, str], bare: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """``manage.py check --deploy`` as production runs it."""
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.production"}
    return subprocess.run(
        command, cwd=ROOT, env={**bare, **settings, **environment}, capture_output=True, text=True
    )


def test_a_sound_environment_has_no_problems() -> None:
    assert problems(GOOD) == []


@pytest.mark.parametrize(
    "change, hint",
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY can be guessed"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY can be guessed"),
        ({"SECRET_KEY": "django-insecure-" + SECRETS["SECRET_KEY"]}, "SECRET_KEY can be guessed"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is missing"),
        ({"ALLOWED_HOSTS": "portal.example,*"}, "ALLOWED_HOSTS allows every host"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is missing"),
        ({"DATABASE_URL": "sqlite:///db.sqlite3"}, "the portal needs PostgreSQL"),
        ({"DATABASE_URL": "postgres://portal:portal@db/portal"}, "DATABASE_URL has a weak password"),
        ({"REDIS_URL": "amqp://broker"}, "REDIS_URL is no Redis address"),
        ({"DEBUG": "1"}, "DEBUG is on"),
        ({"DEMO_ALLOWED": "true"}, "DEMO_ALLOWED is on"),
        ({"CSRF_TRUSTED_ORIGINS": "http://portal.example"}, "without https"),
    ],
)
def test_each_problem_is_one_sentence(change: dict[str, str], hint: str) -> None:
    (found,) = problems({**GOOD, **change})
    assert hint in found and "\n" not in found


def test_a_socket_needs_no_password_and_files_need_no_redis() -> None:
    assert (
        problems({**GOOD, "DATABASE_URL": "postgres:///portal?host=/run/postgresql", "REDIS_URL": ""}) == []
    )


def test_every_problem_is_told_at_once(bare_environment: dict[str, str]) -> None:
    done = check({"DEBUG": "1"}, bare_environment)
    assert done.returncode != 0
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "DEBUG"):
        assert f"- {name} is " in done.stderr


@pytest.mark.parametrize("service", ["prepare", "web", "worker", "beat"])
def test_compose_starts_every_part_with_the_same_environment(service: str) -> None:
    environment = {name: str(value) for name, value in compose()["services"][service]["environment"].items()}
    assert problems(environment) == []
    assert environment["DJANGO_SETTINGS_MODULE"] == "config.settings.production"


def test_the_deployment_check_is_clean_with_composes_environment(bare_environment: dict[str, str]) -> None:
    environment = {name: str(value) for name, value in compose()["services"]["web"]["environment"].items()}
    done = check(environment, bare_environment)
    assert done.returncode == 0, done.stderr


def test_composes_services_wait_for_what_they_need() -> None:
    services = compose()["services"]
    assert services["prepare"]["depends_on"]["db"]["condition"] == "service_healthy"
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["prepare"]["condition"] == "service_completed_successfully"
    assert services["db"]["image"] == "postgres:18"
    assert all("healthcheck" in services[name] for name in ("db", "redis", "web"))


def test_the_image_leaves_out_what_must_not_travel() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".git", ".venv", "var"} <= set(ignored)
    assert not {"config", "portal", "policies", "static", "templates"} & set(ignored)


def test_the_admin_is_not_routed_in_production(bare_environment: dict[str, str]) -> None:
    code = (
        "import django; django.setup(); from django.urls import resolve, Resolver404\n"
        "try: resolve('/admin/')\n"
        "except Resolver404: print('not routed')"
    )
    environment = {**bare_environment, **GOOD, "DJANGO_SETTINGS_MODULE": "config.settings.production"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.stdout == "not routed\n", done.stderr


def test_the_static_files_collect_into_a_manifest(
    bare_environment: dict[str, str], tmp_path: os.PathLike[str]
) -> None:
    """A stylesheet that names a missing file would stop the image from being built."""
    environment = {**bare_environment, **GOOD, "STATIC_ROOT": str(tmp_path)}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings.production"
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert os.path.exists(os.path.join(tmp_path, "staticfiles.json"))
