"""Filter of the intake list."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from partners.fields import sort_key
from transitions.models import SchoolRegistration


class RegistrationFilter(django_filters.FilterSet):
    """Children on a list by name; without a choice those who are still expected."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Zoek op naam"))
    state = django_filters.ChoiceFilter(
        method="by_state",
        label=gettext_lazy("Welke"),
        choices=[
            ("zonder", gettext_lazy("Intake zonder informatie")),
            ("klaar", gettext_lazy("Van de lijst")),
            ("alles", gettext_lazy("Alles")),
        ],
        empty_label=gettext_lazy("Nog te verwachten"),
    )

    class Meta:
        model = SchoolRegistration
        fields: list[str] = []

    def filter_queryset(self, queryset: Any) -> Any:
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.filter(ended_on=None)

    def search(
        self, rows: QuerySet[SchoolRegistration], _name: str, value: str
    ) -> QuerySet[SchoolRegistration]:
        for part in sort_key(value).split():
            rows = rows.filter(sort_name__contains=part)
        return rows

    def by_state(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        if value == "zonder":
            return rows.filter(is_urgent=0)
        return rows.exclude(ended_on=None) if value == "klaar" else rows
