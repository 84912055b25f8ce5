"""The product's Celery application for the kill test of the letters.

`celery -A tests.subsidies.letter_worker worker`. With BREAK_THE_CLAIM set a worker takes every
letter that it is woken for, as if nobody else could have it: the control run must go red.
"""

import os
from datetime import datetime

import weasyprint  # noqa: F401 - loaded before the fork, so that a new child is at work at once
from celery.signals import worker_process_init

from config import celery as product

app = product.app
worker_process_init.disconnect(product.warm_letters)  # a child that dies in it ends the worker


def take_every_letter(**_kwargs: object) -> None:
    """Replace claim and lock by the naive way."""
    from subsidies import rendering  # noqa: PLC0415 - after Django is set up
    from subsidies.models import DecisionLetter  # noqa: PLC0415 - Django is set up first

    def claim(letter_id: int, at: datetime) -> bool:
        return True

    def locked(letter_id: int) -> DecisionLetter | None:
        return DecisionLetter.objects.filter(pk=letter_id).first()

    rendering._claim, rendering._locked = claim, locked


if os.environ.get("BREAK_THE_CLAIM"):
    worker_process_init.connect(take_every_letter, weak=False)
