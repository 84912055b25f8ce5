"""Pages of one request: making it, and the request itself with the next step on the same screen."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from children.file_contents import FileRefusedError
from children.models import Child
from dossier import new_requests, request_lists, request_pages, requests
from dossier.forms.drafts import autosave, autosave_all
from dossier.forms.requests import RequestForm, StepForm
from dossier.forms.steps import forms_of, is_late, long_texts
from dossier.models import LookQuestion, ObservationRequest
from dossier.request_lists import Shown
from dossier.request_pages import RequestPage
from dossier.views.parts import key_in
from dossier.views.request_lists import RequestMixin, require_part
from partners.refusals import RefusedError
from partners.roles import Permission


class RequestAskView(RequestMixin, FormView):
    """Make a request: a question, who is asked, and what is folded."""

    permission = Permission.ASK_REQUEST
    form_class = RequestForm
    template_name = "dossier/request_ask.html"
    child: Child

    def get_form_kwargs(self) -> dict[str, Any]:
        actor, at = self.request.actor, timezone.now()
        self.child = request_lists.child_of(actor, self.kwargs["key"], at=at)
        return {**super().get_form_kwargs(), "child": self.child, "actor": actor}

    def get_initial(self) -> dict[str, Any]:
        before = self.before()
        if not isinstance(before, ObservationRequest):
            return {"question": before.question} if before else {}
        asked = f"{before.asked}:{before.team_id}" if before.team_id else before.asked
        return {"question": before.question, "asked": asked, "owner": before.owner}

    def before(self) -> LookQuestion | ObservationRequest | None:
        """Return what the request grows out of: a look question, or a request that came back."""
        actor, get = self.request.actor, self.request.GET
        key = self.kwargs["key"]
        if look := key_in(get.get("vraag", "")):
            return LookQuestion.objects.visible_to(actor).filter(key=look, child__key=key).first()
        again = key_in(get.get("opnieuw", ""))
        rows = ObservationRequest.objects.visible_to(actor)
        return rows.filter(key=again, child__key=key).first() if again else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        where, actor = new_requests.place(self.child.key), self.request.actor
        autosave(context["form"], "question", where=where, by=actor, at=timezone.now())
        has_screening = getattr(self.before(), "screening_id", None) is not None
        along = request_lists.along(self.child, actor)
        return {**context, "child": self.child, "has_screening": has_screening, "along": along}

    def form_valid(self, form: RequestForm) -> HttpResponse:
        get, actor = self.request.GET, self.request.actor
        try:
            new = form.new_request(key_in(get.get("vraag", "")), key_in(get.get("opnieuw", "")))
            made = new_requests.prepare(new=new, by=actor, at=timezone.now())
        except FileRefusedError as error:
            form.add_error("screening", error.message)
            return self.form_invalid(form)
        except RefusedError as error:
            form.refuse(error)
            return self.form_invalid(form)
        sent = _("Je verzoek is verstuurd: de ouders tekenden al.")
        kept = _("Je verzoek is bewaard. Vraag nu de handtekening van de ouders.")
        messages.success(self.request, sent if made.requested_at else kept)
        return redirect("request", self.child.key, made.key)


class RequestView(RequestMixin, TemplateView):
    """One request: where it stands, what was said, and what the actor can do now."""

    template_name = "dossier/request_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor, at = self.request.actor, timezone.now()
        require_part(actor)
        keys = self.kwargs["child"], self.kwargs["key"]
        found = request_lists.one(actor, *keys, at=at)
        page = request_pages.page_of(found, by=actor, at=at)
        bound = {form.step: form for form in [kwargs.pop("bound", None)] if form}
        child = found.request.child
        shown = self.about(found, page, bound)
        if "send" in page.may:
            shown["along"] = request_lists.along(child, actor, found.request)
        forms = forms_of(page, child, bound)
        autosave_all(long_texts(forms, found.request), by=actor, at=at)
        return super().get_context_data(**{**kwargs, **shown, "forms": forms})

    def about(
        self, found: Shown, page: RequestPage, bound: Mapping[str, StepForm]
    ) -> dict[str, Any]:
        """Return what the page says of the request itself."""
        return {
            "page": page,
            "one": found.request,
            "child": found.request.child,
            "stand": found.stand,
            "weighing": requests.weighing(found.request),
            "late": next((one for step, one in bound.items() if is_late(step, page)), None),
            "shows_names": not request_lists.sees_by_consent(self.request.actor),
        }
