"""The committed front-end files are the ones the manifest says, each with its licence."""

import hashlib
import json
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parent.parent / "static"
MANIFEST = json.loads((STATIC / "vendor" / "manifest.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: entry["file"])
def test_vendored_file_is_unchanged(entry):
    content = (STATIC / entry["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]


def test_every_vendored_file_is_in_the_manifest():
    listed = {entry["file"] for entry in MANIFEST}
    found = {path.relative_to(STATIC).as_posix() for path in STATIC.glob("vendor/*/*")} | {"icons.svg"}
    assert found == listed


def test_every_vendored_package_carries_its_licence():
    folders = {path for path in (STATIC / "vendor").iterdir() if path.is_dir()}
    assert [folder.name for folder in folders if not (folder / "LICENSE").is_file()] == []


def test_no_vendored_file_points_to_a_source_map():
    pointing = [
        entry["file"] for entry in MANIFEST if b"sourceMappingURL" in (STATIC / entry["file"]).read_bytes()
    ]
    assert pointing == []
