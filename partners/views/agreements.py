"""Pages of the cooperation between schools and childcare: the list, propose, confirm, end."""

from typing import Any

from django.contrib import messages
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView, ListView, TemplateView, View

from config.listing import SortedListMixin
from partners import agreements, contacts
from partners.access import ScopedMixin
from partners.agreements import AgreementError
from partners.contact_querysets import GRACE, school_year_of
from partners.forms.contacts import ProposalForm
from partners.models import LocationAgreement
from partners.roles import Permission, can
from partners.views.contacts import CooperationMixin
from partners.views.way_back import WayBackMixin


class AgreementListView(CooperationMixin, SortedListMixin, ScopedMixin, ListView):  # type: ignore[misc]
    """What waits for an answer first; what ended or is past only when asked for."""

    model = LocationAgreement
    template_name = "partners/agreement_list.html"
    sorts = {
        "eerst": ("is_answered", "-first_year", "school__organisation__sort_name"),
        "school": ("school__organisation__sort_name", "-first_year"),
        "opvang": ("location__organisation__sort_name", "-first_year"),
        "jaar": ("-first_year", "school__organisation__sort_name"),
    }

    def get_queryset(self) -> QuerySet[LocationAgreement]:
        rows = ScopedMixin.get_queryset(self)
        if self.request.GET.get("toon") != "alles":
            first = school_year_of(self.request.actor.day - GRACE)
            rows = rows.filter(ended_at=None, first_year__gte=first)
        waiting = When(confirmed_at=None, ended_at=None, then=Value(0))
        rows = rows.annotate(
            is_answered=Case(waiting, default=Value(1), output_field=IntegerField())
        )
        names = ("school__organisation", "location__organisation", "proposed_by")
        return self.order(rows.select_related(*names))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        context: dict[str, Any] = super().get_context_data(**kwargs)
        waiting = set(agreements.waiting_for(actor).values_list("pk", flat=True))
        for row in context["object_list"]:
            row.may_confirm = row.pk in waiting and can(actor, Permission.EDIT_COOPERATION)
            row.may_end = not row.ended_at and bool(agreements.own_sides(row, actor))
        may_propose = can(actor, Permission.EDIT_COOPERATION)
        places = list(contacts.places_to_manage(actor)) if may_propose else []
        return {**context, "places": places, "waiting_count": len(waiting)}


class ProposeView(WayBackMixin, CooperationMixin, FormView):
    permission = Permission.EDIT_COOPERATION
    form_class = ProposalForm
    template_name = "partners/agreement_form.html"

    def home(self) -> str:
        return reverse("cooperation")

    def get_form_kwargs(self) -> dict[str, Any]:
        self.organisation = self.place()
        more = {"actor": self.request.actor, "place": self.organisation, "back": self.back()}
        return {**super().get_form_kwargs(), **more}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "place": self.organisation}

    def propose(self, form: ProposalForm) -> list[LocationAgreement]:
        return agreements.propose(
            organisation_id=self.organisation.pk,
            others=[place.pk for place in form.cleaned_data["others"]],
            first_year=form.cleaned_data["first_year"],
            by=self.request.actor,
            at=timezone.now(),
        )

    def form_valid(self, form: ProposalForm) -> HttpResponse:
        try:
            made = self.propose(form)
        except AgreementError as error:
            form.refuse(error)
            return self.form_invalid(form)
        text = ngettext(
            "%d voorstel gedaan. De andere kant bevestigt het.",
            "%d voorstellen gedaan. De andere kant bevestigt ze.", len(made),
        )  # fmt: skip
        messages.success(self.request, text % len(made))
        return redirect(self.back())


class ConfirmView(CooperationMixin, View):
    """The other half of an agreement."""

    permission = Permission.EDIT_COOPERATION
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        actor: Any = self.request.actor
        get_object_or_404(LocationAgreement.objects.visible_to(actor), pk=pk)
        try:
            agreements.confirm(agreement_id=pk, by=actor, at=timezone.now())
        except AgreementError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("De samenwerking is afgesproken."))
        return redirect("cooperation")


class EndView(CooperationMixin, TemplateView):
    """The page that asks whether a cooperation ends, and the act itself."""

    permission = Permission.EDIT_COOPERATION
    template_name = "partners/agreement_end.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = LocationAgreement.objects.visible_to(self.request.actor).standing()
        names = ("school__organisation", "location__organisation")
        agreement = get_object_or_404(rows.select_related(*names), pk=self.kwargs["pk"])
        return super().get_context_data(agreement=agreement, **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.get_context_data()
        actor: Any = self.request.actor
        try:
            agreements.end(agreement_id=pk, by=actor, at=timezone.now())
        except AgreementError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("De samenwerking is beëindigd."))
        return redirect("cooperation")
