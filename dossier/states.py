"""The fixed words of the dossier; the stored values never change."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Asked(models.TextChoices):
    """Who is asked to look along."""

    OWN_COORDINATOR = "kcc", _("de zorgcoördinator van onze kinderopvang")
    SCHOOL_COORDINATOR = "qc", _("de kwaliteitscoördinator van een school")
    TEAM = "team", _("een team dat meekijkt")


class LookEnd(models.TextChoices):
    """Why a look question was closed."""

    HELPED = "helped", _("we kunnen verder")
    WITHDRAWN = "withdrawn", _("niet meer nodig")


class LookStand(models.TextChoices):
    """Where a look question stands; derived from what was written (domain: observation request)."""

    REQUESTED = "requested", _("Gevraagd")
    ANSWERED = "answered", _("Beantwoord")
    CLOSED = "closed", _("Afgesloten")
    WITHDRAWN = "withdrawn", _("Ingetrokken")
