"""The page of what happened with one child, by date."""

from typing import Any

from django.core.paginator import Paginator
from django.utils import timezone
from django.views.generic import TemplateView

from children import reading
from children.reach import Thing
from config.listing import PAGE, PER_PAGE
from dossier import timeline
from dossier.views.parts import DossierMixin

KIND = "soort"


class TimelineView(DossierMixin, TemplateView):
    thing = Thing.CHILD
    template_name = "dossier/timeline.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor, at = self.request.actor, timezone.now()
        child = reading.one(actor, self.kwargs["key"], thing=Thing.CHILD, at=at)
        found, kind = timeline.of(actor, child), timeline.kind_named(self.request.GET.get(KIND, ""))
        sheet = Paginator(found.of_kind(kind), PER_PAGE).get_page(self.request.GET.get(PAGE))
        shown = list(sheet.object_list)
        timeline.note_shown(actor, child, shown, at=at)
        return super().get_context_data(
            child=child,
            timeline=found,
            kind=kind,
            page_obj=sheet,
            parts=timeline.parts(shown, actor.day),
            **kwargs,
        )
