"""Pages of named contacts: the list, who holds a place, absence, and a takeover."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView, View

from config.listing import PAGE, PER_PAGE
from partners import contact_cards, contacts
from partners.access import ActorRequiredMixin
from partners.contact_cards import KINDS
from partners.contact_querysets import BY_NAME
from partners.contacts import ContactError
from partners.forms.contacts import AbsenceForm, ContactForm, TakeoverForm
from partners.models import ContactAbsence, Organisation
from partners.modules import ModuleRequiredMixin
from partners.roles import Permission, can, require
from partners.states import ContactPlace, ModuleKind
from partners.views.way_back import WayBackMixin

GAPS = "gaten"


class MayMixin:
    """View mixin: for whom the permission is, asked once somebody is known to be signed in."""

    permission = Permission.VIEW_COOPERATION

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Refuse a role without the permission."""
        require(request.actor, self.permission, None)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class CooperationMixin(ModuleRequiredMixin, ActorRequiredMixin, MayMixin):
    """View mixin: only where Overdracht is on, and for whom the permission is."""

    module = ModuleKind.HANDOVER

    def place(self) -> Organisation:
        """Return the own location or school of the address; another's never existed."""
        rows = contacts.places_to_manage(self.request.actor)
        found: Organisation = get_object_or_404(
            rows.with_extension(),
            pk=self.kwargs["pk"],  # type: ignore[attr-defined]
        )
        return found


class ContactListView(CooperationMixin, ListView):
    """Own places first; who sees a whole municipality gets a table, what lacks on top."""

    paginate_by, page_kwarg = PER_PAGE, PAGE

    @property
    def is_by_name(self) -> bool:
        return self.request.actor.role in BY_NAME

    def get_template_names(self) -> list[str]:
        shape = "table" if self.is_by_name else "list"
        return [f"partners/contact_{shape}.html"]

    def get_queryset(self) -> Any:
        actor = self.request.actor
        self.gaps = contact_cards.gaps_of(actor)
        if self.is_by_name and self.request.GET.get("toon") == GAPS:
            return self.gaps
        return contact_cards.cards_of(contact_cards.own_places(actor), actor.day)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        partners = contact_cards.cards_of(contact_cards.partner_places(actor), actor.day)
        may_edit = can(actor, Permission.EDIT_COOPERATION)
        return super().get_context_data(
            gap_count=len(self.gaps),
            partners=[card for card in partners if card.fixed or card.deputy],
            editable=set(contacts.places_to_manage(actor).values_list("pk", flat=True))
            if may_edit
            else set(),
            **kwargs,
        )


class ContactView(WayBackMixin, CooperationMixin, FormView):
    """Who holds one of the two places, and how that person can be reached."""

    permission = Permission.EDIT_COOPERATION
    form_class: Any = ContactForm
    template_name = "partners/contact_form.html"

    def home(self) -> str:
        return reverse("contacts")

    def kind(self) -> ContactPlace:
        """Return which place the address names. Raises: Http404: none."""
        if self.kwargs["kind"] not in KINDS:
            raise Http404
        return KINDS[self.kwargs["kind"]]

    def get_form_kwargs(self) -> dict[str, Any]:
        actor, kind = self.request.actor, self.kind()
        self.organisation = self.place()
        place, day = self.organisation, actor.day
        fixed, self.deputy = (contacts.current(place, each, day) for each in KINDS.values())
        self.holder = fixed if kind == ContactPlace.FIXED else self.deputy
        return {
            **super().get_form_kwargs(),
            "actor": actor,
            "place": place,
            "holder": self.holder,
            "without": None if kind == ContactPlace.FIXED else fixed,
            "back": self.back(),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        more = {"place": self.organisation, "kind": self.kind(), "holder": self.holder}
        return {**context, **more}

    def save(self, form: Any) -> list[str]:
        contact = contacts.name(
            organisation_id=self.organisation.pk,
            kind=self.kind(),
            values=form.values(),
            by=self.request.actor,
            at=timezone.now(),
        )
        words = {"name": contact.membership.user, "what": contact.get_place_display()}
        return [_("%(name)s is nu %(what)s.") % words]

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            said = self.save(form)
        except ContactError as error:
            form.refuse(error)
            return self.form_invalid(form)
        for line in said:
            messages.success(self.request, line)
        return redirect(self.back())


class TakeoverView(ContactView):
    """Another becomes the fixed contact, with the work of the first if wanted."""

    form_class = TakeoverForm
    template_name = "partners/contact_takeover.html"

    def kind(self) -> ContactPlace:
        return ContactPlace.FIXED

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if self.holder is None:
            raise Http404
        work = contacts.leaving_work(
            self.organisation, self.holder.membership.user, self.request.actor.day
        )
        return kwargs | {"holder": self.deputy, "without": self.holder, "work": work}

    def save(self, form: Any) -> list[str]:
        contact, said = contacts.take_over(
            organisation_id=self.organisation.pk,
            values=form.values(),
            with_work=form.cleaned_data.get("with_work", False),
            by=self.request.actor,
            at=timezone.now(),
        )
        return [_("%s is nu vaste contactpersoon.") % contact.membership.user, *said]


class AbsenceView(ContactView):
    """From when who holds a place is away, and when back."""

    form_class = AbsenceForm
    template_name = "partners/contact_absence.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if self.holder is None:
            raise Http404
        for name in ("actor", "place", "holder", "without"):
            del kwargs[name]
        return kwargs | {"initial": {"first_day": self.request.actor.day}}

    def save(self, form: Any) -> list[str]:
        absence = contacts.note_absence(
            organisation_id=self.organisation.pk,
            kind=self.kind(),
            first_day=form.cleaned_data["first_day"],
            back_on=form.cleaned_data["back_on"],
            by=self.request.actor,
            at=timezone.now(),
        )
        return [_("De afwezigheid van %s is genoteerd.") % absence.membership.user]


class ComeBackView(CooperationMixin, View):
    """Somebody is back, or does not go away after all."""

    permission = Permission.EDIT_COOPERATION
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        actor: Any = self.request.actor
        try:
            back = contacts.come_back(absence_id=pk, by=actor, at=timezone.now())
        except ContactAbsence.DoesNotExist as error:
            raise Http404 from error
        except ContactError as error:
            messages.error(request, error.message)
            return redirect("contacts")
        messages.success(request, _("%s is er weer.") % back.membership.user)
        return redirect("contacts")
