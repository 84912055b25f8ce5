"""The page of one school: where it stands now, and what changed in the registers."""

from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.views.generic import DetailView

from partners.access import ScopedMixin
from partners.models import School
from partners.register_words import label_of, names_of, shown
from partners.roles import Permission, require


class SchoolHistoryView(ScopedMixin, DetailView):
    model = School
    template_name = "partners/school_history.html"
    context_object_name = "school"
    slug_field, slug_url_kwarg = "organisation__key", "code"

    def get_queryset(self) -> QuerySet[School]:
        require(self.request.actor, Permission.VIEW_REGISTERS, None)
        rows: QuerySet[School] = super().get_queryset()
        return rows.select_related(
            "organisation", "board__organisation", "municipality__organisation", "kindcentrum"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(self.object.organisation.register_changes.all())
        names = names_of((row.field, row.old, row.new) for row in rows)
        days = [
            {
                "day": day,
                "source": source,
                "changes": [in_words(row, names) for row in reversed(list(group))],
            }
            for (day, source), group in groupby(rows, key=lambda row: (row.changed_on, row.source))
        ]
        return super().get_context_data(days=days, **kwargs)


def in_words(row: Any, names: dict[tuple[str, str], str]) -> dict[str, str]:
    """Return one change as the page shows it."""
    return {
        "label": label_of(row.field),
        "old": shown(row.field, row.old, names),
        "new": shown(row.field, row.new, names),
    }
