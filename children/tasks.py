"""Celery's way in to the files; the rows are the truth, this only wakes the domain."""

from celery import shared_task
from django.utils import timezone


@shared_task
def scan_attachments() -> None:
    """Scan the files that wait; running twice is free."""
    from children import attachments  # noqa: PLC0415 - the domain may import this module

    attachments.scan_waiting(at=timezone.now())
