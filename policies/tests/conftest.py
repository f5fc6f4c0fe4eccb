import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from policies.library import INSTRUMENTS, Library, get_library, load_library


@pytest.fixture
def library() -> Library:
    return get_library()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the policy files that a test may change."""
    return Path(shutil.copytree(INSTRUMENTS, tmp_path / "instruments"))


@pytest.fixture
def edited(tree: Path) -> Callable[[str, str, str], Library]:
    """The library after replacing one passage of one file."""

    def edit(path: str, old: str, new: str) -> Library:
        file = tree / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} must occur once in {path}"
        file.write_text(text.replace(old, new), encoding="utf-8")
        return load_library(tree)

    return edit
