from django.apps import AppConfig


class TransitionsConfig(AppConfig):
    """The handover from childcare to school: what a school expects, and asks (ADR 0029)."""

    name = "transitions"
    verbose_name = "Overdrachten"

    def ready(self) -> None:
        """Tell the outbox which mails this app has."""
        from partners import outbox  # noqa: PLC0415 - needs models
        from transitions import registration_mails  # noqa: PLC0415 - needs models

        outbox.KINDS.update(registration_mails.KINDS)
        outbox.LINKS.update(registration_mails.LINKS)
