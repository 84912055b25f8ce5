"""Lists of handovers: childcare sees what it has to do, a school what was shared with it."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters.views import FilterView

from children.models import Child
from children.reach import Thing
from config.htmx import FragmentMixin
from config.listing import PAGE, PER_PAGE, SORT, SortedListMixin
from dossier.views.parts import DossierMixin
from partners.roles import Permission
from transitions import handover_lists, reads
from transitions.forms.handover_filters import ChildrenFilter, SharedFilter
from transitions.models import Handover
from transitions.states import Turn


class ChildrenListView(DossierMixin, FragmentMixin, FilterView):
    """Of childcare: who turns three and a half, where it stands and who is at turn."""

    thing = Thing.HANDOVER
    permission = Permission.FILL_HANDOVER
    model = Child
    filterset_class = ChildrenFilter
    template_name = "transitions/handover_list.html"
    fragment_template_name = "transitions/_handover_rows.html"
    paginate_by = PER_PAGE
    page_kwarg = PAGE

    def get_queryset(self) -> QuerySet[Child]:
        return handover_lists.children(self.request.actor)

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """Take a page of where each stands: the turn in it is what the order is by."""
        asked, order = self.request.GET.get("turn", ""), self.request.GET.get(SORT, "")
        turn = asked if asked in Turn.values else ""
        found = handover_lists.by_turn(queryset, turn=turn, order=order, at=timezone.now())
        return super().paginate_queryset(found, page_size)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        shown = list(context["object_list"])
        handover_lists.note_children(self.request.actor, shown, at=timezone.now())
        return context


class SharedListView(DossierMixin, SortedListMixin, FragmentMixin, FilterView):
    """Of a school: what was shared with it, the unread first."""

    thing = Thing.HANDOVER
    model = Handover
    filterset_class = SharedFilter
    template_name = "transitions/handover_shared.html"
    fragment_template_name = "transitions/_handover_shared_rows.html"
    sorts = {
        "eerst": ("is_read", "child__born_on", "child__sort_name"),
        "naam": ("child__sort_name",),
        "geboren": ("child__born_on", "child__sort_name"),
        "gedeeld": ("version_at",),
    }

    def get_queryset(self) -> QuerySet[Handover]:
        reads.require_reader(self.request.actor)
        return self.order(reads.rows(self.request.actor))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        actor, shown = self.request.actor, list(context["object_list"])
        handover_lists.note_shared(actor, shown, at=timezone.now())
        return {**context, "unread": handover_lists.unread(actor)}
