"""The fixed words of the figures of the handover; the stored values never change."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Figure(models.TextChoices):
    """What is counted, each on a day of its own, so that no figure follows from another."""

    SHARED_IN_TIME = "shared_in_time", _("Formulier gedeeld vóór 3,5 jaar")
    READ_IN_TIME = "read_in_time", _("Formulier gelezen vóór de intake")
    INTAKE_FIRST = "intake_first", _("Intake vóór de inschrijving")
    WARM_HELD = "warm_held", _("Warm gesprek gevoerd")
    NEEDS_KNOWN = "needs_known", _("Tien weken voor de start bekend, en voorbereid")
    BLANK = "blank", _("Begonnen zonder informatie")


class FigurePlace(models.TextChoices):
    """About which part of a municipality a cell is."""

    CITY = "city", _("Hele gemeente")
    DISTRICT = "district", _("Wijk")
    SCHOOL = "school", _("School")
    LOCATION = "location", _("Opvanglocatie")
