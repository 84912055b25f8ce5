"""Celery's way in to the dossier; the rows are the truth, this only wakes the domain."""

from celery import shared_task
from django.utils import timezone


@shared_task
def sweep_drafts() -> None:
    """Erase drafts that are too old; running twice is free."""
    from dossier import drafts  # noqa: PLC0415 - the domain may import this module

    drafts.sweep(at=timezone.now())


@shared_task
def call_off_observations() -> None:
    """Call off planned observations whose consent ended; running twice is free."""
    from dossier import called_off  # noqa: PLC0415 - the domain may import this module

    called_off.sweep(at=timezone.now())


@shared_task
def call_off_teams() -> None:
    """Cancel meetings of support teams whose consent ended; running twice is free."""
    from dossier import team_meetings  # noqa: PLC0415 - the domain may import this module

    team_meetings.call_off_unfounded(at=timezone.now())
