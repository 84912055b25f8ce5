from django.apps import AppConfig


class TransitionsConfig(AppConfig):
    """The handover from childcare to school; holds no model yet."""

    name = "transitions"
    verbose_name = "Overdrachten"
