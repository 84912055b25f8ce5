import json
import os
import re
import stat
from pathlib import Path

import pytest

from config import assets

PACKAGES = {"node_modules/knop": {"version": "1.0.0", "integrity": "sha512-knop"}}
NPM = """#!/bin/sh
echo "$@" >> "{log}"
[ -z "{fault}" ] || {{ echo "npm error code {fault}" >&2; exit 1; }}
mkdir -p node_modules/knop/letters
printf 'knop' > node_modules/knop/knop.css
printf 'a' > node_modules/knop/letters/a.woff2
printf 'b' > node_modules/knop/letters/b.woff2
cp package-lock.json node_modules/.package-lock.json
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A checkout with one package, and an npm that needs no network."""
    root = tmp_path / "project"
    root.mkdir()
    vendor = {"knop.css": "knop/knop.css", "letters/": "knop/letters/*.woff2"}
    (root / "package.json").write_text(json.dumps({"vendorFiles": vendor}))
    (root / "package-lock.json").write_text(json.dumps({"packages": {"": {}, **PACKAGES}}))
    monkeypatch.setattr(assets, "FONT_MODULE", "config.no_fonts")
    install_npm(tmp_path, monkeypatch)
    return root


def install_npm(folder: Path, monkeypatch, fault: str = "") -> None:
    """Put programs called node and npm first on the PATH."""
    programs = folder / "programs"
    programs.mkdir(exist_ok=True)
    for name, text in {
        "node": "#!/bin/sh\n",
        "npm": NPM.format(log=folder / "log", fault=fault),
    }.items():
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}/usr/bin{os.pathsep}/bin")


def contents(root: Path) -> dict[str, str]:
    """Return the vendor files by name, without the stamp."""
    files = (root / assets.VENDOR).rglob("*")
    return {
        str(file.relative_to(root / assets.VENDOR)): file.read_text()
        for file in files
        if file.is_file() and file.name != assets.STAMP
    }


def test_prepare_installs_and_copies_files_and_folders(project):
    assert assets.prepare(project)
    assert contents(project) == {"knop.css": "knop", "letters/a.woff2": "a", "letters/b.woff2": "b"}
    assert not (project / assets.SCRATCH).exists()


def test_prepare_runs_npm_without_scripts_and_only_once(project, tmp_path):
    assets.prepare(project)
    assert not assets.prepare(project)
    assert (tmp_path / "log").read_text() == f"{' '.join(assets.NPM_CI)}\n"


def test_prepare_copies_again_when_a_vendor_file_is_gone(project, tmp_path):
    assets.prepare(project)
    (project / "static/vendor/knop.css").unlink()
    assert assets.prepare(project)
    assert contents(project)["knop.css"] == "knop"
    assert (tmp_path / "log").read_text().count("\n") == 1


@pytest.mark.parametrize("damage", ["lock", "module"])
def test_prepare_installs_again_when_modules_are_stale(project, tmp_path, damage):
    assets.prepare(project)
    if damage == "lock":
        newer = {"node_modules/knop": {"version": "2.0.0", "integrity": "sha512-nieuw"}}
        (project / "package-lock.json").write_text(json.dumps({"packages": newer}))
    else:
        (project / "node_modules/knop/knop.css").unlink()
    assert assets.prepare(project)
    assert (tmp_path / "log").read_text().count("\n") == 2


def test_prepare_keeps_what_was_there_when_npm_fails(project, tmp_path, monkeypatch):
    assets.prepare(project)
    before = contents(project)
    (project / "package-lock.json").write_text(json.dumps({"packages": {}}))
    install_npm(tmp_path, monkeypatch, fault="ECONNREFUSED")
    with pytest.raises(assets.AssetsError, match=r"\(ECONNREFUSED\): controleer de verbinding"):
        assets.prepare(project)
    assert contents(project) == before
    assert not (project / assets.SCRATCH).exists()


def test_prepare_leaves_nothing_when_the_first_install_fails(project, tmp_path, monkeypatch):
    install_npm(tmp_path, monkeypatch, fault="ENOSPC")
    with pytest.raises(assets.AssetsError, match="de schijf is vol"):
        assets.prepare(project)
    assert sorted(os.listdir(project)) == ["package-lock.json", "package.json"]


def test_prepare_clears_what_a_killed_run_left_behind(project):
    left = project / assets.SCRATCH / "vendor"
    left.mkdir(parents=True)
    (left / "half.css").write_text("half")
    assets.prepare(project)
    assert "half.css" not in contents(project)
    assert not (project / assets.SCRATCH).exists()


def test_prepare_names_a_vendor_file_that_no_package_holds(project):
    (project / "package.json").write_text(json.dumps({"vendorFiles": {"weg.css": "knop/weg.css"}}))
    with pytest.raises(assets.AssetsError, match=r"static/vendor/weg\.css zit niet in"):
        assets.prepare(project)
    assert not (project / "static").exists()


def test_prepare_asks_the_fonts_of_pdfs(project, monkeypatch, tmp_path):
    (tmp_path / "letterfonts.py").write_text(
        "def prepare(source, target):\n"
        "    (target / 'letters').mkdir(exist_ok=True)\n"
        "    (target / 'letters/Brief.ttf').write_text(source.name)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(assets, "FONT_MODULE", "letterfonts")
    assets.prepare(project)
    assert contents(project)["letters/Brief.ttf"] == "@fontsource"


def test_main_says_in_one_sentence_what_to_do(monkeypatch, capsys):
    def refuse(root):
        raise assets.AssetsError("Er is geen npm: installeer Node.js.")

    monkeypatch.setattr(assets, "prepare", refuse)
    assert assets.main() == 1
    assert capsys.readouterr() == ("", "Er is geen npm: installeer Node.js.\n")


def test_prepare_says_so_when_the_folder_cannot_be_written(project, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(assets.shutil, "copy", full)
    with pytest.raises(assets.AssetsError, match="maak de map schrijfbaar of maak ruimte vrij"):
        assets.prepare(project)


def test_npm_falls_back_on_the_wheel(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(assets, "_node_wheel", lambda: Path("/wiel"))
    command, environment = assets.npm()
    assert command == ["/wiel/bin/node", "/wiel/lib/node_modules/npm/bin/npm-cli.js"]
    assert environment["PATH"].split(os.pathsep)[0] == "/wiel/bin"


def test_npm_says_what_to_do_when_pip_fails_too(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    pip = tmp_path / "python"
    pip.write_text("#!/bin/sh\nexit 1\n")
    pip.chmod(pip.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(assets.sys, "executable", str(pip))
    monkeypatch.setattr(assets, "_node_wheel", lambda: None)
    with pytest.raises(assets.AssetsError, match=r"^Er is geen npm .*installeer Node\.js"):
        assets.npm()


def test_lock_file_names_no_address():
    text = (assets.ROOT / "package-lock.json").read_text()
    assert re.findall(r"https?:|\"resolved\"", text) == []


def test_every_package_is_pinned():
    package = json.loads((assets.ROOT / "package.json").read_text())
    versions = [*package["dependencies"].values(), *package["devDependencies"].values()]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions)


def test_vendor_files_of_the_templates_are_all_copied():
    templates = (assets.ROOT / "templates").rglob("*.html")
    used = {
        name for file in templates for name in re.findall(r"'vendor/([\w./-]+)'", file.read_text())
    }
    package = json.loads((assets.ROOT / "package.json").read_text())
    assert used
    assert used <= set(package["vendorFiles"])
