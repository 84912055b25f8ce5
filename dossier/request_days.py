"""What to mind about a day on which somebody comes to observe."""

from datetime import date

from django.utils.translation import gettext as _

from dossier.models import ObservationRequest
from partners import holidays

SATURDAY = 5


def hint(request: ObservationRequest, day: date) -> str:
    """Return in one sentence that hardly anybody is there on a day, or nothing."""
    town = request.child.location.municipality
    if day.weekday() >= SATURDAY:
        return _("Let op: deze dag valt in het weekend. Is de groep dan open?")
    if not holidays.is_working_day(day, holidays.equated_days(town)):
        return _("Let op: dit is een feestdag. Is de groep dan open?")
    return ""
