from django.apps import AppConfig


class DossierConfig(AppConfig):
    """The dossier: questions to a coordinator, observations, meetings and plans (ADR 0021)."""

    name = "dossier"
    verbose_name = "Dossier"

    def ready(self) -> None:
        """Tell the outbox which mails this app has."""
        from dossier import meeting_mails, request_mails  # noqa: PLC0415 - needs models
        from partners import outbox  # noqa: PLC0415 - needs models

        for mails in (meeting_mails, request_mails):
            outbox.KINDS.update(mails.KINDS)
            outbox.LINKS.update(mails.LINKS)
