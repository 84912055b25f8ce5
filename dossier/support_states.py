"""The fixed words of support: what a child needs, how near it comes, and how it went on."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SupportPart(models.TextChoices):
    """Parts of support that a childcare organisation switches on; what was kept stays readable."""

    NEEDS = "needs", _("behoeften")
    PLANS = "plans", _("ondersteuningsplan")
    INDICATIONS = "indications", _("indicaties")
    WAITING = "waiting", _("wachten op een plek")
    DOUBT = "doubt", _("twijfel over regulier onderwijs")
    PLACES = "places", _("plek in een arrangement")
    SCORES = "scores", _("ontwikkelingsfasen")


# What is on where an organisation chose nothing yet.
PARTS_AT_FIRST = (SupportPart.NEEDS, SupportPart.PLANS)


class SupportDomain(models.TextChoices):
    """What a need is about; nobody writes a diagnosis."""

    LANGUAGE = "language", _("taal en spraak")
    COGNITION = "cognition", _("denken en leren")
    SOCIAL_EMOTIONAL = "social_emotional", _("sociaal-emotioneel")
    MOTOR = "motor", _("motoriek")
    BEHAVIOUR = "behaviour", _("gedrag")
    COMPLEX_BEHAVIOUR = "complex_behaviour", _("complex gedrag")
    DELAY = "delay", _("achterstand")
    AHEAD = "ahead", _("voorsprong")
    MEDICAL = "medical", _("medisch")
    FAMILY = "family", _("gezin")


class SupportLevel(models.TextChoices):
    """How much is needed; of a hundred children about so many."""

    BASIS = "basis", _("basis")
    EXTRA = "extra", _("extra")
    INTENSIVE = "intensive", _("intensief")


LEVEL_MEANINGS = {
    SupportLevel.BASIS: _("genoeg voor 80 tot 85 van de 100 kinderen"),
    SupportLevel.EXTRA: _("voor 5 tot 20 van de 100 kinderen"),
    SupportLevel.INTENSIVE: _("voor 1 tot 5 van de 100 kinderen"),
}


class Proximity(models.TextChoices):
    """How near to the child's own group the help is given (nabijheid)."""

    BASIS = "basis", _("in het gewone aanbod")
    ON_GROUP = "on_group", _("op de groep of de locatie")
    OUTSIDE_GROUP = "outside_group", _("buiten de groep")
    OUTSIDE_CHILDCARE = "outside_childcare", _("buiten de opvang")


class SupportForm(models.TextChoices):
    """Which help: what is done on the group counts too."""

    PROGRAMME = "programme", _("voorschoolse educatie (VE)")
    DEVELOPMENT_PLAN = "development_plan", _("ontwikkelplan")
    MORE_PEOPLE = "more_people", _("meer mensen op de groep")
    SMALLER_GROUP = "smaller_group", _("kleinere groep")
    CHILD_COACH = "child_coach", _("kindcoach")
    COACHING = "coaching", _("coaching op de werkvloer")
    SPEECH = "speech", _("logopedie")
    PHYSIO = "physio", _("fysiotherapie")
    PEDAGOGY = "pedagogy", _("orthopedagogiek")
    YOUTH_HELP = "youth_help", _("jeugdhulp")
    YOUTH_HEALTH = "youth_health", _("jeugdgezondheidszorg (JGZ)")
    AURIS_KENTALIS = "auris_kentalis", _("Auris of Kentalis")
    DEVELOPMENT_CENTRE = "development_centre", _("Ontwikkelcentrum")
    DAY_CENTRE = "day_centre", _("MKD")
    OTHER = "other", _("iets anders")


class Funding(models.TextChoices):
    """Who pays for the help."""

    OAB = "oab", _("onderwijsachterstandenbeleid (OAB)")
    YOUTH_ACT = "youth_act", _("Jeugdwet")
    HEALTH_INSURANCE = "health_insurance", _("Zorgverzekeringswet (Zvw)")
    LONG_TERM_CARE = "long_term_care", _("Wet langdurige zorg (Wlz)")


class PlanEnd(models.TextChoices):
    """Why a plan ended."""

    REACHED = "reached", _("doel gehaald")
    STOPPED = "stopped", _("gestopt met de ouders")
    NOT_NEEDED = "not_needed", _("niet meer nodig")


class PlanStand(models.TextChoices):
    """Where a plan stands; derived from its period, its moments and its end."""

    UPCOMING = "upcoming", _("Begint later")
    RUNNING = "running", _("Loopt")
    TO_DECIDE = "to_decide", _("Bespreken met ouders")
    REACHED = "reached", _("Doel gehaald")
    STOPPED = "stopped", _("Gestopt")


class MomentDecision(models.TextChoices):
    """What was decided with parents at a go/no-go moment."""

    GO = "go", _("doorgaan")
    ADJUST = "adjust", _("bijstellen")
    STOP = "stop", _("stoppen")


class IndicationKind(models.TextChoices):
    """Which indication was asked."""

    VE = "ve", _("voorschoolse educatie (VE)")
    YOUTH_HELP = "jeugdhulp", _("jeugdhulp")
    SMI = "smi", _("sociaal-medische indicatie (SMI)")


class IndicationOutcome(models.TextChoices):
    """What was decided about an indication."""

    GRANTED = "granted", _("toegekend")
    REFUSED = "refused", _("afgewezen")
    WITHDRAWN = "withdrawn", _("ingetrokken")


class IndicationStand(models.TextChoices):
    """Where an indication stands; derived from its days."""

    ASKED = "asked", _("Gevraagd")
    GRANTED = "granted", _("Toegekend")
    REFUSED = "refused", _("Afgewezen")
    WITHDRAWN = "withdrawn", _("Ingetrokken")


class WaitingEnd(models.TextChoices):
    """Why a child waits no longer."""

    PLACED = "placed", _("plek gekregen")
    ELSEWHERE = "elsewhere", _("hulp ergens anders")
    NOT_NEEDED = "not_needed", _("niet meer nodig")


class Destination(models.TextChoices):
    """Where a child goes about whom regular education was in doubt."""

    BAO = "bao", _("gewone basisschool (BAO)")
    SBO = "sbo", _("speciaal basisonderwijs (SBO)")
    SO = "so", _("speciaal onderwijs (SO)")
    KDC = "kdc", _("kinderdagcentrum (KDC)")
    DAY_HELP = "day_help", _("daghulp")
    MKD = "mkd", _("medisch kinderdagverblijf (MKD)")
    TREATMENT_GROUP = "treatment_group", _("behandel- en onderwijsgroep")
    STAYS = "stays", _("blijft langer op de opvang")


class Outflow(models.TextChoices):
    """Where a child went from an arrangement."""

    TODDLER_ARRANGEMENT = "toddler_arrangement", _("peuterarrangement")
    BAO = "bao", _("gewone basisschool (BAO)")
    SBO = "sbo", _("speciaal basisonderwijs (SBO)")
    SO = "so", _("speciaal onderwijs (SO)")
    KDC = "kdc", _("kinderdagcentrum (KDC)")
    MKD = "mkd", _("medisch kinderdagverblijf (MKD)")
    DAY_HELP = "day_help", _("daghulp")
    TREATMENT_GROUP = "treatment_group", _("behandel- en onderwijsgroep")
    OTHER_CHILDCARE = "other_childcare", _("andere kinderopvang")
    STAYS = "stays", _("blijft op de opvang")


class DevelopmentDomain(models.TextChoices):
    """In what a phase of development is noted."""

    LANGUAGE = "language", _("taal")
    MATHS = "maths", _("rekenen")
    MOTOR = "motor", _("motoriek")
    SOCIAL_EMOTIONAL = "social_emotional", _("sociaal-emotioneel")


FIRST_PHASE, LAST_PHASE = 1, 6
