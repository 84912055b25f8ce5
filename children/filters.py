"""Filters of the list pages about children: what can be searched, and how."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from children.models import Child, Group
from children.reach import Ground, Thing, reach_of
from partners.fields import sort_key


class ChildSearch(django_filters.FilterSet):
    """Base: children by parts of their name and by group."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Zoek op naam"))
    group = django_filters.ModelChoiceFilter(
        queryset=lambda request: Group.objects.visible_to(request.actor),
        method="by_group",
        label=gettext_lazy("Groep"),
        empty_label=gettext_lazy("Maakt niet uit"),
    )

    class Meta:
        model = Child
        fields: list[str] = []

    def search(self, rows: QuerySet[Child], _name: str, value: str) -> QuerySet[Child]:
        for part in sort_key(value).split():
            rows = rows.filter(sort_name__contains=part)
        return rows

    def by_group(self, rows: QuerySet[Child], _name: str, value: Group) -> QuerySet[Child]:
        return rows.filter(Q(group=value) | Q(school_group=value))


class ChildFilter(ChildSearch):
    """Children by parts of their name and by group; without a choice those who are here."""

    state = django_filters.ChoiceFilter(
        method="by_state",
        label=gettext_lazy("Stand"),
        choices=[("weg", gettext_lazy("Weg")), ("alles", gettext_lazy("Alles"))],
        empty_label=gettext_lazy("Nu hier"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reach = reach_of(self.request.actor.role, Thing.CHILD)
        if reach is None or reach.ground == Ground.CONSENT:
            # a school sees whom it may see, at childcare or not
            del self.filters["state"]

    def filter_queryset(self, queryset: Any) -> Any:
        found = super().filter_queryset(queryset)
        if "state" not in self.filters:
            return found
        return found if self.form.cleaned_data.get("state") else found.filter(left_on=None)

    def by_state(self, rows: QuerySet[Child], _name: str, value: str) -> QuerySet[Child]:
        return rows.exclude(left_on=None) if value == "weg" else rows
