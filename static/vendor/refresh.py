"""Fetch the pinned front-end packages again and rewrite manifest and icon sprite.

Run by hand after changing a version below: ``python static/vendor/refresh.py``.
Needs ``npm`` on the path; users of the portal never run it, its results are committed.
"""

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from xml.etree import ElementTree

VENDOR = Path(__file__).resolve().parent
SPRITE = VENDOR.parent / "icons.svg"
SVG = "{http://www.w3.org/2000/svg}"
SOURCE_MAP = re.compile(rb"\n?/[*/][#@] sourceMappingURL=[^\n]*")


@dataclass(frozen=True)
class Package:
    """One pinned npm package and what we take from it: ``files`` maps its path to ours."""

    name: str
    version: str
    licence: str
    folder: str
    files: dict[str, str]


PACKAGES = [
    # 1.4 and not the newest: 1.5 and later write every colour as oklch(), which browsers before 2023
    # (still common on county office machines) do not know.
    Package(
        "@tabler/core", "1.4.0", "MIT", "tabler-core-1.4.0", {"dist/css/tabler.min.css": "tabler.min.css"}
    ),
    Package(
        "htmx.org",
        "2.0.11",
        "0BSD",
        "htmx.org-2.0.11",
        {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE"},
    ),
    Package(
        "echarts",
        "6.1.0",
        "Apache-2.0",
        "echarts-6.1.0",
        {
            "dist/echarts.min.js": "echarts.min.js",
            "LICENSE": "LICENSE",
            "NOTICE": "NOTICE",
            "licenses/LICENSE-d3": "LICENSE-d3",
        },
    ),
    Package("@tabler/icons", "3.51.0", "MIT", "tabler-icons-3.51.0", {"LICENSE": "LICENSE"}),
]

ICONS = (VENDOR / "icons.txt").read_text(encoding="utf-8").split()


def unpack(package: Package, folder: Path) -> Path:
    """Download one package from the npm registry and return the folder with its contents."""
    target = folder / package.folder
    target.mkdir()
    packed = subprocess.run(
        ["npm", "pack", "--silent", f"{package.name}@{package.version}"],
        cwd=target,
        check=True,
        capture_output=True,
        text=True,
    )
    with tarfile.open(target / packed.stdout.split()[-1]) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def copy(package: Package, unpacked: Path) -> None:
    """Put the chosen files into our folder, without source maps (the manifest storage fails on them)."""
    target = VENDOR / package.folder
    target.mkdir(exist_ok=True)
    for source, name in package.files.items():
        (target / name).write_bytes(SOURCE_MAP.sub(b"", (unpacked / source).read_bytes()))


def write_sprite(icons: Path) -> None:
    """Join the outline icons named in ICONS into one SVG file of symbols."""
    symbols = []
    for name in ICONS:
        paths = ElementTree.parse(icons / f"{name}.svg").getroot().iter(f"{SVG}path")
        drawn = "".join(f'<path d="{path.get("d")}"/>' for path in paths if path.get("stroke") != "none")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{drawn}</symbol>')
    notice = "<!-- Drawn from Tabler Icons, MIT licence: vendor/tabler-icons-3.51.0/LICENSE -->"
    lines = ['<svg xmlns="http://www.w3.org/2000/svg">', notice, *symbols, "</svg>", ""]
    SPRITE.write_text("\n".join(lines), encoding="utf-8")


def manifest_entry(package: Package, path: Path) -> dict[str, str]:
    """Describe one committed file so that a test can hash it again."""
    kept = {key: asdict(package)[key] for key in ("name", "version", "licence")}
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return {**kept, "file": path.relative_to(VENDOR.parent).as_posix(), "sha256": digest}


def write_manifest() -> None:
    """List every vendored file with package, version, licence and SHA-256."""
    entries = [
        manifest_entry(package, path)
        for package in PACKAGES
        for path in sorted((VENDOR / package.folder).iterdir())
    ]
    entries.append(manifest_entry(PACKAGES[-1], SPRITE))
    (VENDOR / "manifest.json").write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Refresh everything."""
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            unpacked = unpack(package, Path(folder))
            copy(package, unpacked)
            if package.name == "@tabler/icons":
                write_sprite(unpacked / "icons" / "outline")
    write_manifest()


if __name__ == "__main__":
    main()
