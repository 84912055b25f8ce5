"""The page of joining: what a location or a school needs to begin, and what comes next."""

from typing import Any

from django.views.generic import TemplateView

from config.joining import joinings_of
from partners.roles import Permission
from partners.views.contacts import CooperationMixin


class JoiningView(CooperationMixin, TemplateView):
    """How far each own place is."""

    permission = Permission.EDIT_COOPERATION
    template_name = "config/joining.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(joinings=joinings_of(self.request.actor), **kwargs)
