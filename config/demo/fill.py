"""Filling and resetting the demo; running it again changes nothing."""

from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from children.arrangements import take_over
from children.models import Arrangement, ColumnName, LocationStart
from children.text_approvals import approve
from config.demo import (
    calendar,
    cast,
    children,
    cooperation,
    handovers,
    hours,
    intakes,
    looks,
    meetings,
    reports,
    requests,
    support,
    teams,
)
from config.demo.extracts import bring_registers, furnish_kindcentra
from config.demo.locks import years_unlocked
from dossier.models import AskedTeam, LookQuestion
from partners import audit
from partners.access import Actor, actor_for
from partners.models import (
    BoardRelation,
    ChildcareLocation,
    ChildcareOrganisation,
    ContactAbsence,
    FixedContact,
    IssuerMandate,
    Kindcentrum,
    LetterIssuer,
    LocationAgreement,
    MailboxMessage,
    Membership,
    Message,
    Municipality,
    Organisation,
    RegisterChange,
    RegisterUpload,
    School,
    SchoolBoard,
    User,
)
from partners.modules import switch_on
from partners.states import ModuleKind, OrganisationKind, Role
from subsidies.letter_terms import NEW, Terms, save_terms, terms_of
from subsidies.letters import Drafted, draft_letters
from subsidies.models import (
    ActivityKind,
    Allocation,
    AllocationKey,
    AllocationRun,
    AmendedAmount,
    DecisionLetter,
    LetterOpening,
    LetterPdf,
    LetterRun,
    LetterTerms,
    LetterText,
    Objection,
    ReferenceCounter,
    SchoolChange,
    SchoolFigure,
    SubsidyYear,
    TimeEntry,
    YearComment,
)
from subsidies.years import establish, save_year
from transitions.models import SchoolRegistration

SINCE = date(2026, 1, 1)
# What a reset removes, in an order that no reference forbids.
MADE_BY_VISITORS: tuple[Any, ...] = (
    SchoolRegistration,
    AskedTeam,
    *calendar.MADE,
    TimeEntry,
    ActivityKind,
    Objection,
    LetterOpening,
    LetterPdf,
    DecisionLetter,
    AmendedAmount,
    SchoolChange,
    LetterText,
    LetterTerms,
    LetterRun,
    ReferenceCounter,
    Allocation,
    AllocationRun,
    AllocationKey,
    YearComment,
    SubsidyYear,
    SchoolFigure,
    RegisterUpload,
    LocationStart,
    ColumnName,
    Arrangement,
    LocationAgreement,
    ContactAbsence,
    FixedContact,
    Kindcentrum,
    Message,
    MailboxMessage,
)


class DemoError(Exception):
    """The demo cannot be filled here; the message is one sentence."""


def is_filled() -> bool:
    """Say whether this database holds the demo."""
    return User.objects.filter(is_demo=True).exists()


def refuse_others() -> None:
    """Refuse a database that holds anything else than the demo.

    Raises: DemoError.
    """
    if not settings.DEMO:
        raise DemoError(
            _("Demo-accounts horen niet in deze database: laat DATABASE_URL weg, of zet DEMO=1.")
        )
    if not is_filled() and (User.objects.exists() or Organisation.objects.exists()):
        raise DemoError(
            _("Deze database bevat al iets anders: kies met SO_DATA_DIR een nieuwe gegevensmap.")
        )


@transaction.atomic
def fill(*, at: datetime) -> Drafted:
    """Fill an empty database with the demo, or bring an existing demo up to date.

    The letters are drafted and queued; a worker makes the PDFs.

    Raises: DemoError: the database holds anything else, or demo accounts are not allowed here.
    """
    refuse_others()
    municipality = _municipality()
    switch_on(municipality_id=municipality.pk, kind=ModuleKind.SUBSIDY, by=None, at=at)
    bring_registers(at)
    calendar.bring(municipality, at)
    _boards(municipality)
    _issuer(municipality)
    _childcare(municipality)
    password = _password()
    for person in cast.CAST:
        _person(person, password)
    _children(municipality, at)
    drafted = _year(municipality, at)
    coordinator = _actor(cast.COORDINATOR, timezone.localdate(at), Role.QC)
    hours.keep_book(coordinator, at=at)
    _meetings(coordinator, at)
    return drafted


def _organisation(kind: OrganisationKind, key: str, name: str) -> Organisation:
    organisation, _is_new = Organisation.objects.update_or_create(
        kind=kind, key=key, defaults={"name": name}
    )
    return organisation


def _extend(model: Any, organisation: Organisation, **values: Any) -> Any:
    row, _is_new = model.objects.update_or_create(organisation=organisation, defaults=values)
    return row


def _municipality() -> Municipality:
    organisation = _organisation(cast.MUNICIPALITY, cast.CODE, cast.NAME)
    lines = ["Postbus 0000", f"5200 AA  {cast.NAME}"]
    extension: Municipality = _extend(
        Municipality,
        organisation,
        sender_name=f"Gemeente {cast.NAME} (demo)",
        sender_email="ko-po@gemeente.example",
        letterhead_lines=lines,
        objection_lines=lines,  # the letter itself says to whom
        contact_email="ko-po@gemeente.example",
        privacy_contact="privacy@gemeente.example",
    )
    return extension


def _boards(municipality: Municipality) -> None:
    """Give the boards invented addresses, and a name where the register has none."""
    ids = municipality.schools.values("board")
    boards = SchoolBoard.objects.filter(pk__in=ids).select_related("organisation")
    for place, board in enumerate(boards.order_by("organisation__key"), start=1):
        _organisation(cast.BOARD, board.key, cast.BOARD_NAMES.get(board.key, board.name))
        _extend(
            SchoolBoard,
            board.organisation,
            street="Verzonnen Straat",
            house_number=str(place),
            postcode="5200 AA",
            city=cast.NAME,
        )
        BoardRelation.objects.update_or_create(
            board=board,
            municipality=municipality,
            defaults={"email": f"bestuur{board.key}@bestuur.example"},
        )


def _issuer(municipality: Municipality) -> None:
    organisation = _organisation(cast.ISSUER, "issuer:compas073", "Compas073")
    issuer = _extend(
        LetterIssuer,
        organisation,
        tagline="voor onderwijs en kinderopvang",
        address_lines=["Postbus 0000", f"5200 AA  {cast.NAME}"],
        contact_name="Joost Verhoeven",
        contact_email="subsidie@compas073.example",
    )
    IssuerMandate.objects.update_or_create(
        issuer=issuer,
        municipality=municipality,
        reference="Mandaatbesluit KO-PO 2026 (verzonnen)",
        defaults={
            "valid_from": SINCE,
            "signatory_name": "Marit de Graaf",
            "signatory_function": "directeur",
        },
    )


def _childcare(municipality: Municipality) -> None:
    holder = _extend(
        ChildcareOrganisation, _organisation(cast.HOLDER, "90000001", cast.HOLDER_NAME)
    )
    for key, name, places in cast.LOCATIONS:
        _extend(
            ChildcareLocation,
            _organisation(cast.LOCATION, key, name),
            holder=holder,
            municipality=municipality,
            places=places,
            has_preschool_programme=True,
        )
    furnish_kindcentra(municipality, holder)


def _password() -> str:
    """Return the hash of the password that all accounts of the demo share.

    Hashing is slow on purpose, and this password is printed for everybody: once is enough.
    """
    kept = User.objects.filter(is_demo=True).order_by("password").values_list("password", flat=True)
    own = (found for found in kept.distinct() if check_password(cast.PASSWORD, found))
    return next(own, None) or make_password(cast.PASSWORD)


def _person(person: cast.Person, password: str) -> None:
    """Make the account with the demo's password, and exactly its roles."""
    user = User.objects.filter(email=person.email).first()
    if user is None:
        user = User(name=person.name, email=person.email, is_demo=True)
    user.password = password
    user.is_active = True
    user.save()
    for place in person.places:
        Membership.objects.update_or_create(
            user=user,
            organisation=Organisation.objects.get(kind=place.kind, key=place.key),
            role=place.role,
            valid_from=SINCE,
            defaults={
                "valid_until": None,
                "ended_at": None,
                "is_lead": place.is_lead,
                "is_admin": place.is_admin,
            },
        )


def _children(municipality: Municipality, at: datetime) -> None:
    """Switch Overdracht on for one kindcentrum, and bring the children there."""
    school = School.objects.get(organisation__key=cast.SCHOOL_KEY)
    location = ChildcareLocation.objects.get(organisation__key=cast.LOCATION_KEY)
    switch_on(
        municipality_id=municipality.pk,
        kind=ModuleKind.HANDOVER,
        kindcentrum_id=school.kindcentrum_id,
        by=None,
        at=at,
    )
    places, roles = (school.organisation, location.organisation), (Role.KOW, Role.TEA)
    workers = Membership.objects.active_on(timezone.localdate(at)).filter(
        organisation__in=places, role__in=roles
    )
    officer = _actor(cast.CAST[0].email, timezone.localdate(at), Role.GEM)
    for language in children.APPROVED:
        approve(municipality_id=municipality.pk, language=language, by=officer, at=at)
    take_over(municipality_id=municipality.pk, by=officer, at=at)
    contact = _actor(cast.CONTACT, timezone.localdate(at), Role.KOC)
    children.settle_in(location, school, by=contact, workers=list(workers), at=at)
    lead = _actor(cast.SCHOOL_LEAD, timezone.localdate(at), Role.SCH)
    cooperation.join(location, school, contact=contact, lead=lead, at=at)
    carer = _actor(cast.CARER, timezone.localdate(at), Role.KCC)
    looks.fill(location, school, contact=contact, carer=carer, at=at)
    coordinator = _actor(cast.COORDINATOR, timezone.localdate(at), Role.QC)
    requests.fill(
        location, contact=contact, coordinator=coordinator, carer=carer, officer=officer, at=at
    )
    reports.fill(coordinator=coordinator, at=at)
    support.fill(contact=contact, carer=carer, at=at)
    teams.fill(carer=carer, coordinator=coordinator, at=at)
    handovers.fill(contact=contact, lead=lead, at=at)
    intakes.fill(location, school, lead=lead, contact=contact, at=at)


def _meetings(coordinator: Actor, at: datetime) -> None:
    """Let childcare and the coordinator have met, and plan to."""
    contact = _actor(cast.CONTACT, timezone.localdate(at), Role.KOC)
    school = School.objects.get(organisation__key=cast.SCHOOL_KEY)
    location = ChildcareLocation.objects.get(organisation__key=cast.LOCATION_KEY)
    meetings.fill(location, school, contact=contact, coordinator=coordinator, at=at)


def _actor(email: str, day: date, role: Role) -> Actor:
    """Return somebody of the cast in one of the roles that were just given."""
    actor = actor_for(User.objects.get(email=email), day=day, role=role)
    if actor is None:
        raise DemoError(_("Het demo-account %s heeft geen rol meer.") % email)
    return actor


def _year(municipality: Municipality, at: datetime) -> Drafted:
    """Establish the demo's year as its policy officer, and draft the letters as its clerk."""
    day = timezone.localdate(at)
    officer = _actor(cast.CAST[0].email, day, Role.GEM)
    clerk = _actor("joost@compas073.example", day, Role.ISS)
    known = SubsidyYear.objects.filter(municipality=municipality, first_year=cast.FIRST_YEAR)
    year = known.first()
    if year is None or not year.is_established:
        year = save_year(
            municipality=municipality,
            first_year=cast.FIRST_YEAR,
            budget=cast.BUDGET,
            hourly_rate=cast.HOURLY_RATE,
            definition=cast.KEY,
            legal_basis=cast.LEGAL_BASIS,
            by=officer,
            at=at,
        )
        year = establish(year_id=year.pk, by=officer, at=at, skipped_note=cast.SKIPPED_NOTE)
    if terms_of(year).version == NEW:
        terms = Terms(framework=cast.FRAMEWORK)
        save_terms(year_id=year.pk, terms=terms, version=NEW, by=clerk, at=at)
    return draft_letters(year_id=year.pk, by=clerk, at=at)


@transaction.atomic
def reset(*, at: datetime) -> Drafted:
    """Bring the demo back to its first state: years, letters, mails and strangers go.

    The audit trail stays: it cannot shrink, in a demo neither. Strangers' accounts are closed.

    Raises: DemoError.
    """
    if not is_filled():
        raise DemoError(_("Er is hier geen demo om terug te zetten."))
    LookQuestion.objects.filter(child=None).delete()  # the others go with their child
    children.send_home()
    meetings.clear()
    teams.send_home()
    calendar.clear()
    with years_unlocked():
        for model in MADE_BY_VISITORS:
            model.objects.all().delete()
    strangers = User.objects.filter(is_demo=False)
    day = timezone.localdate(at)
    own = Membership.objects.filter(user__is_demo=True, valid_from=SINCE)
    Membership.objects.exclude(pk__in=own).not_over_on(day).update(
        valid_until=Greatest(F("valid_from"), Value(day)), ended_at=at
    )
    strangers.update(is_active=False)
    Authenticator.objects.filter(user__is_demo=True).delete()  # else their password is not enough
    audit.record(by=None, action="demo.reset", at=at)
    drafted = fill(at=at)
    RegisterChange.objects.all().delete()  # that a visitor renamed a school is nobody's history
    return drafted
