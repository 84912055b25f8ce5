"""Pages of the kindcentra: list, make, change, remove."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from partners import kindcentra
from partners.access import ActorRequiredMixin
from partners.filters import KindcentrumFilter
from partners.forms.kindcentra import KindcentrumForm
from partners.kindcentra import KindcentrumError
from partners.models import Kindcentrum, Municipality
from partners.roles import Permission, can, require
from partners.views.registers import RegisterListView
from partners.views.settings import MunicipalityMixin


class KindcentrumListView(RegisterListView):
    permission = Permission.MANAGE_KINDCENTRA
    model = Kindcentrum
    filterset_class = KindcentrumFilter
    template_name = "partners/kindcentrum_list.html"
    csv_name = "kindcentra.csv"
    csv_header = (
        gettext_lazy("Kindcentrum"), gettext_lazy("Wijk"), gettext_lazy("Scholen"),
        gettext_lazy("Opvanglocaties"),
    )  # fmt: skip
    sorts = {
        "naam": ("sort_name",),
        "wijk": ("neighbourhood", "sort_name"),
        "scholen": ("school_count", "sort_name"),
        "locaties": ("location_count", "sort_name"),
    }

    def get_queryset(self) -> QuerySet[Kindcentrum]:
        self.queryset = kindcentra.with_counts(Kindcentrum.objects.visible_to(self.request.actor))
        return self.order(self.queryset)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        own = Municipality.objects.visible_to(actor).select_related("organisation")
        may = [m for m in own if can(actor, Permission.MANAGE_KINDCENTRA, m.organisation)]
        context: dict[str, Any] = super().get_context_data(may_create=may, **kwargs)
        return context

    def csv_row(self, row: Any) -> tuple[Any, ...]:
        return row.name, row.neighbourhood, row.school_count, row.location_count


class KindcentrumCreateView(MunicipalityMixin, FormView):
    permission = Permission.MANAGE_KINDCENTRA
    form_class = KindcentrumForm
    template_name = "partners/kindcentrum_form.html"
    kindcentrum: Kindcentrum | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        more = {"actor": self.request.actor, "municipality": self.municipality}
        return {**super().get_form_kwargs(), **more, "kindcentrum": self.kindcentrum}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(kindcentrum=self.kindcentrum, **kwargs)

    def form_valid(self, form: KindcentrumForm) -> HttpResponse:
        try:
            saved = kindcentra.save(
                municipality_id=self.municipality.pk,
                kindcentrum_id=self.kindcentrum.pk if self.kindcentrum else None,
                composition=form.composition(),
                by=self.request.actor,
                at=timezone.now(),
            )
        except KindcentrumError as error:
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, _("%s is bewaard.") % saved)
        return redirect("kindcentra")


class KindcentrumChangeView(KindcentrumCreateView):
    def find(self, request: Any) -> Municipality:
        rows = Kindcentrum.objects.visible_to(request.actor)
        self.kindcentrum = get_object_or_404(
            rows.select_related("municipality__organisation"), pk=self.kwargs["pk"]
        )
        return self.kindcentrum.municipality


class KindcentrumRemoveView(ActorRequiredMixin, TemplateView):
    """The confirm page of removing a kindcentrum, and the act itself."""

    template_name = "partners/kindcentrum_remove.html"

    def find(self) -> Kindcentrum:
        require(self.request.actor, Permission.MANAGE_KINDCENTRA, None)
        rows = Kindcentrum.objects.visible_to(self.request.actor)
        found: Kindcentrum = get_object_or_404(kindcentra.with_counts(rows), pk=self.kwargs["pk"])
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(kindcentrum=self.find(), **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self.find()
        try:
            name = kindcentra.remove(
                kindcentrum_id=found.pk, by=self.request.actor, at=timezone.now()
            )
        except KindcentrumError as error:
            return self.render_to_response(self.get_context_data(refusal=error.message))
        messages.success(request, _("%s is verwijderd.") % name)
        return redirect("kindcentra")
