"""The log of the actor's own organisation."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django_filters.views import FilterView

from config.htmx import FragmentMixin
from config.listing import SortedListMixin
from partners.access import ScopedMixin
from partners.filters import LogFilter
from partners.models import AuditEntry
from partners.modules import is_on_for_officer
from partners.roles import Permission, require
from partners.states import ModuleKind, Role


class LogView(SortedListMixin, ScopedMixin, FragmentMixin, FilterView):
    model = AuditEntry
    filterset_class = LogFilter
    template_name = "partners/auditentry_list.html"
    sorts = {"moment": ("-at",), "handeling": ("action", "-at")}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(self.request.actor, Permission.VIEW_LOG, None)
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        is_officer = actor.role == Role.DPO
        may_find = is_officer and is_on_for_officer(actor, ModuleKind.HANDOVER)
        return {**super().get_context_data(**kwargs), "may_find_child": may_find}

    def get_queryset(self) -> QuerySet[AuditEntry]:
        return super().get_queryset().select_related("user", "organisation", "seal")
