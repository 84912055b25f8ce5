"""The filter of the list of children with support."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from children.models import Child, Group
from partners.fields import sort_key

DISCUSS, WAITS, NO_LEAD = "bespreken", "wachten", "regiehouder"


class SupportFilter(django_filters.FilterSet):
    """Children with support by parts of their name, by group, and by what is to be done."""

    q = django_filters.CharFilter(method="search", label=_("Zoek op naam"))
    group = django_filters.ModelChoiceFilter(
        queryset=lambda request: Group.objects.visible_to(request.actor),
        method="by_group",
        label=_("Groep"),
        empty_label=_("Maakt niet uit"),
    )
    todo = django_filters.ChoiceFilter(
        method="by_todo",
        label=_("Wat valt op?"),
        choices=[
            (DISCUSS, _("Nu bespreken met ouders")),
            (WAITS, _("Wacht op een plek")),
            (NO_LEAD, _("Geen regiehouder")),
        ],
        empty_label=_("Maakt niet uit"),
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

    def by_todo(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        day = self.request.actor.day
        chosen = {
            DISCUSS: Q(next_on__lte=day),
            WAITS: Q(waits_since__isnull=False),
            NO_LEAD: Q(has_lead=False),
        }
        return rows.filter(chosen[value])
