"""The fixed words of signals, talks with parents and requests; the stored values never change."""

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_OBSERVER, LONGEST_SEEN = 120, 2000  # characters of who observed, and of what was seen


class SignalKind(models.TextChoices):
    """What a signal is about."""

    BEHAVIOUR = "behaviour", _("gedrag")
    DEVELOPMENT = "development", _("ontwikkeling")
    TRIED = "tried", _("wat we al probeerden")


class SignalPick(models.TextChoices):
    """Quick picks: one box is enough to note a signal."""

    BITING = "biting", _("bijten")
    HITTING = "hitting", _("slaan")
    PUSHING = "pushing", _("duwen")
    NOT_JOINING = "not_joining", _("niet meekomen")
    LANGUAGE = "language", _("taal op gang")


class RequestedOf(models.TextChoices):
    """Who is asked to observe."""

    OWN_COORDINATOR = "kcc", _("de zorgcoördinator van onze kinderopvang")
    SCHOOL_COORDINATOR = "qc", _("de kwaliteitscoördinator van een school")
    TEAM = "team", _("een team dat meekijkt")


class StepOwner(models.TextChoices):
    """Who weighs what was seen, and closes the request."""

    CARE_COORDINATOR = "kcc", _("onze zorgcoördinator")
    WORKER = "kow", _("de groep")
    SCHOOL_COORDINATOR = "qc", _("de kwaliteitscoördinator van de school")


class RequestOutcome(models.TextChoices):
    """What came of weighing it, with parents and the group."""

    ADVICE = "advice", _("advies voor de groep en thuis")
    SUPPORT_TEAM = "support_team", _("verder in het ondersteuningsteam")
    NO_ACTION = "no_action", _("nu niets nodig")


class RequestEnd(models.TextChoices):
    """How a request came to its end."""

    CLOSED = "closed", _("afgesloten")
    RETURNED_INCOMPLETE = "returned_incomplete", _("teruggestuurd")
    DECLINED_BY_PARENTS = "declined_by_parents", _("ouders willen niet")
    WITHDRAWN = "withdrawn", _("ingetrokken")
    CHILD_LEFT = "child_left", _("kind is weg")


class CalledOff(models.TextChoices):
    """Why a planned observation does not happen, without anybody saying so."""

    NO_CONSENT = "no_consent", _("er was geen toestemming meer")
    CHILD_LEFT = "child_left", _("het kind was niet meer op de opvang")


class RequestStand(models.TextChoices):
    """Where a request stands: derived from what was entered, never clicked (ADR 0022)."""

    SIGNALS_MAPPED = "signals_mapped", _("Signalen in beeld")
    CONSULTED = "consulted", _("Besproken")
    PARENTS_THINKING = "parents_thinking", _("Ouders denken na")
    PREPARED = "prepared", _("Wacht op handtekening")
    REQUESTED = "requested", _("Gevraagd")
    PLANNED = "planned", _("Gepland")
    OBSERVED = "observed", _("Geobserveerd")
    REPORT_SHARED = "report_shared", _("Verslag klaar")
    PARENTS_CONTACTED = "parents_contacted", _("Ouders gesproken")
    WEIGHED = "weighed", _("Afgewogen")
    CLOSED = "closed", _("Afgesloten")
    RETURNED_INCOMPLETE = "returned_incomplete", _("Teruggestuurd")
    DECLINED_BY_PARENTS = "declined_by_parents", _("Ouders willen niet")
    WITHDRAWN = "withdrawn", _("Ingetrokken")
    CHILD_LEFT = "child_left", _("Weg")
