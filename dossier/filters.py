"""Filters of the list pages of the dossier."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from children.filters import ChildFilter
from children.models import Child
from dossier import following
from dossier.models import ObservationRequest
from partners.fields import sort_key
from partners.models import ChildcareLocation, School

ANY = gettext_lazy("Maakt niet uit")


class FollowingFilter(ChildFilter):
    """Children that somebody follows, of one school or of one location; where there are more."""

    school = django_filters.ModelChoiceFilter(
        queryset=lambda request: following.schools_of(request.actor),
        method="by_school",
        label=gettext_lazy("School"),
        empty_label=ANY,
    )
    location = django_filters.ModelChoiceFilter(
        queryset=lambda request: following.locations_of(request.actor),
        method="by_location",
        label=gettext_lazy("Locatie"),
        empty_label=ANY,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters.pop("state", None)  # who left is not followed
        actor = self.request.actor
        for name, find in (("school", following.schools_of), ("location", following.locations_of)):
            if find(actor).count() < 2:
                del self.filters[name]

    def by_school(self, rows: QuerySet[Child], _name: str, value: School) -> QuerySet[Child]:
        return following.of_school(self.request.actor, rows, value)

    def by_location(
        self, rows: QuerySet[Child], _name: str, value: ChildcareLocation
    ) -> QuerySet[Child]:
        return rows.filter(location=value)


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
