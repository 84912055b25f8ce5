"""The people and letters that the tests of the moves share: an office that can issue letters."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from partners.access import Actor
from partners.models import AuditEntry, IssuerMandate, Municipality
from partners.states import Role
from subsidies import letter_moves, openings
from subsidies.letter_moves import Moved
from subsidies.letters import draft_letters
from subsidies.models import DecisionLetter, LetterPdf, LetterTerms, SubsidyYear
from subsidies.states import LetterState, RenderState
from tests.factories.partners import (
    IssuerMandateFactory,
    LetterIssuerFactory,
    UserFactory,
    make_actor,
)
from tests.factories.subsidies import AT, make_established, make_municipality

DAY = date(2026, 3, 2)
ON_THE_DAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
REASON = "Het adres klopte niet."
SIGNATORY = "Meryem van der Wilg"


@dataclass(frozen=True)
class Office:
    """A municipality with an established year, and the people who issue its letters."""

    municipality: Municipality
    year: SubsidyYear
    mandate: IssuerMandate
    drafter: Actor
    checker: Actor
    signatory: Actor
    sender: Actor

    @property
    def letters(self) -> list[DecisionLetter]:
        """Return the letters of the year as they are now, in order of their numbers."""
        return list(self.year.letters.order_by("reference_number"))

    def actor_of(self, role: Role) -> Actor:
        """Return who holds a role here; for the others somebody who has to do with the place."""
        own = {Role.ISS: self.sender, Role.GEM: self.checker, Role.SIG: self.signatory}
        if role in own:
            return own[role]
        if role in {Role.DPO, Role.ADM}:
            return make_actor(role, self.municipality)
        school = self.municipality.schools.first()
        assert school is not None
        if role == Role.BRD:
            return make_actor(role, school.board)
        return make_actor(role, school if role in {Role.QC, Role.SCH, Role.TEA} else None)


def make_office(*, boards: int = 1, **values: Any) -> Office:
    """Return an office whose drafts are made but not planned; values are of the municipality."""
    municipality = make_municipality(boards=boards, schools=boards)
    settled = {"objection_lines": ["Postbus 1", "5000 AA  Wilgenstad"], **values}
    Municipality.objects.filter(pk=municipality.pk).update(**settled)
    municipality.refresh_from_db()
    year = make_established(municipality, legal_basis="de Subsidieverordening Wilgenstad 2026")
    LetterTerms.objects.create(year=year, framework="Uitvoeringskader 2026", saved_at=AT)
    issuer = LetterIssuerFactory()
    mandate = IssuerMandateFactory(
        issuer=issuer, municipality=municipality, signatory_name=SIGNATORY
    )
    clerks = [make_actor(Role.ISS, issuer) for _ in range(2)]
    signatory = make_actor(Role.SIG, issuer, user=UserFactory(name=SIGNATORY))
    officer = make_actor(Role.GEM, municipality)
    draft_letters(year_id=year.pk, by=clerks[0], at=AT)
    office = Office(municipality, year, mandate, clerks[0], officer, signatory, clerks[1])
    finish(*office.letters)
    return office


def finish(*letters: DecisionLetter) -> None:
    """Make the PDFs of queued letters in no time: bytes that differ as their snapshots do."""
    for letter in letters:
        if letter.render_state == RenderState.QUEUED:
            content = json.dumps(letter.snapshot, sort_keys=True).encode()
            LetterPdf.objects.update_or_create(letter=letter, defaults={"content": content})
            letter.render_state, letter.pages = RenderState.DONE, 1
            letter.sha256 = hashlib.sha256(content).hexdigest()
            letter.save(update_fields=["render_state", "pages", "sha256"])


def look(by: Actor, *letters: DecisionLetter, at: datetime = AT) -> None:
    """Let somebody open letters as they are now."""
    for letter in letters:
        openings.note_opening(DecisionLetter.objects.get(pk=letter.pk), by=by, at=at)


def ids(letters: list[DecisionLetter]) -> list[int]:
    return [letter.pk for letter in letters]


def plan(office: Office, day: date = DAY) -> Moved:
    """Plan all letters of the office, and make their PDFs."""
    moved = letter_moves.plan(
        letter_ids=ids(office.letters), sending_on=day, by=office.drafter, at=AT
    )
    finish(*office.letters)
    return moved


def bring(office: Office, state: LetterState) -> list[DecisionLetter]:
    """Bring all letters of an office to a state by its moves; returns them."""
    plan(office)
    steps = {
        LetterState.DRAFT: 0,
        LetterState.CHECKED: 1,
        LetterState.SIGNED: 2,
        LetterState.SENT: 3,
    }
    acts = (("check", office.checker), ("sign", office.signatory), ("send", office.sender))
    for move, by in acts[: steps.get(state, 0)]:
        moved = make(move, office.letters, by=by)
        assert moved.refused == []
        finish(*office.letters)
    if state == LetterState.CANCELLED:
        make("cancel", office.letters, by=office.checker)
    return office.letters


def moment(move: str) -> datetime:
    """Return when a move is made: the day of sending, or the day of drafting."""
    return ON_THE_DAY if move == "send" else AT


def make(move: str, letters: list[DecisionLetter], *, by: Actor, **values: Any) -> Moved:
    """Look at the letters and make a move with them, with what it needs."""
    look(by, *letters)
    needed = {"reason": REASON} if move in {"reopen", "cancel"} else {}
    given = {"letter_ids": ids(letters), "by": by, "at": moment(move), **needed, **values}
    return getattr(letter_moves, move)(**given)  # type: ignore[no-any-return]


# Who makes a move, and from which state, where a test is about something else.
MOVERS = {
    "check": Role.GEM,
    "sign": Role.SIG,
    "send": Role.ISS,
    "reopen": Role.GEM,
    "cancel": Role.GEM,
}
SOURCES = {
    "check": LetterState.DRAFT,
    "sign": LetterState.CHECKED,
    "send": LetterState.SIGNED,
    "reopen": LetterState.SIGNED,
    "cancel": LetterState.CHECKED,
}


def facts() -> list[Any]:
    """Return all that a refused move must leave as it was."""
    return [list(DecisionLetter.objects.order_by("pk").values()), AuditEntry.objects.count()]


def only(moved: Moved) -> str:
    """Return why the one letter did not move."""
    [(_reference, sentence)] = moved.refused
    assert moved.done == []
    return sentence


def end_mandate(office: Office, last: date) -> None:
    IssuerMandate.objects.filter(pk=office.mandate.pk).update(valid_until=last)


def local_signatory(office: Office) -> Actor:
    """Return the signatory as one of the municipality, who sees it without the issuer's mandate."""
    return make_actor(Role.SIG, office.municipality, user=office.signatory.user)
