"""The fixed words of the dossier: groups, guardians, consent; the stored values never change."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GroupKind(models.TextChoices):
    """What kind of group children are in; decides how many fit."""

    BABY = "baby", _("babygroep")
    DREUMES = "dreumes", _("dreumesgroep")
    VERTICAL = "vertical", _("verticale groep")
    PEUTER = "peuter", _("peutergroep")
    PEUTER_PLUS = "peuter_plus", _("PeuterPlus")
    KLEUTER = "kleuter", _("kleutergroep")


# Most children in a group at the same time, where the kind says so.
MOST_CHILDREN: dict[GroupKind, int] = {
    GroupKind.PEUTER: 16,
    GroupKind.PEUTER_PLUS: 8,  # with two workers
}


class LeaveReason(models.TextChoices):
    """Why a child is no longer at a childcare location."""

    TO_SCHOOL = "to_school", _("naar school")
    MOVED = "moved", _("verhuisd")
    OTHER_CHILDCARE = "other_childcare", _("naar een andere opvang")
    STOPPED = "stopped", _("gestopt met de opvang")
    DIED = "died", _("overleden")
    MISTAKE = "mistake", _("per vergissing ingevoerd")


class BirthDateReason(models.TextChoices):
    """Why a birth date was changed; parents prove by it who they are."""

    TYPING = "typing", _("verkeerd overgenomen")
    DOCUMENT = "document", _("zo staat het op een document van de ouder")


class GuardianKind(models.TextChoices):
    """What a grown-up is to a child; whether he decides is a column of its own."""

    PARENT = "parent", _("ouder")
    VOOGD = "voogd", _("voogd")
    FOSTER_PARENT = "foster_parent", _("pleegouder")


class Language(models.TextChoices):
    """Languages in which consent is asked; their own names, so that nobody has to know Dutch."""

    NL = "nl", "Nederlands"
    EN = "en", "English"
    TR = "tr", "Türkçe"
    AR = "ar", "العربية"
    PL = "pl", "Polski"
    UK = "uk", "Українська"


RIGHT_TO_LEFT = frozenset({Language.AR})


class ConsentScope(models.TextChoices):
    """What a guardian can allow; one yes each, never two in one."""

    DISCUSS = "discuss", _("meedenken in kindbespreking en afstemming")
    ASKED_AT_35 = "asked_at_35", _("rond drie en een half jaar opnieuw vragen")
    OBSERVE = "observe", _("meekijken in de groep")
    OBSERVE_OWN = "observe_own", _("meekijken door de eigen zorgcoördinator of een team")
    SHARE_FORM = "share_form", _("het overdrachtsformulier delen")
    SUPPORT_TEAM = "support_team", _("bespreken in het ondersteuningsteam")
    HEALTH = "health", _("gegevens over gezondheid")


# Asked in one sheet when a child starts; they end at the fourth birthday.
PLACEMENT_SCOPES = (ConsentScope.DISCUSS, ConsentScope.ASKED_AT_35)
# Shares nothing with a school, so it names none.
WITHOUT_SCHOOL = frozenset({ConsentScope.ASKED_AT_35, ConsentScope.OBSERVE_OWN})
# Names a school only when it takes part.
PERHAPS_SCHOOL = frozenset({ConsentScope.SUPPORT_TEAM})
# All who decide must say yes; for the others one yes holds until somebody says otherwise.
BY_EVERYBODY = frozenset({ConsentScope.SUPPORT_TEAM, ConsentScope.HEALTH})
# For these a childcare organisation can choose that all must (`ConsentPolicy`).
EVERYBODY_BY_CHOICE = tuple(scope for scope in ConsentScope if scope not in BY_EVERYBODY)


class ConsentAct(models.TextChoices):
    """What happened to a question for consent; each is a row of its own, never changed."""

    PREPARED = "prepared", _("klaargezet")
    REQUESTED = "requested", _("gevraagd")
    SEEN = "seen", _("geopend")
    GRANTED = "granted", _("ja")
    REFUSED = "refused", _("nee")
    WITHDRAWN = "withdrawn", _("ingetrokken")
    OBJECTED = "objected", _("hier ben ik het niet mee eens")
    SUPERSEDED = "superseded", _("vervangen")
    ENDED = "ended", _("afgelopen")


# What stops a consent until it is lifted by a newer yes.
STOPS = frozenset({ConsentAct.REFUSED, ConsentAct.WITHDRAWN, ConsentAct.OBJECTED})
# What a guardian says, as against what childcare or the system does.
ANSWERS = frozenset(
    {ConsentAct.GRANTED, ConsentAct.REFUSED, ConsentAct.WITHDRAWN, ConsentAct.OBJECTED}
)
CLOSINGS = frozenset({ConsentAct.SUPERSEDED, ConsentAct.ENDED})


class ConsentStand(models.TextChoices):
    """Where a question stands, derived from its acts; only `granted` lets anybody see anything."""

    PREPARED = "prepared", _("Klaar om te vragen")
    REQUESTED = "requested", _("Gevraagd")
    SEEN = "seen", _("Geopend")
    GRANTED = "granted", _("Gegeven")
    REFUSED = "refused", _("Niet gegeven")
    NO_ANSWER = "no_answer", _("Geen antwoord")
    IN_CONFLICT = "in_conflict", _("Ouders niet eens")
    WITHDRAWN = "withdrawn", _("Ingetrokken")
    SUPERSEDED = "superseded", _("Vervangen")
    ENDED = "ended", _("Afgelopen")


class Channel(models.TextChoices):
    """How a guardian was asked or answered."""

    PARENT_APP = "parent_app", _("via de ouderapp van de opvang")
    SHEET = "sheet", _("met een QR-blad")
    DOOR = "door", _("aan de deur")
    MAIL = "mail", _("per mail")
    PAPER = "paper", _("op papier")


class FormSection(models.TextChoices):
    """Parts of the handover form that a consent can name."""

    BASICS = "basics", _("wat helpt en wat opvalt")
    DEVELOPMENT = "development", _("ontwikkeling")
    SUPPORT = "support", _("ondersteuning tot nu toe")
    REPORT = "report", _("verslag van het observatiesysteem")
    ARRANGEMENT = "arrangement", _("plaats in een arrangement en indicatie")


class FileKind(models.TextChoices):
    """What an attachment is; each is seen on its own ground (`children.reach`)."""

    REPORT = "report", _("verslag van het observatiesysteem")
    PROOF = "proof", _("scan van een papieren toestemming")
    SCREENING = "screening", _("screeningsformulier")
    OBSERVATION = "observation", _("observatie door iemand van buiten")


# Kinds that a school sees only once they were sent to it, with what they belong to.
SENT_KINDS = frozenset({FileKind.SCREENING, FileKind.OBSERVATION})


class ScanState(models.TextChoices):
    """What the malware scan said; a file is served only when it is clean, to anybody."""

    WAITING = "waiting", _("Wordt gecontroleerd")
    CLEAN = "clean", _("Gecontroleerd")
    REFUSED = "refused", _("Tegengehouden")


class ListField(models.TextChoices):
    """What can stand in a column of a list of children; at most two guardians."""

    FIRST_NAME = "first_name", _("voornaam")
    PREFIX = "prefix", _("tussenvoegsel")
    LAST_NAME = "last_name", _("achternaam")
    FULL_NAME = "full_name", _("voornaam en achternaam in één kolom")
    BORN_ON = "born_on", _("geboortedatum")
    GROUP = "group", _("groep")
    ENTERED_ON = "entered_on", _("op de opvang sinds")
    DAYS = "days", _("dagen per week")
    LANGUAGES = "languages", _("talen thuis")
    GUARDIAN_NAME = "guardian_name", _("naam van ouder 1")
    GUARDIAN_EMAIL = "guardian_email", _("e-mailadres van ouder 1")
    GUARDIAN_PHONE = "guardian_phone", _("telefoon van ouder 1")
    GUARDIAN_LANGUAGE = "guardian_language", _("taal van ouder 1")
    OTHER_NAME = "other_name", _("naam van ouder 2")
    OTHER_EMAIL = "other_email", _("e-mailadres van ouder 2")
    OTHER_PHONE = "other_phone", _("telefoon van ouder 2")
    OTHER_LANGUAGE = "other_language", _("taal van ouder 2")
    NOTHING = "nothing", _("niet overnemen")
