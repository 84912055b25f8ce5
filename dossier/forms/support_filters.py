"""The filter of the list of children with support."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from children.filters import ChildSearch

DISCUSS, WAITS, NO_LEAD = "bespreken", "wachten", "regiehouder"


class SupportFilter(ChildSearch):
    """Children with support by parts of their name, by group, and by what is to be done."""

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

    def by_todo(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        day = self.request.actor.day
        chosen = {
            DISCUSS: Q(next_on__lte=day),
            WAITS: Q(waits_since__isnull=False),
            NO_LEAD: Q(has_lead=False),
        }
        return rows.filter(chosen[value])
