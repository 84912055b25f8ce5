from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Glue: settings, infrastructure, cross-app commands and pages."""

    name = "config"
    verbose_name = "Inrichting"
