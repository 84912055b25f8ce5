"""A new municipality with one person per role and nothing done yet."""

import time
from datetime import UTC, date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from partners import uploads
from partners.access import Actor, actor_for
from partners.models import Membership, Municipality, School, User
from partners.states import MessageState, OrganisationKind, RegisterKind, Role
from subsidies import later_letters, letter_moves, objections, openings, school_changes
from subsidies.alignment import align, comment
from subsidies.letters import draft_letters
from subsidies.models import DecisionLetter, SubsidyYear
from subsidies.states import ChangeKind, RenderState
from subsidies.years import save_year
from tests.factories.messages import MailboxMessageFactory, MessageFactory
from tests.factories.partners import (
    PASSWORD,
    ChildcareLocationFactory,
    ChildcareOrganisationFactory,
    IssuerMandateFactory,
    LetterIssuerFactory,
    MembershipFactory,
    MunicipalityFactory,
    RegisterChangeFactory,
    SchoolBoardFactory,
    SchoolFactory,
    UserFactory,
)
from tests.registers import SCHOOLS

FAR_AWAY = datetime(2099, 1, 1, tzinfo=UTC)  # so that no worker takes the one that waits
SECRET = "JBSWY3DPEHPK3PXP"  # only tests know it
SEATS = {
    Role.GEM: OrganisationKind.MUNICIPALITY,
    Role.SIG: OrganisationKind.LETTER_ISSUER,
    Role.ISS: OrganisationKind.LETTER_ISSUER,
    Role.BRD: OrganisationKind.SCHOOL_BOARD,
    Role.QC: OrganisationKind.SCHOOL,
    Role.SCH: OrganisationKind.SCHOOL,
    Role.TEA: OrganisationKind.SCHOOL,
    Role.KCC: OrganisationKind.CHILDCARE_ORGANISATION,
    Role.KOC: OrganisationKind.CHILDCARE_LOCATION,
    Role.KOW: OrganisationKind.CHILDCARE_LOCATION,
    Role.DPO: OrganisationKind.MUNICIPALITY,
    Role.ADM: OrganisationKind.MUNICIPALITY,
}


def address(role: Role) -> str:
    """Return the address of the newcomer of a role."""
    return f"{role}@nieuw.example"


def password() -> str:
    """Return the password of all newcomers."""
    return PASSWORD


def print_code() -> None:
    """Print a code that was not used yet: a code of the app works once in half a minute."""
    codes = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    print(codes.wrap().get_unused_codes()[0])  # noqa: T201 - for the test that asked


def give_second_step(user: User) -> None:
    """Switch on the app and the recovery codes for somebody."""
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)


def fill() -> None:
    """Make the municipality, one organisation of each kind, and one person per role."""
    municipality: Municipality = MunicipalityFactory(name="Wilgenstad", key="9001")
    issuer = LetterIssuerFactory()
    IssuerMandateFactory(issuer=issuer, municipality=municipality)
    board = SchoolBoardFactory()
    school = SchoolFactory(board=board, municipality=municipality)
    holder = ChildcareOrganisationFactory()
    location = ChildcareLocationFactory(holder=holder, municipality=municipality)
    places = {
        place.organisation.kind: place.organisation
        for place in (municipality, issuer, board, school, holder, location)
    }
    for role, kind in SEATS.items():
        MembershipFactory(
            user=UserFactory(email=address(role), name=f"Nieuw {role.value.upper()}"),
            organisation=places[kind],
            role=role,
            is_admin=role not in {Role.TEA, Role.KOW, Role.DPO},
        )
    substitute = UserFactory(email=None, login_name="invaller", name="Invaller Zonder Mail")
    MembershipFactory(user=substitute, organisation=location.organisation, role=Role.KOW)
    give_second_step(User.objects.get(email=address(Role.DPO)))


def fill_uploads() -> None:
    """Give the demo uploads in every state, and a school with a history."""
    town = Municipality.objects.get()
    officer = User.objects.get(email="marieke@gemeente.example")
    by = actor_for(officer, day=timezone.localdate(), role=Role.GEM)
    assert by is not None
    lines = SCHOOLS.split(b"\r\n")
    files = {
        "scholen-2027.csv": b"\r\n".join([lines[0], *lines[12:]])
        .replace(b"Kindcentrum Bossche Draak", b"Kindcentrum Draak")
        .replace(b"27ZA00", b"27ZB00"),
        "kapot.csv": SCHOOLS.replace(b"5211", b"52x1").replace(b";74049;", b";7404;"),
        "oud.csv": SCHOOLS,
    }
    for name, raw in files.items():
        kept = uploads.upload(
            municipality=town,
            kind=RegisterKind.SCHOOLS,
            name=name,
            raw=raw,
            options={},
            by=by,
            at=timezone.now(),
        )
    uploads.drop(upload_id=kept.pk, by=by, at=timezone.now())
    school = School.objects.get(organisation__key="13WW00")
    RegisterChangeFactory(organisation=school.organisation)


def fill_years() -> None:
    """Give the demo a draft with a variant, a draft without its figures, and a proposal."""
    municipality = Municipality.objects.get()
    fixed = {"kind": "fixed", "amount": "4200.00"}
    inflow = {"kind": "per_inflow", "rate": "100"}

    def save(first_year: int, part: dict[str, str], label: str = "") -> SubsidyYear:
        return save_year(
            municipality=municipality,
            first_year=first_year,
            budget="180000.00",
            hourly_rate="70.00",
            definition={"components": [part]},
            label=label,
            by=None,
            at=timezone.now(),
        )

    save(2027, fixed)
    save(2027, {"kind": "fixed", "amount": "4100.00"}, label="Iets lager")
    save(2028, inflow)
    proposal = save(2029, fixed)
    officer = Membership.objects.filter(role=Role.GEM).select_related("user")[0].user
    actor = actor_for(officer, day=timezone.localdate(), role=Role.GEM)
    assert actor is not None
    align(year_id=proposal.pk, by=actor, at=timezone.now())
    save(2030, fixed)
    comment(
        year_id=proposal.pk,
        text="Kijk graag naar jullie eigen scholen.",
        school_code="",
        by=actor,
        at=timezone.now(),
    )


def fill_letters() -> None:
    """Bring the demo's letters to every state: one of each, the first board's sent and objected."""
    people = {name: somebody(name) for name in ("joost", "samira", "marit", "bert")}
    rows = DecisionLetter.objects.filter(year__first_year=2026).order_by("board__organisation__key")
    letters = sorted(rows, key=lambda letter: letter.board.key != "74049")
    today, at = timezone.localdate(), timezone.now()

    def move(name: str, number: int, who: str, **values: Any) -> None:
        ids = [letter.pk for letter in letters[:number]]
        by = people[who]
        for letter in made(ids):
            openings.note_opening(letter, by=by, at=at)
        moved = getattr(letter_moves, name)(letter_ids=ids, by=by, at=at, **values)
        assert not moved.refused, moved.refused

    move("plan", 4, "joost", sending_on=today)
    move("check", 3, "samira")
    move("sign", 2, "marit")
    move("send", 1, "joost")
    last = [letters[-1].pk]
    letter_moves.cancel(letter_ids=last, by=people["joost"], at=at, reason="Een tikfout.")
    draft_letters(year_id=letters[0].year_id, by=people["joost"], at=at)  # a new one for it
    objections.register(
        letter_id=letters[0].pk, received_on=today, objector="Het bestuur", by=people["bert"], at=at
    )


def fill_changes() -> None:
    """Let schools of the demo's year change: one waits for a decision, one was left aside, one not.

    The one that was taken over gives its board an amendment of the letter that was sent.
    """
    year = SubsidyYear.objects.get(first_year=2026)
    officer, at, day = somebody("marieke"), timezone.now(), date(2027, 1, 1)
    rows = School.objects.filter(board__organisation__key="74049").order_by("organisation__key")
    reported = [
        school_changes.report(
            year_id=year.pk, kind=ChangeKind.CLOSED, school_id=school.pk, effective_on=day,
            by=officer, at=at,
        )
        for school in rows[:3]
    ]  # fmt: skip
    inputs = school_changes.Inputs(effective_on=day)
    school_changes.accept(change_id=reported[1].pk, by=officer, at=at, inputs=inputs)
    later_letters.draft_amendments(change_id=reported[1].pk, by=somebody("joost"), at=at)
    note = "De school blijft open."
    school_changes.dismiss(change_id=reported[2].pk, reason=note, by=officer, at=at)


def somebody(name: str) -> Actor:
    """Return a person of the demo in the first of their roles."""
    user = User.objects.get(email__startswith=f"{name}@")
    actor = actor_for(user, day=timezone.localdate())
    assert actor is not None
    return actor


def made(ids: list[int]) -> list[DecisionLetter]:
    """Return letters once the worker has made their PDFs."""
    for _ in range(600):
        if not DecisionLetter.objects.filter(pk__in=ids, render_state=RenderState.QUEUED).exists():
            break
        time.sleep(0.1)
    return list(DecisionLetter.objects.filter(pk__in=ids))


def fill_mails() -> None:
    """Give the demo a mail in every state, and one in its mailbox."""
    municipality = Municipality.objects.get()
    for state in MessageState:
        MessageFactory(municipality=municipality, state=state, not_before=FAR_AWAY)
    MailboxMessageFactory(address="ellen@school.example")
