"""Filters of the letters page."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from partners.states import Role
from subsidies.models import DecisionLetter, SubsidyYear
from subsidies.states import LetterKind, LetterState


class LetterFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Zoek op naam of kenmerk"))
    year = django_filters.ModelChoiceFilter(
        queryset=lambda request: SubsidyYear.objects.visible_to(request.actor).select_related(
            "municipality__organisation"
        ),
        label=_("Subsidiejaar"),
        empty_label=_("Maakt niet uit"),
    )
    state = django_filters.ChoiceFilter(
        choices=LetterState.choices, label=_("Status"), empty_label=_("Maakt niet uit")
    )
    kind = django_filters.ChoiceFilter(
        choices=LetterKind.choices, label=_("Soort"), empty_label=_("Maakt niet uit")
    )

    class Meta:
        model = DecisionLetter
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask a board for no status: it sees sent letters only."""
        super().__init__(*args, **kwargs)
        if self.request is not None and self.request.actor.role == Role.BRD:
            del self.filters["state"]

    def search(
        self, rows: QuerySet[DecisionLetter], _name: str, value: str
    ) -> QuerySet[DecisionLetter]:
        number = value.rpartition("-")[2]
        found = Q(board__organisation__name__icontains=value)
        if number.isdecimal() and len(number) < 9:
            found |= Q(reference_number=int(number))
        return rows.filter(found)
