"""The Celery application; its tasks only wake workers, rows in the database are the truth."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import (
    beat_init,
    setup_logging,
    task_postrun,
    worker_init,
    worker_process_init,
    worker_ready,
)
from django.conf import settings

from config import heartbeat, logs, pdf

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("soepele_overgang")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# A run that nobody could take in time is dropped: the next one does the same work.
app.conf.beat_schedule = {
    "heartbeat": {
        "task": "config.tasks.pulse",
        "schedule": heartbeat.PULSE_SECONDS,
        "options": {"expires": heartbeat.PULSE_SECONDS},
    },
    "letters": {
        "task": "subsidies.tasks.sweep_letters",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "due letters": {  # the rule looks at the day: every hour, so that no day is missed
        "task": "subsidies.tasks.draft_due_letters",
        "schedule": 3600,
        "options": {"expires": 3600},
    },
    "school changes": {  # what a register brought in is proposed within the hour
        "task": "subsidies.tasks.propose_changes",
        "schedule": 3600,
        "options": {"expires": 3600},
    },
    "attachments": {
        "task": "children.tasks.scan_attachments",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "drafts": {
        "task": "dossier.tasks.sweep_drafts",
        "schedule": 3600,
        "options": {"expires": 3600},
    },
    "observations": {  # as with support teams
        "task": "dossier.tasks.call_off_observations",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "support teams": {  # consent can end by a parent, a day or a closed school: looked at often
        "task": "dossier.tasks.call_off_teams",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "figures": {  # what is over is counted once, so any day is early enough
        "task": "transitions.tasks.count_figures",
        "schedule": crontab(minute=30, hour="3-6"),
        "options": {"expires": 3600},
    },
    "messages": {
        "task": "partners.tasks.sweep_messages",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "reminders": {  # at seven; later rings only bring what that one missed
        "task": "partners.tasks.send_reminders",
        "schedule": crontab(minute=0, hour="7-18"),
        "options": {"expires": 3600},
    },
}
logs.connect_tasks()


@worker_init.connect
@beat_init.connect
def refuse_demo_accounts(**_kwargs: object) -> None:
    """Start no worker and no clock on a database with demo accounts that is no demo."""
    from config.demo import guard  # noqa: PLC0415 - models need Django to be set up

    guard.refuse_demo_accounts()


@worker_process_init.connect
def warm_letters(**_kwargs: object) -> None:
    """Load the PDF engine in each child of a worker, after the fork, before the first letter."""
    pdf.warm()


@setup_logging.connect
def structured_logs(**_kwargs: object) -> None:
    """Log as the website does, instead of in Celery's own way."""
    logs.configure(settings.LOGGING)


@worker_ready.connect
@task_postrun.connect
def sign_of_life(**_kwargs: object) -> None:
    """Let a worker that starts, and every finished task, tell that there is one."""
    heartbeat.mark_worker()
