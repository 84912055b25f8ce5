"""The Start of a childcare location: from then on parents may be mailed; it is never undone."""

from children.models import LocationStart


def has_started(location_id: int) -> bool:
    """Say whether a location has begun: before that, nothing is mailed to any parent of it."""
    return LocationStart.objects.filter(location=location_id).exists()
