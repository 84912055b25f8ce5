from django.apps import AppConfig


class ChildrenConfig(AppConfig):
    """Dossiers of children: who they are, who decides for them, who may see what."""

    name = "children"
    verbose_name = "Kinderen"

    def ready(self) -> None:
        """Tell the outbox which mails this app has, and a takeover what goes along."""
        from children import guardian_mails, question_mails, takeover  # noqa: PLC0415 - needs models
        from partners import contacts, outbox  # noqa: PLC0415 - needs models

        for mails in (guardian_mails, question_mails):
            outbox.KINDS.update(mails.KINDS)
            outbox.LINKS.update(mails.LINKS)
        contacts.MOVERS.extend(each for each in takeover.MOVERS if each not in contacts.MOVERS)
