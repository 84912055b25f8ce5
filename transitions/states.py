"""The fixed words of the handover; the stored values never change (domain 5.6 and 8)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class HandoverStand(models.TextChoices):
    """Where a handover stands, derived from what was entered; nobody clicks a stand."""

    UPCOMING = "upcoming", _("Komt eraan")
    SCHOOL_UNKNOWN = "school_unknown", _("School onbekend")
    SCHOOL_KNOWN = "school_known", _("School bekend")
    CONSENT_PENDING = "consent_pending", _("Toestemming gevraagd")
    CONSENT_GRANTED = "consent_granted", _("Toestemming gegeven")
    IN_PREPARATION = "in_preparation", _("In voorbereiding")
    DISCUSSED = "discussed", _("Besproken")
    SUBMITTED = "submitted", _("Gedeeld")
    READ = "read", _("Gelezen")
    INTAKE_PLANNED = "intake_planned", _("Intake gepland")
    INTAKE_HELD = "intake_held", _("Intake geweest")
    ENROLLED = "enrolled", _("Ingeschreven")
    WARM_PLANNED = "warm_planned", _("Warm gesprek gepland")
    WARM_HELD = "warm_held", _("Warm gesprek geweest")
    PLACED = "placed", _("Geplaatst")
    FEEDBACK_GIVEN = "feedback_given", _("Terugkoppeling")
    CLOSED = "closed", _("Afgesloten")
    GIVEN_TO_PARENTS = "given_to_parents", _("Via ouders")
    REFUSED = "refused", _("Geen overdracht")
    WITHDRAWN = "withdrawn", _("Ingetrokken")
    REROUTED = "rerouted", _("Andere school")


class Turn(models.TextChoices):
    """Who has to do something now."""

    CHILDCARE = "childcare", _("de kinderopvang")
    PARENTS = "parents", _("de ouders")
    SCHOOL = "school", _("de school")
    NOBODY = "nobody", _("niemand")


class ParentsCodeStand(models.TextChoices):
    """Where a code of a parent stands, as that parent reads it."""

    LIVE = "live", _("werkt")
    READ = "read", _("gelezen")
    STOPPED = "stopped", _("gestopt")
    BLOCKED = "blocked", _("dicht na vijf verkeerde geboortedatums")
    EXPIRED = "expired", _("verlopen")


class PlacementReason(models.TextChoices):
    """Why a school chose a group for a child."""

    HELPS = "helps", _("past bij wat dit kind helpt")
    TEACHER = "teacher", _("de leerkracht past bij dit kind")
    SUPPORT = "support", _("daar is de ondersteuning")
    FRIENDS = "friends", _("met een vriend of vriendin")
    FAMILY = "family", _("om een broer of zus")
    MIX = "mix", _("goede verdeling over de groepen")
    PARENTS = "parents", _("wens van de ouders")


class Rating(models.TextChoices):
    """How a child stands in a domain, as far as was seen."""

    FITS_AGE = "fits_age", _("Past bij de leeftijd")
    ATTENTION = "attention", _("Heeft extra aandacht nodig")
    AHEAD = "ahead", _("Loopt voor")
    NOT_SEEN = "not_seen", _("Niet gezien")


class FormDomain(models.TextChoices):
    """Domains of development on the form, merged from the observation systems in use."""

    LANGUAGE = "language", _("Taal en praten")
    NUMBERS = "numbers", _("Rekenen en ordenen")
    MOTOR = "motor", _("Bewegen")
    SOCIAL = "social", _("Omgaan met zichzelf en anderen")
    PLAY = "play", _("Spelen en zelf doen")
    WELLBEING = "wellbeing", _("Welbevinden en betrokkenheid")


class ObservationSystem(models.TextChoices):
    """With what childcare observes."""

    KIJK = "kijk", "KIJK!"
    BOSOS = "bosos", "BOSOS"
    PPP = "ppp", "PeuterPlusPlan"
    CITO = "cito", "Cito"
    PEUTERESTAFETTE = "peuterestafette", "Peuterestafette"
    OTHER = "other", _("een ander systeem")


CODE_DAYS = 28  # how long a code of a parent can wait
MOST_TRIES = 5  # wrong birth dates, after which a code opens nothing any more
