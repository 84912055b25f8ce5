"""The page of the figures of the handover, and the same cells as a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.generic import TemplateView

from children.views.children import ChildrenMixin
from config.listing import csv_response
from partners.access import Actor
from partners.roles import Permission
from transitions import figures


class FiguresView(ChildrenMixin, TemplateView):
    """What a municipality, a school or childcare sees of its own figures; never a child."""

    permission = Permission.VIEW_FIGURES
    template_name = "transitions/figures.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show one period, or return it as a file."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        page = figures.of(actor, request.GET.get("periode", ""))
        if page.period is None or request.GET.get("als") != "csv":
            return self.render_to_response(self.get_context_data(page=page))
        header = [str(name) for name in figures.HEADER]
        return csv_response(f"overdracht-{page.period.key}.csv", header, figures.rows(page))
