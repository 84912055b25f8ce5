"""Filters of the list pages of the dossier."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from dossier.models import ObservationRequest
from partners.fields import sort_key


class RequestFilter(django_filters.FilterSet):
    """Requests by the name of the child; without a choice those that go on."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Zoek op naam"))
    state = django_filters.ChoiceFilter(
        method="by_state",
        label=gettext_lazy("Welke"),
        choices=[("klaar", gettext_lazy("Afgelopen")), ("alles", gettext_lazy("Alles"))],
        empty_label=gettext_lazy("Wat nu loopt"),
    )

    class Meta:
        model = ObservationRequest
        fields: list[str] = []

    def filter_queryset(self, queryset: Any) -> Any:
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.filter(end="")

    def search(
        self, rows: QuerySet[ObservationRequest], _name: str, value: str
    ) -> QuerySet[ObservationRequest]:
        for part in sort_key(value).split():
            rows = rows.filter(child__sort_name__contains=part)
        return rows

    def by_state(
        self, rows: QuerySet[ObservationRequest], _name: str, value: str
    ) -> QuerySet[ObservationRequest]:
        return rows.exclude(end="") if value == "klaar" else rows
