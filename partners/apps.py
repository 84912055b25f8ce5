from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Who may act, for whom, and what they did."""

    name = "partners"
    verbose_name = "Partners"
