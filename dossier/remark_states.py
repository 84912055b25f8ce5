"""The fixed words of what parents write beside the dossier; the stored values never change."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RemarkAbout(models.TextChoices):
    """About which page a parent wrote."""

    REQUESTS = "requests", _("signalen, gesprekken en verzoeken")
    SUPPORT = "support", _("hulp en ondersteuning")


class RemarkEnd(models.TextChoices):
    """What was done with it: the values of `OpinionEnd`."""

    DONE = "done", _("we hebben het aangepast")
    NOT_DONE = "not_done", _("we hebben het niet aangepast")
