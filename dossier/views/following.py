"""The page of the children that somebody follows."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters.views import FilterView

from children.models import Child
from children.views.children import ChildrenMixin
from config.htmx import FragmentMixin
from config.listing import SORT, SortedListMixin
from dossier import following
from dossier.filters import FollowingFilter

BY_DATE = {"stap": following.by_next, "gesproken": following.by_last}


class FollowingView(ChildrenMixin, SortedListMixin, FragmentMixin, FilterView):
    model = Child
    filterset_class = FollowingFilter
    template_name = "dossier/following.html"
    fragment_template_name = "dossier/_child_rows.html"
    sorts = {
        "stap": ("sort_name",),
        "gesproken": ("sort_name",),
        "naam": ("sort_name",),
        "locatie": ("location__organisation__sort_name", "sort_name"),
    }

    def get_queryset(self) -> QuerySet[Child]:
        return self.order(following.rows(self.request.actor))

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """Take a page of what is known of each: a date in it is what the order can be by."""
        found = following.details(self.request.actor, list(queryset))
        asked = self.request.GET.get(SORT, "")
        key = asked.removeprefix("-")
        if key not in self.sorts:
            asked = key = next(iter(self.sorts))
        if key in BY_DATE:
            found = BY_DATE[key](found, is_back=asked.startswith("-"))
        return super().paginate_queryset(found, page_size)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        following.note_shown(self.request.actor, context["object_list"], at=timezone.now())
        return context
