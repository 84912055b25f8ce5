from django.apps import AppConfig


class SubsidiesConfig(AppConfig):
    """Money: subsidy years, keys, allocations and decision letters."""

    name = "subsidies"
    verbose_name = "Subsidies"
