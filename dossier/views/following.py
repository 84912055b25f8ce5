"""The page of the children that somebody follows."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters.views import FilterView

from children.filters import ChildFilter
from children.models import Child
from children.views.children import ChildrenMixin
from config.htmx import FragmentMixin
from config.listing import SortedListMixin
from dossier import following


class FollowingView(ChildrenMixin, SortedListMixin, FragmentMixin, FilterView):
    model = Child
    filterset_class = ChildFilter
    template_name = "dossier/following.html"
    fragment_template_name = "dossier/_child_rows.html"
    sorts = {
        "naam": ("sort_name",),
        "locatie": ("location__organisation__sort_name", "sort_name"),
        "geboren": ("born_on", "sort_name"),
    }

    def get_queryset(self) -> QuerySet[Child]:
        return self.order(following.rows(self.request.actor))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        context: dict[str, Any] = super().get_context_data(**kwargs)
        shown = following.details(actor, list(context["object_list"]))
        following.note_shown(actor, shown, at=timezone.now())
        return {**context, "object_list": shown}
