"""The Celery application; its tasks only wake workers, rows in the database are the truth."""

import os

from celery import Celery
from celery.signals import worker_process_init

from config import pdf

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("soepele_overgang")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def warm_letters(**_kwargs: object) -> None:
    """Load the PDF engine in each child of a worker, after the fork, before the first letter."""
    pdf.warm()
