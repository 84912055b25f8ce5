from django.apps import AppConfig


class DossierConfig(AppConfig):
    """The dossier: questions to a coordinator, observations, meetings and plans (ADR 0021)."""

    name = "dossier"
    verbose_name = "Dossier"
