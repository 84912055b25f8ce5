"""The product's Celery application for the kill test, without the letters' warm-up.

`celery -A tests.partners.outbox_worker worker`. With BREAK_THE_CLAIM set the outbox sends first and
marks later, which is the mistake that the claim exists to prevent: the control run must go red.
"""

import os
from typing import Any

from celery.signals import worker_process_init

from config import celery as product

app = product.app
worker_process_init.disconnect(product.warm_letters)


def send_first_and_mark_later(**_kwargs: object) -> None:
    """Replace claim and settlement by the naive way."""
    from partners import delivery  # noqa: PLC0415 - after Django is set up
    from partners.models import Message  # noqa: PLC0415 - Django is set up first

    def claim_next(*, at: Any) -> Message | None:
        return Message.objects.due(at).order_by("not_before", "pk").first()

    def settle(message: Message, state: str, reason: str, *, at: Any) -> None:
        Message.objects.filter(pk=message.pk).update(state=state, sent_at=at)

    delivery.claim_next, delivery.settle = claim_next, settle


if os.environ.get("BREAK_THE_CLAIM"):
    worker_process_init.connect(send_first_and_mark_later, weak=False)
