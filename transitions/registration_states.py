"""The fixed words of the intake list of a school; the stored values never change (domain 5.8)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Preschool(models.TextChoices):
    """Where a child is before school, as its parents say it to the school."""

    LOCATION = "location", _("een opvang uit de lijst")
    OTHER = "other", _("een andere opvang")
    NONE = "none", _("geen opvang")


class RegistrationEnd(models.TextChoices):
    """Why a child is not on the list of a school any more."""

    STARTED = "started", _("zit nu op school")
    OTHER_SCHOOL = "other_school", _("gaat naar een andere school")
    MOVED = "moved", _("verhuisd")
    MISTAKE = "mistake", _("per vergissing ingevoerd")


class InformationStand(models.TextChoices):
    """What a school reads of a question for information: three answers, and nothing else.

    `no_information` is a refusal, a silence, and a child that childcare does not know, alike.
    """

    NOT_ASKED = "not_asked", _("Niet gevraagd")
    ASKED = "asked", _("Gevraagd")
    COMING = "coming", _("Komt")
    PARENTS_DECIDING = "parents_deciding", _("Ouders beslissen nog")
    NO_INFORMATION = "no_information", _("Geen informatie")
