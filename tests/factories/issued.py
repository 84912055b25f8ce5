"""Letters that are done, signed or sent, with small PDFs of their own, for tests."""

import hashlib
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pikepdf

from partners.models import BoardRelation, IssuerMandate
from partners.states import Delivery, Role
from subsidies.models import DecisionLetter, LetterPdf, SubsidyYear
from subsidies.states import FigureKind, LetterKind, LetterState, RenderState
from tests.factories.partners import IssuerMandateFactory, make_actor
from tests.factories.subsidies import (
    SchoolFigureFactory,
    make_bare_letters,
    make_established,
    make_municipality,
)

SENT_AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def small_pdf(*pages: str) -> bytes:
    """Return a PDF with one line of text a page."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    for text in pages:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.obj.Contents = pdf.make_stream(f"BT /F1 12 Tf 70 700 Td ({text}) Tj ET".encode())
    out = BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def finish(letter: DecisionLetter, content: bytes | None = None, **values: Any) -> DecisionLetter:
    """Give a letter its PDF, by default one page with its reference, and any other values."""
    content = content or small_pdf(letter.reference)
    LetterPdf.objects.update_or_create(letter=letter, defaults={"content": content})
    made = {
        "render_state": RenderState.DONE,
        "sha256": hashlib.sha256(content).hexdigest(),
        "pages": len(pikepdf.open(BytesIO(content)).pages),
    }
    DecisionLetter.objects.filter(pk=letter.pk).update(**made | values)
    letter.refresh_from_db()
    return letter


def mandate_of(year: SubsidyYear) -> IssuerMandate:
    """Return the mandate under which letters of a year go, a new one when there is none."""
    known = IssuerMandate.objects.filter(municipality=year.municipality).first()
    return known or IssuerMandateFactory(municipality=year.municipality, signatory_name="M. Wilg")


def sign(letter: DecisionLetter, content: bytes | None = None, **values: Any) -> DecisionLetter:
    """Return the letter as it is after check and signature, by people of its own issuer."""
    mandate = mandate_of(letter.year)
    checker, signatory = (make_actor(role, mandate.issuer).user for role in (Role.ISS, Role.SIG))
    signed = {
        "state": LetterState.SIGNED,
        "sending_on": date(2026, 3, 2),
        "mandate": mandate,
        "checked_at": SENT_AT,
        "checked_by": checker,
        "signed_at": SENT_AT,
        "signed_by": signatory,
    }
    return finish(letter, content, **signed | values)


def send(
    letter: DecisionLetter, content: bytes | None = None, *, digital: bool = False, **values: Any
) -> DecisionLetter:
    """Return the letter as it is after it was sent."""
    clerk = make_actor(Role.ISS, mandate_of(letter.year).issuer).user
    sent = {"state": LetterState.SENT, "sent_at": SENT_AT, "sent_by": clerk}
    if digital:
        sent |= {"delivery": Delivery.DIGITAL, "digital_agreed_on": date(2026, 1, 15)}
    return sign(letter, content, **sent | values)


def settle(letter: DecisionLetter) -> DecisionLetter:
    """Return the settlement that was sent after a letter."""
    later = DecisionLetter.objects.get(pk=letter.pk)
    later.pk, later.supersedes, later.kind = None, letter, LetterKind.SETTLEMENT
    later.reference_number += 100
    later.state, later.sent_at, later.sent_by = LetterState.SIGNED, None, None
    later.save(force_insert=True)
    return send(later)


def settle_all(year: SubsidyYear) -> None:
    """Send a settlement after each letter of a year."""
    for letter in DecisionLetter.objects.filter(year=year):
        settle(letter)


def bare_year(boards: int = 3, **values: Any) -> tuple[SubsidyYear, list[DecisionLetter]]:
    """Return an established year with a letter to each board, whose PDFs are still to be made."""
    municipality = make_municipality(boards=boards, schools=boards)
    year = make_established(municipality, **{"budget": "9000000.00"} | values)
    return year, make_bare_letters(year)


def small_count_year() -> tuple[SubsidyYear, list[DecisionLetter]]:
    """Return a year with finished letters to two boards; the first one's holds three toddlers."""
    municipality = make_municipality(boards=2, schools=2)
    for school, count in zip(municipality.schools.order_by("board"), (3, 12), strict=True):
        SchoolFigureFactory(school=school, kind=FigureKind.TARGET_TODDLERS, value=count)
    parts = [{"kind": "per_target_toddler", "date": "2025-10-01", "rate": "100"}]
    year = make_established(municipality, definition={"components": parts})
    return year, [finish(letter) for letter in make_bare_letters(year)]


def agree_digital(letter: DecisionLetter, email: str = "post@wilgen.example") -> BoardRelation:
    """Let a letter's board agree to get its letters digitally."""
    relation: BoardRelation = BoardRelation.objects.create(
        board=letter.board,
        municipality=letter.year.municipality,
        email=email,
        delivery=Delivery.DIGITAL,
        digital_agreed_on=date(2026, 1, 15),
    )
    return relation


def address(letter: DecisionLetter, *lines: str, name: str = "Stichting De Wilg") -> None:
    """Let a letter's content show an address."""
    letter.snapshot = {"board": {"name": name, "kvk": "01234567", "address": list(lines)}}
    DecisionLetter.objects.filter(pk=letter.pk).update(snapshot=letter.snapshot)
