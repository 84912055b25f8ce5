"""Pages on which the care coordinator notes what somebody from outside saw, and corrects it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import FormView

from children.file_contents import FileRefusedError
from dossier import other_observations, request_lists
from dossier.forms.drafts import autosave
from dossier.forms.others import OtherForm
from dossier.models import ObservationRequest, OtherObservation
from dossier.views.request_lists import RequestMixin
from partners.refusals import RefusedError
from partners.roles import Permission


class OtherMixin(RequestMixin):
    """View mixin: about what another saw, of a request that the actor sees."""

    permission = Permission.NOTE_OBSERVERS
    request: Any
    kwargs: dict[str, Any]
    one: ObservationRequest
    row: OtherObservation | None = None

    def find(self) -> None:
        """Read the request, and what the address names of it. Raises: Http404, DoesNotExist."""
        actor, keys = self.request.actor, (self.kwargs["child"], self.kwargs["key"])
        self.one = request_lists.one(actor, *keys, at=timezone.now()).request
        if "other" not in self.kwargs:
            return
        self.row = other_observations.one(self.kwargs["other"], actor)
        if self.row.request_id != self.one.pk:
            raise OtherObservation.DoesNotExist


class OtherNoteView(OtherMixin, FormView):
    """Note what another saw."""

    form_class = OtherForm
    template_name = "dossier/other_form.html"
    title, done = _("Wat iemand van buiten zag"), _("De observatie is bewaard.")

    def get_form_kwargs(self) -> dict[str, Any]:
        self.find()
        is_new = self.row is None and self.request.method == "GET"  # what was sent is not lost
        if is_new and not other_observations.may_note(self.request.actor, self.one):
            raise PermissionDenied
        return {**super().get_form_kwargs(), "row": self.row}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # reads the request too
        autosave(
            context["form"], "text", where=self.where(), by=self.request.actor, at=timezone.now()
        )
        shown = {"one": self.one, "child": self.one.child, "row": self.row, "title": self.title}
        return context | shown

    def where(self) -> str:
        """Return where its text is kept while it is typed."""
        return other_observations.note_place(self.one.key)

    def keep(self, form: OtherForm) -> None:
        """Write it. Raises: RefusedError."""
        new, by = form.new_other(), self.request.actor
        other_observations.note(key=self.one.key, new=new, by=by, at=timezone.now())

    def form_valid(self, form: OtherForm) -> HttpResponse:
        try:
            self.keep(form)
        except FileRefusedError as error:
            form.add_error("file", error.message)
            return self.form_invalid(form)
        except RefusedError as error:
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, str(self.done))
        return redirect("request", self.one.child.key, self.one.key)


class OtherChangeView(OtherNoteView):
    """Correct what one entered."""

    title, done = _("Observatie verbeteren"), _("De observatie is verbeterd.")

    def get_initial(self) -> dict[str, Any]:
        names = ("observer", "seen_on", "text", "is_health")
        return {name: getattr(self.row, name) for name in names}

    def where(self) -> str:
        return other_observations.place(self.kwargs["other"])

    def keep(self, form: OtherForm) -> None:
        new, by, key = form.new_other(), self.request.actor, self.kwargs["other"]
        other_observations.correct(key=key, new=new, by=by, at=timezone.now())


class OtherRemoveView(OtherMixin, View):
    """Take away what one entered."""

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Take it away, with its file."""
        self.find()
        by, key = self.request.actor, self.kwargs["other"]
        other_observations.remove(key=key, by=by, at=timezone.now())
        messages.success(request, str(_("De observatie is weggehaald.")))
        return redirect("request", self.one.child.key, self.one.key)
