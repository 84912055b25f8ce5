from django.apps import AppConfig


class TransitionsConfig(AppConfig):
    """The handover from childcare to school: what a school expects, and asks (ADR 0029)."""

    name = "transitions"
    verbose_name = "Overdrachten"

    def ready(self) -> None:
        """Tell the outbox which mails this app has, and the reminders which rules."""
        from children import guardian_reading  # noqa: PLC0415 - needs models
        from partners import outbox, reminders  # noqa: PLC0415 - needs models
        from transitions import (  # noqa: PLC0415 - needs models
            arrival_mails,
            arrival_reminders,
            childcare_reminders,
            form_reminders,
            handover_mails,
            intake_reminders,
            parents_copy,
            registration_mails,
            school_reminders,
            stop_reminders,
        )

        for mails in (arrival_mails, handover_mails, registration_mails):
            outbox.KINDS.update(mails.KINDS)
            outbox.LINKS.update(mails.LINKS)
        for rules in (childcare_reminders, form_reminders, intake_reminders):
            reminders.RULES.update(rules.RULES)
        for rules in (school_reminders, stop_reminders, arrival_reminders):
            reminders.RULES.update(rules.RULES)
        guardian_reading.MORE.update(parents_copy.COPIES)
