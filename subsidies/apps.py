from django.apps import AppConfig


class SubsidiesConfig(AppConfig):
    """Money: subsidy years, keys, allocations and decision letters."""

    name = "subsidies"
    verbose_name = "Subsidies"

    def ready(self) -> None:
        """Tell the outbox, the reminders and the upload page of figures what this app has."""
        from partners import outbox, reminders  # noqa: PLC0415 - needs models
        from subsidies import (  # noqa: PLC0415 - needs models
            alignment,
            figure_upload,
            hour_reminders,
            letter_notices,
            letter_reminders,
        )

        outbox.KINDS.update(alignment.KINDS)
        outbox.KINDS.update(letter_notices.KINDS)
        outbox.LINKS.update(alignment.LINKS)
        reminders.RULES.update(hour_reminders.RULES)
        reminders.RULES.update(letter_reminders.RULES)
        figure_upload.offer()
