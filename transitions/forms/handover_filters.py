"""Filters of the lists of handovers."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from children.filters import ChildSearch
from partners.fields import sort_key
from transitions.models import Handover
from transitions.states import Turn


class ChildrenFilter(ChildSearch):
    """Children of childcare by name and group, and whose turn it is.

    The turn is derived, so the page takes it from the form (`handover_lists.by_turn`).
    """

    turn = django_filters.ChoiceFilter(
        method="same",
        label=_("Aan de beurt"),
        choices=Turn.choices,
        empty_label=_("Maakt niet uit"),
    )

    def same(self, rows: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        return rows


class SharedFilter(django_filters.FilterSet):
    """What was shared with a school, by the name of the child and whether it was read."""

    q = django_filters.CharFilter(method="search", label=_("Zoek op naam"))
    state = django_filters.ChoiceFilter(
        method="by_state",
        label=_("Stand"),
        choices=[("nieuw", _("Nog niet gelezen")), ("gelezen", _("Gelezen"))],
        empty_label=_("Maakt niet uit"),
    )

    class Meta:
        model = Handover
        fields: list[str] = []

    def search(self, rows: QuerySet[Handover], _name: str, value: str) -> QuerySet[Handover]:
        for part in sort_key(value).split():
            rows = rows.filter(child__sort_name__contains=part)
        return rows

    def by_state(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(is_read=value == "gelezen")
