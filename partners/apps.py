from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Who may act, for whom, and what they did."""

    name = "partners"
    verbose_name = "Partners"

    def ready(self) -> None:
        """Tell the outbox which mails and links this app has, and log what happens at sign-in."""
        from partners import (  # noqa: PLC0415 - needs models
            contact_reminders,
            invitations,
            outbox,
            reminder_runs,
            reminders,
            signin,
            signin_log,
        )

        outbox.KINDS.update(invitations.KINDS)
        outbox.KINDS.update(reminder_runs.KINDS)
        outbox.LINKS.update(signin.LINKS)
        reminders.RULES.update(contact_reminders.RULES)
        signin_log.connect()
