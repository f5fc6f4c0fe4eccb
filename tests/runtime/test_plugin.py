"""The tests' own tools do what they promise."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.template import Context, engines

from config.runtime.places import ROOT
from tests.plugin.undefined import UndefinedVariable


@pytest.mark.django_db
def test_tests_run_in_a_database_of_their_own() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        assert cursor.fetchone()[0].startswith("test_")


def test_driver_is_psycopg2() -> None:
    """Django would silently prefer psycopg 3 if something pulled it in."""
    assert connection.Database.__name__ == "psycopg2"


@pytest.mark.parametrize("text", ["{{ absent }}", "{{ given.absent }}", "{{ absent|length }}"])
def test_an_undefined_template_variable_raises(text: str) -> None:
    template = engines["django"].engine.from_string(text)
    with pytest.raises(UndefinedVariable):
        template.render(Context({"given": {}}))


@pytest.mark.parametrize(
    "mark", ["@pytest.mark.skip", "@pytest.mark.xfail", "@pytest.mark.skipif(True, reason='no browser')"]
)
def test_in_ci_a_test_that_did_not_run_is_a_failure(tmp_path: Path, mark: str) -> None:
    (tmp_path / "test_it.py").write_text(f"import pytest\n{mark}\ndef test_it():\n    assert False\n")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-c",
        "/dev/null",
        "-p",
        "tests.plugin.honesty",
        "-p",
        "no:django",
    ]
    environment = {**os.environ, "CI": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([*command, str(tmp_path)], env=environment, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout
    assert "in CI every test runs" in done.stdout
