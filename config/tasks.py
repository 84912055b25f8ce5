"""Tasks that belong to no domain."""

from celery import shared_task


@shared_task
def pulse() -> None:
    """Do nothing: that a worker ran it is the message (config/heartbeat.py). Repeats are free."""
