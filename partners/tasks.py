"""Celery's way in to the outbox; the rows are the truth, these only wake the domain."""

from celery import shared_task
from django.utils import timezone


@shared_task
def send_messages() -> None:
    """Send what is due; each mail at most once, whatever is killed or run twice."""
    from partners import delivery  # noqa: PLC0415 - the domain imports this module

    delivery.send_due(clock=timezone.now)


@shared_task
def sweep_messages() -> None:
    """Hand lost claims to a person and send what no bell announced; running twice is free."""
    from partners import delivery  # noqa: PLC0415 - the domain imports this module

    delivery.give_up_lost(at=timezone.now())
    delivery.send_due(clock=timezone.now)


@shared_task
def send_reminders() -> None:
    """Queue the reminders of today; at most once each, however often the clock rings."""
    from partners import reminder_runs  # noqa: PLC0415 - the domain imports this module

    at = timezone.now()
    reminder_runs.run(day=timezone.localdate(at), at=at)
