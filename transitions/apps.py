from django.apps import AppConfig


class TransitionsConfig(AppConfig):
    """The handover from childcare to school: what a school expects, and asks (ADR 0029)."""

    name = "transitions"
    verbose_name = "Overdrachten"

    def ready(self) -> None:
        """Tell the outbox which mails this app has."""
        from partners import outbox  # noqa: PLC0415 - needs models
        from transitions import handover_mails, registration_mails  # noqa: PLC0415 - needs models

        for mails in (handover_mails, registration_mails):
            outbox.KINDS.update(mails.KINDS)
            outbox.LINKS.update(mails.LINKS)
