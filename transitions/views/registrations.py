"""Pages of the intake list of a school: what needs asking first, one child, from the list."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import FormView
from django_filters.views import FilterView

from children.reach import Thing
from config.formats import date_words
from config.htmx import FragmentMixin
from config.listing import SortedListMixin, csv_response
from dossier.views.parts import DossierMixin
from partners.access import Actor, ScopedMixin
from partners.modules import ModuleOff, is_on_for
from partners.refusals import RefusedError
from partners.roles import Permission, can, require
from partners.states import ModuleKind, Role
from transitions import information, registration_lists, registrations
from transitions.forms.registration_filter import RegistrationFilter
from transitions.forms.registrations import (
    EndForm,
    PasteForm,
    RegistrationChangeForm,
    RegistrationForm,
)
from transitions.models import SchoolRegistration
from transitions.registration_states import InformationStand

CSV_HEADER = (
    gettext_lazy("Kind"),
    gettext_lazy("Geboren op"),
    gettext_lazy("Opvang"),
    gettext_lazy("Intake op"),
    gettext_lazy("Om"),
    gettext_lazy("Informatie"),
    gettext_lazy("Intake geweest op"),
    gettext_lazy("Ingeschreven op"),
    gettext_lazy("Eerste schooldag"),
    gettext_lazy("Van de lijst"),
)


def require_reader(actor: Actor) -> None:
    """Let who keeps a list read it, and its officer. Raises: ModuleOff, PermissionDenied.

    An officer works in no municipality (`Actor.municipality_ids`).
    """
    if actor.role == Role.DPO and registrations.own_schools(actor).exists():
        return
    if not is_on_for(actor, ModuleKind.HANDOVER):
        raise ModuleOff(_("De module %s staat hier niet aan.") % ModuleKind.HANDOVER.label)
    require(actor, Permission.KEEP_INTAKES, None)


class ReaderMixin:
    """View mixin: for who may read a list."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.actor is not None:
            require_reader(request.actor)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class RegistrationMixin(DossierMixin):
    """View mixin: for who keeps a list; a line of another school never existed."""

    permission = Permission.KEEP_INTAKES
    thing = Thing.INTAKE
    request: Any
    kwargs: Any

    def line(self) -> Any:
        """Return the line of the address, and note the read. Raises: DoesNotExist."""
        actor, at = self.request.actor, timezone.now()
        row = registrations.rows(actor, at=at).get(key=self.kwargs["key"])
        registrations.note_read(actor, [row], at=at)
        return row


class RegistrationListView(ReaderMixin, SortedListMixin, ScopedMixin, FragmentMixin, FilterView):
    model = SchoolRegistration
    filterset_class = RegistrationFilter
    template_name = "transitions/registration_list.html"
    fragment_template_name = "transitions/_registration_rows.html"
    sorts = {
        "eerst": ("is_urgent", "is_held", "intake_on", "sort_name"),
        "naam": ("sort_name",),
        "geboren": ("born_on", "sort_name"),
        "intake": ("intake_on", "sort_name"),
    }

    def get_queryset(self) -> QuerySet[SchoolRegistration]:
        return self.order(registrations.rows(self.request.actor, at=timezone.now()))

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        """Filter without a query too: who is not expected any more is left out."""
        return {**super().get_filterset_kwargs(filterset_class), "data": self.request.GET}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("als") == "csv":
            return self.export()
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def export(self) -> HttpResponse:
        """Return all that the filter shows as a file."""
        actor, at = self.request.actor, timezone.now()
        found = self.get_filterset(self.get_filterset_class())
        shown = list(found.qs) if found.is_valid() else []
        rows = registrations.export(shown=shown, by=actor, at=at)
        response = csv_response("intakelijst.csv", [str(name) for name in CSV_HEADER], rows)
        response["Cache-Control"] = "private, no-store"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor, at = self.request.actor, timezone.now()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        shown = list(context["object_list"])
        may_keep = can(actor, Permission.KEEP_INTAKES)
        offer(shown, actor, may_keep=may_keep)
        registrations.note_read(actor, shown, at=at)
        waiting = registrations.without_information(actor, at=at)
        many = len({row.school_id for row in shown}) > 1
        return {**context, "may_keep": may_keep, "waiting": waiting, "has_many_schools": many}


def offer(rows: list[Any], actor: Actor, *, may_keep: bool) -> None:
    """Add to each line whether its childcare takes part, and can be asked now: `may_ask`."""
    at = timezone.now()
    there = registrations.taking_part([row.location_id for row in rows], day=actor.day)
    for row in rows:
        row.takes_part = row.location_id in there
        is_open = row.ended_on is None and row.takes_part
        is_free = row.settles_at is None or row.settles_at <= at
        row.may_ask = may_keep and is_open and is_free
        row.is_waited_for = row.information == InformationStand.ASKED


class RegistrationAddView(RegistrationMixin, FormView):
    form_class = RegistrationForm
    template_name = "transitions/registration_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "actor": self.request.actor}

    def form_valid(self, form: RegistrationForm) -> HttpResponse:
        new, by, at = form.new_registration(), self.request.actor, timezone.now()
        try:
            row = registrations.add(new=new, school_id=form.school_id, by=by, at=at)
        except RefusedError as error:
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, _("%s staat op de lijst.") % row.name)
        return redirect("registrations")


class RegistrationPasteView(RegistrationMixin, FormView):
    """Many children at once: all of them, or the faults."""

    form_class = PasteForm
    template_name = "transitions/registration_paste.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "actor": self.request.actor}

    def form_valid(self, form: PasteForm) -> HttpResponse:
        to, by, at = form.school_id, self.request.actor, timezone.now()
        try:
            made = registration_lists.add_all(form.pasted, school_id=to, by=by, at=at)
        except RefusedError as error:
            form.refuse(error)
            return self.form_invalid(form)
        text = ngettext("%d kind staat op de lijst.", "%d kinderen staan op de lijst.", len(made))
        messages.success(self.request, text % len(made))
        return redirect("registrations")


class LineFormView(RegistrationMixin, FormView):
    """Base: a form about one line of a list."""

    def get_form_kwargs(self) -> dict[str, Any]:
        self.row = self.line()
        return {**super().get_form_kwargs(), "line": self.row}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "line": self.row}


class RegistrationView(LineFormView):
    """One child on the list: what is known, and all of it to change."""

    form_class: Any = RegistrationChangeForm
    template_name = "transitions/registration_detail.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        found = super().get_form_kwargs()
        offer([self.row], self.request.actor, may_keep=True)
        return {**found, "actor": self.request.actor}

    def form_valid(self, form: RegistrationChangeForm) -> HttpResponse:
        new, by, at = form.new_registration(), self.request.actor, timezone.now()
        try:
            row = registrations.change(key=self.kwargs["key"], new=new, by=by, at=at)
        except RefusedError as error:
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, _("%s is bijgewerkt.") % row.name)
        return redirect("registrations")


class RegistrationEndView(LineFormView):
    form_class = EndForm
    template_name = "transitions/registration_end.html"

    def form_valid(self, form: EndForm) -> HttpResponse:
        because, by = form.cleaned_data["because"], self.request.actor
        row = registrations.end(key=self.kwargs["key"], because=because, by=by, at=timezone.now())
        text = _(
            "%s staat niet meer op de lijst. Vergissing? Zet het kind terug op zijn bladzijde."
        )
        messages.success(self.request, text % row.name)
        return redirect("registration", row.key)


class RegistrationReturnView(RegistrationMixin, View):
    """Put a child back on the list."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Do it."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        try:
            row = registrations.reopen(key=key, by=actor, at=timezone.now())
        except RefusedError as error:
            messages.error(request, error.message)
            return redirect("registration", key)
        messages.success(request, _("%s staat weer op de lijst.") % row.name)
        return redirect("registration", key)


class InformationAskView(RegistrationMixin, View):
    """Ask the childcare of a line for information, in one click."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Ask it, and say when the answer can be read."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        try:
            asked = information.ask(key=key, by=actor, at=timezone.now())
        except RefusedError as error:
            messages.error(request, error.message)
            return redirect("registrations")
        day = date_words(timezone.localdate(asked.answer_at))
        text = _("Informatie is gevraagd. Het antwoord lees je hier op %s om 12.00 uur.")
        messages.success(request, text % day)
        return redirect("registrations")
