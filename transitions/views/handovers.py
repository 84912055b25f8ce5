"""Pages of a handover: filling in, reading along, sharing; and what the school reads."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView, TemplateView

from children.models import Child
from children.reach import Thing
from children.states import FormSection
from config.formats import time_words
from dossier.views.parts import DossierMixin, number_in
from partners.access import Actor
from partners.refusals import RefusedError
from partners.roles import Permission, can
from transitions import (
    arrival_facts,
    filling,
    form_sheets,
    handover_page,
    parents_route,
    reads,
    sharing,
    snapshots,
)
from transitions.filling import ChangedMeanwhileError, Typed
from transitions.forms.filling import FieldForm, FillForm, TalkForm
from transitions.handover_page import Page


class HandoverMixin(DossierMixin):
    """View mixin: about the handover of a child."""

    thing = Thing.HANDOVER


class ActView(HandoverMixin, View):
    """Base: one thing that somebody does with the handover of a child."""

    permission = Permission.FILL_HANDOVER
    http_method_names = ["post"]
    request: Any

    def post(self, _request: HttpRequest, key: UUID) -> HttpResponse:
        """Do it; of a child of another there is nothing to refuse. Raises: DoesNotExist."""
        Child.objects.visible_to(self.request.actor, Thing.HANDOVER).get(key=key)
        return self.act(key)

    def act(self, key: UUID) -> HttpResponse:
        """Do it, and answer."""
        raise NotImplementedError


class FillView(HandoverMixin, FormView):
    """Childcare fills in the form, and sees where it stands."""

    permission = Permission.FILL_HANDOVER
    form_class = FillForm
    template_name = "transitions/handover_fill.html"
    page: Page
    conflict: ChangedMeanwhileError | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        """Read the page once, for the form and for what stands beside it."""
        self.page = handover_page.of(self.request.actor, self.kwargs["key"], at=timezone.now())
        shown = {"entries": self.page.entries, "leavable": self.page.leavable}
        return {**super().get_form_kwargs(), **shown}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "page": self.page,
            "child": self.page.child,
            "conflict": self.conflict,
            "talk": TalkForm(initial={"on": self.request.actor.day}),
        }

    def form_valid(self, form: FillForm) -> HttpResponse:
        key, actor = self.kwargs["key"], self.request.actor
        try:
            filling.save(key=key, typed=form.typed(), by=actor, at=timezone.now())
        except RefusedError as error:
            form.refuse(error)
            if isinstance(error, ChangedMeanwhileError):
                self.conflict = error
                form.see(error.entry)
            return self.form_invalid(form)
        messages.success(self.request, _("Het formulier is bewaard."))
        return redirect("handover", key)


class ReadView(HandoverMixin, TemplateView):
    """A school reads what was shared: what helps and what to mind first."""

    template_name = "transitions/handover_read.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        number = number_in(self.request.GET.get("versie", "")) or None
        actor = self.request.actor
        found = reads.read(actor, self.kwargs["key"], number=number, at=timezone.now())
        return super().get_context_data(
            found=found,
            child=found.handover.child,
            is_school=reads.is_reader(actor),
            arrival=arrival_facts.arrival_of(found.handover),
            may_receive=reads.is_reader(actor) and can(actor, Permission.PLACE_CHILDREN),
            is_newest=found.version.number == found.numbers[0],
            has_reports=any(part.code == FormSection.REPORT for part in found.parts),
            **kwargs,
        )


class SheetView(HandoverMixin, View):
    """Keep a version in a file of one's own."""

    def get(self, request: HttpRequest, key: UUID, number: int) -> HttpResponse:
        """Return the PDF, and note that it was read."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        found = reads.read(actor, key, number=number, at=timezone.now())
        response = HttpResponse(form_sheets.render(found), content_type="application/pdf")
        response["Content-Disposition"] = 'attachment; filename="overdracht.pdf"'
        response["Cache-Control"] = "private, no-store"
        return response


class FieldSaveView(ActView):
    """Keep one field while it is filled in (static/js/form_saving.js)."""

    def act(self, key: UUID) -> JsonResponse:
        """Answer with the number that stands there now, or with what somebody else wrote."""
        form = FieldForm(self.request.POST)
        try:
            return self.saved(key, form)
        except ChangedMeanwhileError as error:
            entry = error.entry
            theirs = {"value": entry.value, "number": entry.number, "name": entry.by.user.name}
            return JsonResponse({"said": error.message, **theirs}, status=409)
        except RefusedError as error:
            return JsonResponse({"said": error.message})

    def saved(self, key: UUID, form: FieldForm) -> JsonResponse:
        """Keep it, and say so. Raises: RefusedError."""
        if not form.is_valid():
            raise filling.HandoverError(_("Niet bewaard: dit veld is er niet."))
        data, at = form.cleaned_data, timezone.now()
        field, typed = data["field"], Typed(data["value"], data["seen"] or 0)
        handover = filling.save(key=key, typed={field: typed}, by=self.request.actor, at=at)
        now = handover.entries.filter(field=field).values_list("number", flat=True).first()
        said = _("Bewaard om %s") % time_words(at)
        return JsonResponse({"said": said, "number": now or 0})


class OfferView(ActView):
    """Let parents read along."""

    def act(self, key: UUID) -> HttpResponse:
        """Offer it, and go back to the form."""
        try:
            sharing.offer(key=key, by=self.request.actor, at=timezone.now())
        except RefusedError as error:
            messages.error(self.request, error.message)
        else:
            messages.success(self.request, _("Ouders kunnen het formulier nu meelezen."))
        return redirect("handover", key)


class TalkView(ActView):
    """Note that parents were told."""

    def act(self, key: UUID) -> HttpResponse:
        """Note the day, and go back to the form."""
        form, actor = TalkForm(self.request.POST), self.request.actor
        try:
            if not form.is_valid():
                raise filling.HandoverError(str(form.errors["on"][0]))
            sharing.note_talk(key=key, on=form.cleaned_data["on"], by=actor, at=timezone.now())
        except RefusedError as error:
            messages.error(self.request, error.message)
        else:
            known = _("Genoteerd: ouders weten wat er in het formulier staat.")
            messages.success(self.request, known)
        return redirect("handover", key)


class ParentsRouteView(ActView):
    """Note that parents bring it to a school themselves, or take that back."""

    verb = "note"
    said = {
        "note": gettext_lazy(
            "Genoteerd: de ouders geven het formulier zelf aan een school. Zij lezen mee."
        ),
        "take_back": gettext_lazy("Teruggenomen: dit staat niet meer genoteerd."),
    }

    def act(self, key: UUID) -> HttpResponse:
        """Do it, and go back to the form."""
        moves = {"note": parents_route.note, "take_back": parents_route.take_back}
        try:
            moves[self.verb](key=key, by=self.request.actor, at=timezone.now())
        except RefusedError as error:
            messages.error(self.request, error.message)
        else:
            messages.success(self.request, self.said[self.verb])
        return redirect("handover", key)


class ShareView(HandoverMixin, TemplateView):
    """Read what the school will read, and share it."""

    permission = Permission.SHARE_HANDOVER
    template_name = "transitions/handover_share.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = handover_page.of(self.request.actor, self.kwargs["key"], at=timezone.now())
        parts = snapshots.parts_of(page.preview)
        return super().get_context_data(page=page, child=page.child, parts=parts, **kwargs)

    def post(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Share it, and go back to the form; or say what is missing. Raises: DoesNotExist."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        Child.objects.visible_to(actor, Thing.HANDOVER).get(key=key)
        try:
            seen = _moment(request.POST.get("seen", ""))
            version = sharing.share(key=key, seen=seen, by=actor, at=timezone.now())
        except RefusedError as error:
            messages.error(request, error.message)
            return redirect("handover_share", key)
        school = version.question.school
        messages.success(request, _("Het formulier is gedeeld met %s.") % school)
        return redirect("handover", key)


def _moment(text: str) -> datetime:
    """Return the moment that a form holds. Raises: HandoverError: it is none."""
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or timezone.is_naive(found):
        raise filling.HandoverError(_("Lees het formulier nog eens na en deel het dan."))
    return found
