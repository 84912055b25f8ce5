"""What it costs to take many letters along: the ZIP, the file to print and the archive bundle.

Run as: .venv/bin/python -m benchmarks.bundles [--few 100] [--many 1554]

Sixteen letters of the sizes of a year are made once, and stored again and again. Every download is
made in a fresh process, to nowhere; its peak memory and CPU time for many letters stand beside
those for few: trust the ratios. "Plain" is what comes to mind first: all PDFs in a list, a ZIP in
memory, and one pikepdf merge.
"""

import argparse
import hashlib
import json
import multiprocessing
import resource
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

from benchmarks._product import product


def fill(letters: int) -> None:
    """Store sent letters with addresses and PDFs."""
    from benchmarks.letters import content  # noqa: PLC0415 - after Django is set up
    from config import pdf  # noqa: PLC0415 - as above
    from subsidies.models import DecisionLetter, LetterPdf  # noqa: PLC0415 - as above
    from subsidies.rendering import html_of  # noqa: PLC0415 - as above
    from tests.factories.issued import bare_year, send  # noqa: PLC0415 - as above

    snapshots = [content(number).as_json() for number in range(16)]
    made = [pdf.render(html_of(snapshot)) for snapshot in snapshots]
    year, drafts = bare_year(letters)
    first = send(drafts[0])
    columns = ["state", "sending_on", "mandate", "checked_at", "checked_by", "signed_at",
               "signed_by", "sent_at", "sent_by", "delivery"]  # fmt: skip
    for number, letter in enumerate(drafts[1:]):
        for column in columns:
            setattr(letter, column, getattr(first, column))
        letter.snapshot, letter.render_state, letter.pages = snapshots[number % 16], "done", 2
        letter.sha256 = hashlib.sha256(made[number % 16]).hexdigest()
    LetterPdf.objects.bulk_create(
        LetterPdf(letter=letter, content=made[number % 16])
        for number, letter in enumerate(drafts[1:])
    )
    DecisionLetter.objects.bulk_update(
        drafts[1:],
        [*columns, "snapshot", "render_state", "pages", "sha256"],
        batch_size=100,
    )
    print(f"{letters} letters, year {year.pk}")


def parts(count: int) -> tuple[Any, Any, Any]:
    """Return the year, its first letters and somebody who may see them."""
    from django.utils import timezone  # noqa: PLC0415 - after Django is set up

    from partners.access import actor_for  # noqa: PLC0415 - as above
    from subsidies.models import SubsidyYear  # noqa: PLC0415 - as above

    year = SubsidyYear.objects.get()
    letters = year.letters.filter(reference_number__lte=count)
    return year, letters, actor_for(year.established_by, day=timezone.localdate(), role="gem")


def make_zip(count: int) -> int:
    """Stream the ZIP."""
    from subsidies.letter_bundles import choose, zip_of  # noqa: PLC0415 - after Django is set up

    _year, letters, by = parts(count)
    return sum(map(len, zip_of(choose(letters, by=by))))


def make_print(count: int) -> int:
    """Make the file to print and read it as a response does."""
    from subsidies.letter_bundles import print_job  # noqa: PLC0415 - after Django is set up

    year, letters, by = parts(count)
    with print_job(letters, year, by=by).file as file:
        return sum(len(piece) for piece in iter(lambda: file.read(4096), b""))


def plain_zip(count: int) -> int:
    """Make a ZIP in memory of PDFs in memory."""
    import zipfile  # noqa: PLC0415 - only this way needs it

    from subsidies.models import LetterPdf  # noqa: PLC0415 - after Django is set up

    _year, letters, _by = parts(count)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for pdf in list(LetterPdf.objects.filter(letter__in=letters).select_related("letter")):
            archive.writestr(f"{pdf.letter.reference}.pdf", bytes(pdf.content))
    return len(out.getvalue())


def plain_print(count: int) -> int:
    """Merge all PDFs at once."""
    import pikepdf  # noqa: PLC0415 - loaded by the way that needs it

    from subsidies.models import LetterPdf  # noqa: PLC0415 - after Django is set up

    _year, letters, _by = parts(count)
    out, merged = BytesIO(), pikepdf.new()
    sources = []
    for pdf in list(LetterPdf.objects.filter(letter__in=letters)):
        sources.append(pikepdf.open(BytesIO(bytes(pdf.content))))
        merged.pages.extend(sources[-1].pages)
    merged.save(out)
    return len(out.getvalue())


WAYS: dict[str, Callable[[int], int]] = {
    "zip": make_zip, "zip, plain": plain_zip, "print": make_print, "print, plain": plain_print,
}  # fmt: skip


def serve(way: str, count: int, tell: Any) -> None:
    """Do the work in this process and tell what it took."""
    from django.db import connections  # noqa: PLC0415 - after Django is set up

    connections.close_all()
    WAYS[way](1)
    started, cpu = time.perf_counter(), time.process_time()
    size = WAYS[way](count)
    used = resource.getrusage(resource.RUSAGE_SELF)
    took = (time.perf_counter() - started, time.process_time() - cpu)
    tell.send(json.dumps([*took, used.ru_maxrss / 1024, size / 1e6]))


def measured(way: str, count: int) -> list[float]:
    """Return seconds, CPU seconds, peak memory in MiB and size in MB of one download."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve, args=(way, count, there))
    process.start()
    answer: list[float] = json.loads(here.recv())
    process.join()
    return answer


def measure(few: int, many: int) -> None:
    """Print every way for few and for many letters."""
    from django.db import connections  # noqa: PLC0415 - after Django is set up

    fill(many)
    connections.close_all()
    print(f"{'way':14}{'letters':>8}{'seconds':>9}{'CPU s':>8}{'peak MiB':>10}{'MB':>7}{'peak':>7}")
    for way in WAYS:
        base = 0.0
        for count in (few, many):
            seconds, cpu, peak, size = measured(way, count)
            base = base or peak
            figures = f"{seconds:9.2f}{cpu:8.2f}{peak:10.0f}{size:7.1f}{peak / base:7.2f}"
            print(f"{way:14}{count:8}{figures}")


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=100)
    parser.add_argument("--many", type=int, default=1554)
    options = parser.parse_args()
    with product():
        measure(options.few, options.many)


if __name__ == "__main__":
    main()
