from django.apps import AppConfig


class SubsidiesConfig(AppConfig):
    """Money: subsidy years, keys, allocations and decision letters."""

    name = "subsidies"
    verbose_name = "Subsidies"

    def ready(self) -> None:
        """Tell the outbox which mails and links this app has, and the upload page of figures."""
        from partners import outbox  # noqa: PLC0415 - needs models
        from subsidies import alignment, figure_upload, letter_notices  # noqa: PLC0415 - needs models

        outbox.KINDS.update(alignment.KINDS)
        outbox.KINDS.update(letter_notices.KINDS)
        outbox.LINKS.update(alignment.LINKS)
        figure_upload.offer()
