"""The environment is made once, and again only when what it is made from has changed."""

import sys
from pathlib import Path

import pytest

from config.runtime import bootstrap


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in bootstrap.SETS["dev"]:
        (tmp_path / name).write_text(f"# {name}\n")
    return tmp_path


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sets that were installed, in order; nothing is really installed."""
    done: list[str] = []

    def make(venv: Path) -> None:
        (venv / "bin").mkdir(parents=True, exist_ok=True)
        (venv / "bin" / "python").unlink(missing_ok=True)
        (venv / "bin" / "python").symlink_to(sys.executable)

    monkeypatch.setattr(bootstrap, "make_environment", make)
    monkeypatch.setattr(bootstrap, "install", lambda root, venv, kind: done.append(kind))
    return done


def ensure(checkout: Path, kind: str) -> bool:
    return bootstrap.ensure_packages(checkout, checkout / ".venv", kind)


def test_a_second_start_installs_nothing(checkout: Path, installed: list[str]) -> None:
    assert ensure(checkout, "run") is True
    assert ensure(checkout, "run") is False
    assert installed == ["run"]


@pytest.mark.parametrize("name", bootstrap.SETS["run"])
def test_a_changed_requirement_installs_again(checkout: Path, installed: list[str], name: str) -> None:
    ensure(checkout, "run")
    (checkout / name).write_text("django==5.2.20\n")
    assert ensure(checkout, "run") is True


def test_the_test_packages_include_the_others(checkout: Path, installed: list[str]) -> None:
    ensure(checkout, "dev")
    assert ensure(checkout, "run") is False
    ensure(checkout, "dev")
    assert installed == ["dev"]


def test_the_other_way_round_more_is_needed(checkout: Path, installed: list[str]) -> None:
    ensure(checkout, "run")
    ensure(checkout, "dev")
    assert installed == ["run", "dev"]


def test_a_removed_python_makes_it_anew(checkout: Path, installed: list[str]) -> None:
    ensure(checkout, "run")
    (checkout / ".venv" / "bin" / "python").unlink()
    assert ensure(checkout, "run") is True


def test_an_interrupted_installation_is_done_again(
    checkout: Path, installed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(root: Path, venv: Path, kind: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(bootstrap, "install", interrupted)
        ensure(checkout, "run")
    assert ensure(checkout, "run") is True


@pytest.mark.parametrize("compiler, advice", [(True, "check the network"), (False, "install a C compiler")])
def test_a_failed_installation_says_what_to_do(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, compiler: bool, advice: str
) -> None:
    monkeypatch.setattr(bootstrap, "installers", lambda venv: [["sh", "-c", "echo no route to host; exit 1"]])
    monkeypatch.setattr(bootstrap, "has_compiler", lambda: compiler)
    with pytest.raises(bootstrap.Trouble, match="no route to host") as trouble:
        bootstrap.install(checkout, checkout / ".venv", "run")
    assert advice in str(trouble.value)
    assert "\n" not in str(trouble.value)


def test_without_a_venv_module_it_names_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    monkeypatch.setattr(bootstrap.sys, "executable", "/bin/false")
    with pytest.raises(bootstrap.Trouble, match="apt install python3-venv"):
        bootstrap.make_environment(tmp_path / ".venv")


def test_an_old_python_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(bootstrap, "newer_python", lambda: None)
    assert bootstrap.main([]) == 1
    assert "Python 3.11 or newer is needed" in capsys.readouterr().err


def test_missing_debian_packages_are_named_to_who_may_not_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "SYSTEM", {"/nowhere/chromium": "chromium"})
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    with pytest.raises(bootstrap.Trouble, match="apt-get install -y --no-install-recommends chromium"):
        bootstrap.ensure_system()


def test_every_requirement_is_pinned() -> None:
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in lines("constraints.txt")}
    wanted = {
        line.split("#")[0].split("[")[0].strip().lower()
        for name in ("requirements.txt", "requirements-dev.txt")
        for line in lines(name)
        if not line.startswith("-")
    }
    assert wanted - pinned == set()


def lines(name: str) -> list[str]:
    text = (bootstrap.ROOT / name).read_text().splitlines()
    return [line for line in text if line and not line.startswith("#")]
