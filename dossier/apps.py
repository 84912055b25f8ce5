from django.apps import AppConfig


class DossierConfig(AppConfig):
    """The dossier: questions to a coordinator, observations, meetings and plans (ADR 0021)."""

    name = "dossier"
    verbose_name = "Dossier"

    def ready(self) -> None:
        """Tell the outbox which mails this app has, and the reminders which rules."""
        from dossier import (  # noqa: PLC0415 - needs models
            meeting_mails,
            request_mails,
            request_reminders,
            takeover,
            team_mails,
            team_reminders,
        )
        from partners import contacts, outbox, reminders  # noqa: PLC0415 - needs models

        for mails in (meeting_mails, request_mails):
            outbox.KINDS.update(mails.KINDS)
            outbox.LINKS.update(mails.LINKS)
        outbox.KINDS.update(team_mails.KINDS)
        reminders.RULES.update(request_reminders.RULES | team_reminders.RULES)
        contacts.MOVERS.extend(each for each in takeover.MOVERS if each not in contacts.MOVERS)
