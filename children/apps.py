from django.apps import AppConfig


class ChildrenConfig(AppConfig):
    """Dossiers of children: who they are, who decides for them, who may see what."""

    name = "children"
    verbose_name = "Kinderen"
