"""The fixed words of observation reports; the stored values never change."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportStand(models.TextChoices):
    """Where a report stands: derived from whether it was shared."""

    BEGUN = "begun", _("In de maak")
    SHARED = "shared", _("Gedeeld")


class OpinionEnd(models.TextChoices):
    """What was done with what a parent wrote about a report."""

    DONE = "done", _("we hebben het verslag aangepast")
    NOT_DONE = "not_done", _("we hebben het verslag niet aangepast")
