"""CPU time and memory per letter: our pipeline against a plain `HTML(string).write_pdf()`.

Run as: .venv/bin/python -m benchmarks.letters [--letters 100] [--memory 1000] [--seed 1]

Every letter is made by every variant, in random order, each variant in a process of its own, so a
busy machine slows all of them alike: trust the ratios, not the milliseconds. To add a variant,
write a function that prepares it and returns the function that makes one letter, and name it in
VARIANTS; the first one is the measure of the others.
"""

import argparse
import hashlib
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean

import django

ROOT = Path(__file__).resolve().parent.parent
WEB_FONTS = ROOT / "node_modules" / "@fontsource" / "source-sans-3" / "files"
# What a year looks like: half of the boards has one school, a few have very many.
SIZES = [1] * 10 + [2, 3, 3, 4] + [6, 9, 12] + [15, 28] + [50]
WARM_UP = 3

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()  # no service is needed: no variant asks the database

from config import pdf  # noqa: E402 - templates and translation need the settings
from tests.pdf import samples  # noqa: E402 - as above

Make = Callable[[int], bytes]


def content(number: int) -> samples.LetterContent:
    """Return the content of the nth letter."""
    return samples.final(SIZES[number % len(SIZES)], seed=number)


def plain() -> Make:
    """WeasyPrint as its manual begins: one call, a style element, web fonts."""
    from weasyprint import HTML  # noqa: PLC0415 - each variant loads its own engine

    faces = "".join(
        f'@font-face {{ font-family: "Soepele Brief"; font-weight: {weight}; '
        f'src: url("{(WEB_FONTS / f"source-sans-3-{subset}-{weight}-normal.woff2").as_uri()}"); }}'
        for weight in (400, 600)
        for subset in ("latin-ext", "latin")
    )
    style = faces + (ROOT / "static" / "letters" / "brief.css").read_text()

    def make(number: int) -> bytes:
        html = samples.html(content(number)).replace("</head>", f"<style>{style}</style></head>")
        return timed(lambda: HTML(string=html).write_pdf())

    return make


def engine() -> Make:
    """Our engine, from the same HTML to PDF/A-2a and PDF/UA-1."""
    pdf.warm()

    def make(number: int) -> bytes:
        html = samples.html(content(number))
        return timed(lambda: pdf.render(html))

    return make


def snapshot() -> Make:
    """Our pipeline from the stored snapshot to a hashed PDF: template and engine."""
    pdf.warm()

    def make(number: int) -> bytes:
        frozen = json.dumps(content(number).as_json())

        def work() -> bytes:
            letter = samples.LetterContent.from_json(json.loads(frozen))
            made = pdf.render(samples.html(letter))
            hashlib.sha256(made).hexdigest()
            return made

        return timed(work)

    return make


VARIANTS: dict[str, Callable[[], Make]] = {"plain": plain, "engine": engine, "snapshot": snapshot}
spent = 0.0


def timed(work: Callable[[], bytes]) -> bytes:
    """Do the work and add its CPU time to `spent`."""
    global spent
    before = time.process_time()
    made = work()
    spent = time.process_time() - before
    return made


def serve(name: str) -> None:
    """Answer each letter number on stdin with the CPU time, the size and the memory in use."""
    make = VARIANTS[name]()
    for number in range(WARM_UP):
        make(number)
    print("ready", flush=True)
    for line in sys.stdin:
        size = len(make(int(line)))
        print(json.dumps({"cpu_ms": spent * 1000, "bytes": size, "rss_kb": memory()}), flush=True)


def memory() -> int:
    """Return the resident memory of this process in KiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 1024


class Worker:
    """The process of one variant."""

    def __init__(self, name: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.letters", "--serve", name],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.requests, self.answers = self.process.stdin, self.process.stdout
        self._read()

    def make(self, number: int) -> dict[str, float]:
        """Let it make one letter."""
        if self.requests:
            self.requests.write(f"{number}\n")
            self.requests.flush()
        answer: dict[str, float] = json.loads(self._read())
        return answer

    def close(self) -> None:
        """End the process."""
        self.process.communicate()

    def _read(self) -> str:
        if self.answers and (line := self.answers.readline()):
            return line
        sys.exit("A variant stopped; its error is above.")


def compare_cpu(letters: int, seed: int) -> None:
    """Print the CPU time of every variant, and its ratio to the first."""
    order = random.Random(seed)  # noqa: S311 - no secret
    workers = {name: Worker(name) for name in VARIANTS}
    results: dict[str, list[dict[str, float]]] = {name: [] for name in VARIANTS}
    for number in range(letters):
        for name in order.sample(list(VARIANTS), len(VARIANTS)):
            results[name].append(workers[name].make(number))
    for worker in workers.values():
        worker.close()
    base = mean(result["cpu_ms"] for result in results[next(iter(VARIANTS))])
    print(f"{letters} letters, seed {seed}\nvariant     CPU ms   ratio   bytes")
    for name, made in results.items():
        cpu, size = mean(item["cpu_ms"] for item in made), mean(item["bytes"] for item in made)
        print(f"{name:10}{cpu:8.1f}{cpu / base:8.3f}{size:8.0f}")


def compare_memory(letters: int) -> None:
    """Print how much memory a process gains per letter, after the first tenth of them."""
    for name, count in (("plain", max(20, letters // 10)), ("snapshot", letters)):
        worker = Worker(name)
        used = [worker.make(number)["rss_kb"] for number in range(count)]
        worker.close()
        start = count // 10
        gain = (used[-1] - used[start]) / (count - 1 - start)
        print(f"{name:10} {count} letters: {gain:7.1f} KiB per letter, {used[-1] / 1024:.0f} MiB")


def main() -> None:
    """Read the options and run both measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=100)
    parser.add_argument("--memory", type=int, default=1000, help="letters; 0 leaves it out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--serve", choices=VARIANTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve)
        return
    compare_cpu(options.letters, options.seed)
    if options.memory:
        compare_memory(options.memory)


if __name__ == "__main__":
    main()
