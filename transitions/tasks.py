"""Celery's way in to the figures; the rows are the truth, this only wakes the domain."""

from celery import shared_task
from django.utils import timezone


@shared_task
def count_figures() -> None:
    """Count each quarter that is over, once; running twice is free."""
    from transitions import figure_freezing  # noqa: PLC0415 - the domain may import this module

    figure_freezing.sweep(at=timezone.now())
