"""The archive bundle of a year: what was sent, with its metadata and a list of hashes.

The same sent letters give the same bytes. People are named by their function, never by name; the
letters themselves bear the name of who signed. Only sent letters: nothing else is a record.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.db.models.fields.json import KT
from django.utils import timezone
from django.utils.translation import gettext as _

from config.listing import csv_text
from partners.access import Actor
from partners.holidays import equated_days, objection_deadline
from partners.models import IssuerMandate, Membership
from partners.states import Role
from subsidies.letter_bundles import NothingToTakeError, pdfs_of, refuse_hidden
from subsidies.models import DecisionLetter, Objection, SubsidyYear
from subsidies.states import LetterState, ObjectionOutcome
from subsidies.zip_stream import zip_stream

FUNCTIONS = (Role.ISS, Role.GEM, Role.SIG)
README = """\
Beschikkingsbrieven {year}, gemeente {name} ({code})

Deze bundel bevat de {count} verzonden brieven van dit subsidiejaar, voor het archief.

pdf/            elke brief zoals hij is verzonden: PDF/A-2a en PDF/UA-1 in een bestand
metadata.csv    een regel per brief; puntkomma's, UTF-8, te openen in een rekenblad
metadata.json   hetzelfde als gegevens, UTF-8
SHA256SUMS      het controlegetal van elk bestand hierboven, en van dit bestand

Controleren of er niets is veranderd: pak de bundel uit en geef de opdracht
    sha256sum -c SHA256SUMS
Mensen staan in de metadata met hun functie, niet met hun naam. Data zijn jaar-maand-dag.
"""


@dataclass(frozen=True)
class Archive:
    """The sent letters of a year with what is known of each, by reference."""

    year: SubsidyYear
    files: dict[int, str]
    rows: list[dict[str, Any]]


def archive_of(year: SubsidyYear, *, by: Actor) -> Archive:
    """Return the archive bundle of a year; its PDFs are read while it is sent.

    Raises: NothingToTakeError; PermissionDenied: letters hold counts that the actor may not see.
    """
    sent = DecisionLetter.objects.visible_to(by).filter(year=year, state=LetterState.SENT)
    if not sent.exists():
        raise NothingToTakeError(_("Er is nog geen brief verzonden, dus er is niets te bewaren."))
    refuse_hidden(sent, by=by)
    objections = Objection.objects.exclude(outcome=ObjectionOutcome.VOID)
    letters = list(
        sent.order_by("reference_year", "reference_number")
        .defer("snapshot")
        .annotate(
            addressee=KT("snapshot__board__name"),
            kvk=KT("snapshot__board__kvk"),
            signatory=KT("snapshot__signatory__function"),
            mandated_by=KT("snapshot__signatory__mandate"),
        )
        .select_related("board__organisation", "supersedes")
        .prefetch_related(Prefetch("objections", objections))
    )
    functions, free_days = _Functions(year), equated_days(year.municipality)
    files = {letter.pk: f"pdf/{letter.reference}.pdf" for letter in letters}
    rows = [_row(letter, functions, free_days) for letter in letters]
    return Archive(year, files, rows)


def archive_zip(archive: Archive) -> Iterator[bytes]:
    """Return the pieces of the archive bundle as a ZIP."""
    return zip_stream(_files(archive))


def _files(archive: Archive) -> Iterator[tuple[str, bytes]]:
    """Return the files; the hash of a PDF is the one that was stored when it was made."""
    sums = [(row["sha256"], row["bestand"]) for row in archive.rows]
    hashes = dict(zip(archive.files, (row["sha256"] for row in archive.rows), strict=True))
    for pk, content in pdfs_of(hashes):
        if content is None:
            raise ValueError("a sent letter never changes")
        yield archive.files[pk], content
    for name, text in _texts(archive):
        sums.append((hashlib.sha256(text).hexdigest(), name))
        yield name, text
    yield "SHA256SUMS", "".join(f"{digest}  {name}\n" for digest, name in sums).encode()


def _texts(archive: Archive) -> Iterator[tuple[str, bytes]]:
    year, rows = archive.year, archive.rows
    about = {"year": year.label, "name": year.municipality.name, "code": year.municipality.key}
    cells = [[_flat(value) for value in row.values()] for row in rows]
    yield "metadata.csv", csv_text(list(rows[0]), cells).encode()
    data = {"gemeente": about["code"], "schooljaar": about["year"], "brieven": rows}
    yield "metadata.json", (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
    yield "LEESMIJ.txt", README.format(count=len(rows), **about).encode()


def _flat(value: Any) -> str:
    """Return a value as one cell: the objections of a letter one after the other."""
    if isinstance(value, list):
        return "; ".join(" ".join(filter(None, item.values())) for item in value)
    return "" if value is None else str(value)


def _row(letter: Any, functions: "_Functions", free_days: frozenset[date]) -> dict[str, Any]:
    """Return what is known of one letter; amounts are texts, days are ISO dates.

    Addressee and mandate are those of the letter: they may have another name by now.
    """
    sent_on = _day(letter.sent_at)
    return {
        "kenmerk": letter.reference,
        "bestuursnummer": letter.board.key,
        "bestuur": letter.addressee,
        "kvk_nummer": letter.kvk,
        "soort": letter.get_kind_display(),
        "versie": str(letter.version),
        "bedrag": str(letter.amount),
        "opgesteld_op": str(_day(letter.drafted_at)),
        "opgesteld_door": functions.of(letter.drafted_by_id, letter.drafted_at),
        "gecontroleerd_op": str(_day(letter.checked_at)),
        "gecontroleerd_door": functions.of(letter.checked_by_id, letter.checked_at),
        "ondertekend_op": str(_day(letter.signed_at)),
        "ondertekend_door": letter.signatory,
        "mandaat": letter.mandated_by,
        "verzonden_op": str(sent_on),
        "verzonden_door": functions.of(letter.sent_by_id, letter.sent_at),
        "bezorging": letter.get_delivery_display(),
        "digitaal_akkoord_op": str(letter.digital_agreed_on or ""),
        "vervangt": letter.supersedes.reference if letter.supersedes else "",
        "bezwaar_tot_en_met": str(objection_deadline(sent_on, free_days)),
        "bezwaren": [_objection(row) for row in letter.objections.all()],
        "bladzijden": str(letter.pages),
        "bestand": f"pdf/{letter.reference}.pdf",
        "sha256": letter.sha256,
    }


def _objection(row: Objection) -> dict[str, str]:
    return {
        "ontvangen_op": str(row.received_on),
        "beslist_op": str(row.decided_on or ""),
        "beslissing": row.get_outcome_display() if row.outcome else "",
    }


def _day(at: datetime | None) -> date:
    """Return the day of a moment here; a sent letter has all its moments."""
    if at is None:
        raise ValueError("a sent letter has all its moments")
    return timezone.localdate(at)


class _Functions:
    """In which role people of the municipality and its issuers act, read with one query."""

    def __init__(self, year: SubsidyYear) -> None:
        issuers = IssuerMandate.objects.filter(municipality=year.municipality).values("issuer")
        members = Membership.objects.filter(role__in=FUNCTIONS)
        rows = members.filter(organisation__in=issuers) | members.filter(
            organisation=year.municipality.pk
        )
        self.memberships: dict[int, list[Membership]] = defaultdict(list)
        for row in rows.order_by("valid_from", "pk"):
            self.memberships[row.user_id].append(row)

    def of(self, user_id: int | None, at: datetime | None) -> str:
        """Return somebody's function on a day; nobody means that the program did it."""
        if user_id is None:
            return _("automatisch")
        day = _day(at)
        held = [
            row.role
            for row in self.memberships[user_id]
            if row.valid_from <= day and (row.valid_until is None or day <= row.valid_until)
        ]
        known = [role for role in FUNCTIONS if role in held]
        return str(known[0].label) if known else _("onbekend")
