"""The figures of the quarters that are over in the demo, a year back; most are of nobody."""

from datetime import datetime, timedelta

from django.utils import timezone

from partners.models import Municipality
from transitions import figure_freezing
from transitions.figure_periods import ready

BACK = timedelta(days=365)


def fill(municipality: Municipality, *, at: datetime) -> None:
    """Count what is over, once."""
    today = timezone.localdate(at)
    for quarter in ready(today - BACK, today):
        figure_freezing.count(municipality_id=municipality.pk, quarter=quarter, by=None, at=at)
