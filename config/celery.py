"""The Celery application; its tasks only wake workers, rows in the database are the truth."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("soepele_overgang")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
