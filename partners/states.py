"""The fixed words of this app: kinds of organisation, roles, states of a message."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IllegalMoveError(Exception):
    """A move that the table of moves does not allow; nothing was changed."""


class OrganisationKind(models.TextChoices):
    """What an organisation is; decides which roles can sit on it."""

    MUNICIPALITY = "municipality", _("gemeente")
    LETTER_ISSUER = "letter_issuer", _("uitvoerder van brieven")
    SCHOOL_BOARD = "school_board", _("onderwijsorganisatie")
    SCHOOL = "school", _("school")
    CHILDCARE_ORGANISATION = "childcare_organisation", _("kinderopvangorganisatie")
    CHILDCARE_LOCATION = "childcare_location", _("kinderopvanglocatie")


class Role(models.TextChoices):
    """Role of a membership; the stored values never change (docs/glossary.md)."""

    GEM = "gem", _("beleidsmedewerker gemeente")
    SIG = "sig", _("ondertekenaar")
    ISS = "iss", _("medewerker brieven")
    BRD = "brd", _("schoolbestuur, financiën")
    QC = "qc", _("kwaliteitscoördinator")
    SCH = "sch", _("contactpersoon school")
    TEA = "tea", _("leerkracht groep 1/2")
    KCC = "kcc", _("zorgcoördinator kinderopvang")
    KOC = "koc", _("contactpersoon kinderopvang")
    KOW = "kow", _("pedagogisch professional")
    DPO = "dpo", _("functionaris gegevensbescherming")
    ADM = "adm", _("functioneel beheerder")


SCHOOL_ROLES = frozenset({Role.QC, Role.SCH, Role.TEA})
CHILDCARE_ROLES = frozenset({Role.KCC, Role.KOC, Role.KOW})
# Roles that see children, and roles that may never be combined with those in one municipality.
CHILD_ROLES = SCHOOL_ROLES | CHILDCARE_ROLES
OFFICE_ROLES = frozenset({Role.GEM, Role.SIG, Role.ISS, Role.ADM})
# Roles that can carry the flag `is_admin` (the table of docs/glossary.md).
MANAGING_ROLES = OFFICE_ROLES | {Role.BRD, Role.QC, Role.SCH, Role.KCC, Role.KOC}
ROLES_OF_KIND: dict[OrganisationKind, frozenset[Role]] = {
    OrganisationKind.MUNICIPALITY: frozenset({Role.GEM, Role.SIG, Role.DPO, Role.ADM}),
    OrganisationKind.LETTER_ISSUER: frozenset({Role.ISS, Role.SIG, Role.DPO}),
    OrganisationKind.SCHOOL_BOARD: frozenset({Role.BRD, Role.DPO}),
    OrganisationKind.SCHOOL: frozenset({Role.QC, Role.SCH, Role.TEA, Role.DPO}),
    OrganisationKind.CHILDCARE_ORGANISATION: frozenset({Role.KCC, Role.DPO}),
    OrganisationKind.CHILDCARE_LOCATION: frozenset({Role.KOC, Role.KOW, Role.KCC}),
}
FIRST_ADMIN_ROLE: dict[OrganisationKind, Role] = {
    OrganisationKind.MUNICIPALITY: Role.ADM,
    OrganisationKind.LETTER_ISSUER: Role.ISS,
    OrganisationKind.SCHOOL_BOARD: Role.BRD,
    OrganisationKind.SCHOOL: Role.SCH,
    OrganisationKind.CHILDCARE_ORGANISATION: Role.KCC,
    OrganisationKind.CHILDCARE_LOCATION: Role.KOC,
}


class MessageState(models.TextChoices):
    """Life of an outbox row; a claim whose fate is unknown is shown to a person."""

    QUEUED = "queued", _("Wacht op verzending")
    CLAIMED = "claimed", _("Wordt verzonden")
    SENT = "sent", _("Verzonden")
    FAILED = "failed", _("Niet bezorgd")
    UNKNOWN = "unknown", _("Onbekend of dit is verzonden")
    DROPPED = "dropped", _("Niet meer nodig")


NEEDS_PERSON = frozenset({MessageState.FAILED, MessageState.UNKNOWN})
MESSAGE_MOVES: dict[MessageState, frozenset[MessageState]] = {
    MessageState.QUEUED: frozenset({MessageState.CLAIMED}),
    MessageState.CLAIMED: frozenset(
        {
            MessageState.QUEUED,
            MessageState.SENT,
            MessageState.FAILED,
            MessageState.UNKNOWN,
            MessageState.DROPPED,
        }
    ),
    MessageState.SENT: frozenset(),
    MessageState.FAILED: frozenset({MessageState.QUEUED, MessageState.DROPPED}),
    # A worker that was only slow may still say how it ended.
    MessageState.UNKNOWN: frozenset(
        {MessageState.QUEUED, MessageState.DROPPED, MessageState.SENT, MessageState.FAILED}
    ),
    MessageState.DROPPED: frozenset(),
}


class Delivery(models.TextChoices):
    """How a board gets its letters; digital only with its dated agreement."""

    POST = "post", _("per post")
    DIGITAL = "digital", _("digitaal")


class LetterPeople(models.TextChoices):
    """How many different people a decision letter passes before it is sent."""

    THREE = "three", _("drie: wie opstelt, controleert en ondertekent zijn verschillende mensen")
    TWO = "two", _("twee: wie ondertekent is een ander dan wie opstelt, en mag ook controleren")


class ReminderState(models.TextChoices):
    """How a reminder was handled; once handled it never comes back."""

    WAITING = "waiting", _("Staat klaar voor een mail")
    SENT = "sent", _("Verzonden")
    BLOCKED = "blocked", _("Niet verzonden: niemand om aan te schrijven")


class DigestDay(models.TextChoices):
    """On which day of the week somebody gets what can wait, in one mail."""

    MONDAY = "mon", _("maandag")
    TUESDAY = "tue", _("dinsdag")
    WEDNESDAY = "wed", _("woensdag")
    THURSDAY = "thu", _("donderdag")
    FRIDAY = "fri", _("vrijdag")


class SnoozeReason(models.TextChoices):
    """Why somebody put a reminder off: a choice, so that nothing of a child is written here."""

    PARENTS = "parents", _("we wachten op ouders")
    OTHERS = "others", _("we wachten op een ander")
    PLANNED = "planned", _("er is een dag afgesproken")
    AWAY = "away", _("ik ben er niet")
    OTHER = "other", _("een andere reden")


class ModuleKind(models.TextChoices):
    """Parts of the product that a municipality or a kindcentrum switches on."""

    SUBSIDY = "subsidie", _("Subsidie")
    HANDOVER = "overdracht", _("Overdracht")
    SUPPORT = "ondersteuning", _("Ondersteuning")
    INSIGHT = "inzicht", _("Inzicht")


CHILD_MODULES = frozenset({ModuleKind.HANDOVER, ModuleKind.SUPPORT, ModuleKind.INSIGHT})


class ContactPlace(models.TextChoices):
    """The two places of a childcare location or a school that somebody holds by name."""

    FIXED = "fixed", _("vaste contactpersoon")
    DEPUTY = "deputy", _("vervanger")


class ContactTitle(models.TextChoices):
    """What a school calls its coordinator: two names for one role."""

    IB = "ib", _("IB’er")
    QC = "qc", _("kwaliteitscoördinator")


class ContactGap(models.TextChoices):
    """What is missing in the contacts of a place, derived from facts; the worst comes first."""

    NOBODY = "nobody", _("Geen vaste contactpersoon")
    ONLY_DEPUTY = "only_deputy", _("Alleen een vervanger")
    ALL_AWAY = "all_away", _("Iedereen afwezig")
    NO_DEPUTY = "no_deputy", _("Geen vervanger")


# Who can be named as a contact, and so gets the tasks: who sees children there.
CONTACT_ROLES: dict[OrganisationKind, frozenset[Role]] = {
    OrganisationKind.SCHOOL: frozenset({Role.QC, Role.SCH}),
    OrganisationKind.CHILDCARE_LOCATION: CHILDCARE_ROLES,
}


class AgreementSide(models.TextChoices):
    """Which half of an agreement between a school and a childcare location."""

    SCHOOL = "school", _("school")
    LOCATION = "location", _("kinderopvang")


class AgreementStand(models.TextChoices):
    """Where an agreement stands, derived from its two halves."""

    PROPOSED = "proposed", _("Voorgesteld")
    CONFIRMED = "confirmed", _("Afgesproken")
    ENDED = "ended", _("Beëindigd")


class SetupMark(models.TextChoices):
    """What somebody said of a step of the set-up; that it is done is read from the facts."""

    SKIPPED = "skipped", _("Overgeslagen")
    SEEN = "seen", _("Bekeken")


class RegisterKind(models.TextChoices):
    """Registers that can be read in."""

    SCHOOLS = "schools", _("schoolvestigingen (DUO)")
    BOARDS = "boards", _("bevoegde gezagen (DUO)")
    FIGURES = "figures", _("cijfers per school")
    CHILDCARE = "childcare", _("kinderopvanglocaties (LRK)")


class UploadState(models.TextChoices):
    """Life of an uploaded register: shown first, then confirmed or dropped."""

    OPEN = "open", _("Wacht op bevestiging")
    CONFIRMED = "confirmed", _("Ingelezen")
    DROPPED = "dropped", _("Niet ingelezen")


UPLOAD_MOVES: dict[UploadState, frozenset[UploadState]] = {
    UploadState.OPEN: frozenset({UploadState.CONFIRMED, UploadState.DROPPED}),
    UploadState.CONFIRMED: frozenset(),
    UploadState.DROPPED: frozenset(),
}
