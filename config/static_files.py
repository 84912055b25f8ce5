"""Set-up step: collect the static files for serving, unless that was done with these very sources.

Collecting compresses every file, which takes ten seconds; most starts have nothing new to collect.
"""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE, COLLECTED = Path("static"), Path("staticfiles")
MANIFEST, STAMP = "staticfiles.json", ".stamp"
# Beside our own files: the packages that bring files of theirs, and how they are stored.
DECIDING = ("requirements.txt", "config/settings.py", "config/static_files.py")
COLLECT = ["manage.py", "collectstatic", "--noinput", "--verbosity", "0"]


def main() -> int:
    """Bring the collected files up to date. Returns the exit code."""
    if is_current(ROOT):
        return 0
    command = [sys.executable, *COLLECT]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603 - our own
    if code == 0:
        stamp(ROOT)
    return code


def is_current(root: Path) -> bool:
    """Say whether the collected files are complete and made of what is there now."""
    folder = root / COLLECTED
    try:
        stamped = (folder / STAMP).read_text()
        paths = json.loads((folder / MANIFEST).read_text())["paths"]
    except (OSError, ValueError, KeyError):
        return False
    return stamped == fingerprint(root) and all(
        (folder / path).is_file() for path in paths.values()
    )


def stamp(root: Path) -> None:
    """Note what the files were collected from."""
    (root / COLLECTED / STAMP).write_text(fingerprint(root))


def fingerprint(root: Path) -> str:
    """Return a hash of all that decides what is collected, and of what was collected last.

    Another collection, from other sources into the same folder, changes the manifest.
    """
    own = sorted(path for path in (root / SOURCE).rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in (*own, *(root / name for name in DECIDING), root / COLLECTED / MANIFEST):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
