from django.apps import AppConfig


class ChildrenConfig(AppConfig):
    """Dossiers of children; holds no model yet."""

    name = "children"
    verbose_name = "Kinderen"
