"""One table: which role sees what of a child, and on which ground.

Every query set of the dossier is made from it (ADR 0018). What is not in it nobody sees.
"""

from dataclasses import dataclass, field
from enum import Enum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from children.states import WITHOUT_SCHOOL, ConsentScope, FormSection
from partners.states import Role


class Thing(TextChoices):
    """What can be seen of a child."""

    CHILD = "child", _("naam, geboortedatum, groep en mentor")
    GUARDIAN = "guardian", _("ouders en hun contactgegevens")
    CONSENT = "consent", _("wat ouders is gevraagd")
    REPORT = "report", _("verslag van het observatiesysteem")
    PROOF = "proof", _("scan van een papieren toestemming")
    LOOK = "look", _("meekijkvragen")
    DISCUSSION = "discussion", _("wat in overleg is besproken en afgesproken")
    REQUEST = "request", _("signalen, gesprekken met ouders en verzoeken om mee te kijken")
    SUPPORT = "support", _("ondersteuning: behoeften, plan, regiehouder en wachten op een plek")
    ARRANGEMENT = "arrangement", _("plek in een arrangement en indicatie")
    SCORE = "score", _("ontwikkelingsfasen")
    TEAM = "team", _("ondersteuningsteam (SOT) en wat daar is afgesproken")
    INTAKE = "intake", _("vraag van een school om informatie")
    HANDOVER = "handover", _("overdracht en het formulier")
    LOG = "log", _("wie dit kind heeft bekeken")


class Ground(Enum):
    """Why somebody sees it; the value is kept with every line of the log."""

    OWN_LOCATION = "eigen locatie"
    OWN_GROUPS = "eigen groepen"
    CONSENT = "toestemming"
    OFFICER = "toezicht op de eigen organisatie"


@dataclass(frozen=True)
class Reach:
    """How one role comes to see one thing.

    With `CONSENT` a live one of one of `scopes` names a school of the actor; with `section` that
    part too; with `own_group` the child must be placed in a group of the actor at that school, and
    is seen there until half a year after its fourth birthday.
    """

    ground: Ground
    scopes: frozenset[ConsentScope] = field(default=frozenset())
    section: FormSection | None = None
    own_group: bool = False


LOCATION, GROUPS = Reach(Ground.OWN_LOCATION), Reach(Ground.OWN_GROUPS)
OFFICER = Reach(Ground.OFFICER)
NAMING_SCHOOL = frozenset(ConsentScope) - WITHOUT_SCHOOL - {ConsentScope.HEALTH}
FORM = frozenset({ConsentScope.SHARE_FORM})
REPORT = FormSection.REPORT
SUPPORT, ARRANGEMENT = FormSection.SUPPORT, FormSection.ARRANGEMENT
DEVELOPMENT = FormSection.DEVELOPMENT
TEAMING = Reach(Ground.CONSENT, frozenset({ConsentScope.SUPPORT_TEAM}))
DISCUSSING = Reach(Ground.CONSENT, frozenset({ConsentScope.DISCUSS}))
OBSERVING = Reach(Ground.CONSENT, frozenset({ConsentScope.OBSERVE}))

REACH: dict[Thing, dict[Role, Reach]] = {
    Thing.CHILD: {
        Role.QC: Reach(Ground.CONSENT, NAMING_SCHOOL),
        Role.SCH: Reach(Ground.CONSENT, FORM),
        Role.TEA: Reach(Ground.CONSENT, FORM, own_group=True),
        Role.KCC: LOCATION,
        Role.KOC: LOCATION,
        Role.KOW: GROUPS,
    },
    Thing.GUARDIAN: {Role.KCC: LOCATION, Role.KOC: LOCATION, Role.KOW: GROUPS},
    Thing.CONSENT: {
        Role.QC: Reach(Ground.CONSENT, NAMING_SCHOOL),
        Role.SCH: Reach(Ground.CONSENT, FORM),
        Role.KCC: LOCATION,
        Role.KOC: LOCATION,
        Role.KOW: GROUPS,
        Role.DPO: OFFICER,
    },
    Thing.REPORT: {
        Role.QC: Reach(Ground.CONSENT, FORM, REPORT),
        Role.SCH: Reach(Ground.CONSENT, FORM, REPORT),
        Role.TEA: Reach(Ground.CONSENT, FORM, REPORT, own_group=True),
        Role.KCC: LOCATION,
        Role.KOC: LOCATION,
        Role.KOW: GROUPS,
    },
    Thing.PROOF: {Role.KCC: LOCATION, Role.KOC: LOCATION, Role.KOW: GROUPS},
    Thing.LOOK: {
        Role.QC: DISCUSSING,
        Role.KCC: LOCATION,
        Role.KOC: LOCATION,
        Role.KOW: GROUPS,
    },
    Thing.DISCUSSION: {
        Role.QC: DISCUSSING,
        Role.SCH: DISCUSSING,  # of an alignment meeting only: `dossier.meeting_querysets`
        Role.KCC: LOCATION,
        Role.KOC: LOCATION,
        Role.KOW: GROUPS,
    },
    Thing.SUPPORT: {
        Role.QC: Reach(Ground.CONSENT, FORM, SUPPORT),
        Role.SCH: Reach(Ground.CONSENT, FORM, SUPPORT),
        Role.TEA: Reach(Ground.CONSENT, FORM, SUPPORT, own_group=True),
        Role.KCC: LOCATION,
        Role.KOC: LOCATION,
        Role.KOW: GROUPS,
    },
    Thing.ARRANGEMENT: {
        Role.QC: Reach(Ground.CONSENT, FORM, ARRANGEMENT),
        Role.SCH: Reach(Ground.CONSENT, FORM, ARRANGEMENT),
        Role.TEA: Reach(Ground.CONSENT, FORM, ARRANGEMENT, own_group=True),
        Role.KCC: LOCATION,
        Role.KOC: LOCATION,
        Role.KOW: GROUPS,
    },
    Thing.SCORE: {
        Role.QC: Reach(Ground.CONSENT, FORM, DEVELOPMENT),
        Role.SCH: Reach(Ground.CONSENT, FORM, DEVELOPMENT),
        Role.TEA: Reach(Ground.CONSENT, FORM, DEVELOPMENT, own_group=True),
        Role.KCC: LOCATION,
        Role.KOC: LOCATION,
        Role.KOW: GROUPS,
    },
    Thing.REQUEST: {
        Role.QC: OBSERVING,
        Role.KCC: LOCATION,
        Role.KOC: LOCATION,
        Role.KOW: GROUPS,
    },
    Thing.TEAM: {
        Role.QC: TEAMING,
        Role.SCH: TEAMING,
        Role.KCC: LOCATION,
        Role.KOC: LOCATION,
        Role.KOW: GROUPS,
    },
    Thing.INTAKE: {Role.KCC: LOCATION, Role.KOC: LOCATION},
    Thing.HANDOVER: {
        Role.QC: Reach(Ground.CONSENT, FORM),
        Role.SCH: Reach(Ground.CONSENT, FORM),
        Role.TEA: Reach(Ground.CONSENT, FORM, own_group=True),
        Role.KCC: LOCATION,
        Role.KOC: LOCATION,
        Role.KOW: GROUPS,
    },
    Thing.LOG: {Role.KOC: LOCATION, Role.DPO: OFFICER},
}


def reach_of(role: Role, thing: Thing) -> Reach | None:
    """Return how a role comes to see a thing; None when it never does."""
    return REACH[thing].get(role)


def is_by_consent(role: Role, thing: Thing) -> bool:
    """Say whether a role sees a thing as a school does: by what parents allowed."""
    reach = reach_of(role, thing)
    return reach is not None and reach.ground == Ground.CONSENT
