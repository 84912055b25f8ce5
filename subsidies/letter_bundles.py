"""Letters to take away together: those of a selection as a ZIP, or those for the post as one file.

Nothing here holds more than a few letters in memory. The choice fixes the hash of each PDF, so that
a letter that changes while the file is made does not slip in as something else: the ZIP leaves it
out and says so, the print file is refused. `letter_archive.py` makes what the archive gets. Counts
of children below five: `exports.py` says who may see them.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from partners import audit
from partners.access import Actor
from partners.models import BoardRelation
from partners.states import Delivery
from subsidies.exports import has_small_count, sees_exact_counts
from subsidies.letter_notices import undelivered
from subsidies.models import (
    Allocation,
    AmendedAmount,
    DecisionLetter,
    LetterPdf,
    SubsidyYear,
)
from subsidies.states import LetterState, RenderState
from subsidies.zip_stream import zip_stream

CHUNK = 50  # letters of about 30 kB
LEFT_OUT_FILE = "niet-opgenomen.txt"
POSTCODE = re.compile(r"\b(\d{4}) ?([A-Z]{2})\b")
HOUSE_NUMBER = re.compile(r"(\d+)\D*$")


class NothingToTakeError(Exception):
    """There is nothing whole to take away; the message is one sentence that says why."""


@dataclass(frozen=True)
class Bundle:
    """The letters to take, each with the name of its file and the hash of its PDF.

    `left_out` says why others stay behind.
    """

    names: dict[int, str]
    hashes: dict[int, str]
    left_out: list[str]


def choose(letters: QuerySet[DecisionLetter], *, by: Actor) -> Bundle:
    """Return what a ZIP of these letters holds for this actor, by reference.

    Letters that lapsed, that have no PDF yet or that hold counts the actor may not see are left
    out, and named. With letters of more municipalities a name begins with the municipality's code.

    Raises: NothingToTakeError; PermissionDenied: only letters that the actor may not see.
    """
    place = "year__municipality__organisation__key"
    columns = "pk", "sha256", place, "render_state", "year_id", "board_id"
    found = letters.exclude(state=LetterState.CANCELLED).order_by(
        place, "reference_year", "reference_number"
    )
    rows = list(found.values_list(*columns, "reference_year", "reference_number"))
    several = len({row[2] for row in rows}) > 1
    hidden = hidden_boards({row[4] for row in rows}, by=by)
    names, hashes, left_out, is_any_hidden = {}, {}, [], False
    for pk, sha256, code, stand, year, board, *number in rows:
        reference = _reference(*number)
        if (year, board) in hidden:
            is_any_hidden = True
            left_out.append(_("%s: hierin staat een aantal kinderen onder de vijf") % reference)
        elif stand != RenderState.DONE:
            left_out.append(_("%s: de pdf is nog niet gemaakt") % reference)
        else:
            names[pk] = f"{code}-{reference}.pdf" if several else f"{reference}.pdf"
            hashes[pk] = sha256
    if not names and is_any_hidden:
        raise PermissionDenied(_small_counts())
    if not names:
        raise NothingToTakeError(_("Er is nog geen brief met een pdf om te downloaden."))
    return Bundle(names, hashes, left_out)


def _reference(year: int, number: int) -> str:
    return DecisionLetter(reference_year=year, reference_number=number).reference


def _small_counts() -> str:
    return _(
        "In deze brieven staan aantallen kinderen onder de vijf. Die ziet wie rekent, controleert "
        "of ondertekent, en het eigen bestuur."
    )


def hidden_boards(years: Iterable[int], *, by: Actor) -> set[tuple[int, int]]:
    """Return year and board of the letters that hold counts below five, if `by` may not see them.

    A school that went to another board is in the letters of both.
    """
    if sees_exact_counts(by):
        return set()
    hidden, schools = set(), set()
    rows = Allocation.objects.filter(year__in=years)
    for year, board, school, steps in rows.values_list("year", "board", "school", "components"):
        if has_small_count(steps):
            hidden.add((year, board))
            schools.add(school)
    moved = AmendedAmount.objects.filter(change__year__in=years, school__in=schools)
    return hidden | set(moved.values_list("change__year", "board"))


def refuse_hidden(letters: QuerySet[DecisionLetter], *, by: Actor) -> None:
    """Refuse what must be whole to who may not see all of it. Raises: PermissionDenied."""
    if sees_exact_counts(by):
        return
    pairs = set(letters.values_list("year_id", "board_id"))
    if pairs & hidden_boards({year for year, _board in pairs}, by=by):
        raise PermissionDenied(_small_counts())


def pdfs_of(chosen: Mapping[int, str]) -> Iterator[tuple[int, bytes | None]]:
    """Return the PDFs of letters in this order, a few at a time from the database.

    None stands for a letter that was reopened, made anew or cancelled since the choice.

    Args: chosen: by the id of each letter the hash of its PDF when it was chosen.
    """
    waiting = list(chosen)
    current = LetterPdf.objects.exclude(letter__state=LetterState.CANCELLED)
    for start in range(0, len(waiting), CHUNK):
        chunk = waiting[start : start + CHUNK]
        rows = current.filter(letter__in=chunk).values_list("letter", "letter__sha256", "content")
        contents = {pk: bytes(pdf) for pk, sha256, pdf in rows if sha256 == chosen[pk]}
        for pk in chunk:
            yield pk, contents.pop(pk, None)


def zip_of(bundle: Bundle) -> Iterator[bytes]:
    """Return the pieces of the ZIP; a last file names the letters that are not in it."""
    return zip_stream(_files(bundle))


def _files(bundle: Bundle) -> Iterator[tuple[str, bytes]]:
    left_out = list(bundle.left_out)
    for pk, content in pdfs_of(bundle.hashes):
        if content is None:
            reference = bundle.names[pk].removesuffix(".pdf")
            left_out.append(_("%s: intussen gewijzigd of vervallen") % reference)
        else:
            yield bundle.names[pk], content
    if left_out:
        yield LEFT_OUT_FILE, ("\r\n".join(left_out) + "\r\n").encode()


@dataclass(frozen=True)
class PrintJob:
    """A file to print: it is gone from the disk as soon as it is closed."""

    file: BinaryIO
    letters: int
    pages: int


def print_job(letters: QuerySet[DecisionLetter], year: SubsidyYear, *, by: Actor) -> PrintJob:
    """Return the signed and sent letters that go by post as one PDF, in the order of the post.

    By postcode, house number and name; every letter begins on a new sheet. A letter that a digital
    board did not get goes by post as well. Pages counts sheets' sides, empty ones too.

    Raises: NothingToTakeError: also when a letter changed meanwhile; PermissionDenied: see
    `refuse_hidden`.
    """
    from subsidies.print_file import PrintFile  # noqa: PLC0415 - loads qpdf, for this page only

    chosen = post_order(letters, year)
    refuse_hidden(letters.filter(pk__in=chosen), by=by)
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        target = PrintFile(out)
        for pk, content in pdfs_of(chosen):
            target.add(_unchanged(pk, content))
        target.close()
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return PrintJob(out, len(chosen), len(target.pages))


def _unchanged(pk: int, content: bytes | None) -> bytes:
    """Return a PDF as it was chosen. Raises: NothingToTakeError: it is another one by now."""
    if content is None:
        raise NothingToTakeError(
            _("%s is intussen gewijzigd of vervallen: maak het printbestand opnieuw.")
            % DecisionLetter.objects.get(pk=pk).reference
        )
    return content


def post_order(letters: QuerySet[DecisionLetter], year: SubsidyYear) -> dict[int, str]:
    """Return the letters that go by post, in the order of their envelopes, with their hashes.

    The address is the one that the letter shows. Raises: NothingToTakeError.
    """
    digital = BoardRelation.objects.filter(
        board=OuterRef("board"),
        municipality=year.municipality,
        delivery=Delivery.DIGITAL,
        digital_agreed_on__lte=OuterRef("sending_on"),
    )
    final = letters.filter(
        state__in=[LetterState.SIGNED, LetterState.SENT], render_state=RenderState.DONE
    )
    if not final.exists():
        raise NothingToTakeError(
            _("Er is niets te printen: onderteken eerst de brieven; concepten gaan niet mee.")
        )
    by_post = final.alias(is_digital=Exists(digital)).filter(
        Q(state=LetterState.SIGNED, is_digital=False)
        | Q(state=LetterState.SENT, delivery=Delivery.POST)
        | Q(pk__in=[letter.pk for letter in undelivered(year)])
    )
    rows = by_post.values_list(
        "pk", "sha256", "snapshot__board__address", "board__organisation__sort_name",
        "reference_number",
    )  # fmt: skip
    ordered = sorted(rows, key=lambda row: (*_place(row[2]), *row[3:]))
    if not ordered:
        raise NothingToTakeError(
            _("Er is niets te printen: al deze besturen krijgen hun brief digitaal.")
        )
    return {row[0]: row[1] for row in ordered}


def _place(address: Any) -> tuple[bool, str, int, str]:
    """Return what the post sorts by; a letter without a postcode comes last."""
    lines = [str(line) for line in address or []]
    postcode = POSTCODE.search(lines[-1]) if lines else None
    number = HOUSE_NUMBER.search(lines[0]) if lines else None
    return (
        postcode is None,
        "".join(postcode.groups()) if postcode else "",
        int(number[1]) if number else 0,
        lines[0] if lines else "",
    )


def note_taken(
    action: str, count: int, *, year: SubsidyYear | None = None, by: Actor, at: datetime
) -> None:
    """Log that somebody took letters along; without a year it is a board with its own."""
    audit.record(
        by=by,
        action=action,
        target=year,
        organisation=year.municipality.organisation if year else None,
        at=at,
        details={"letters": count},
    )
