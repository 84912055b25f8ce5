"""Pages of look questions: what waits, asking in three fields, answering on the same screen."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView, ListView

from children import reading
from children.reach import Thing
from config.listing import PAGE, PER_PAGE
from dossier import looks
from dossier.forms.drafts import autosave
from dossier.forms.looks import AnswerForm, LookForm
from dossier.models import LookQuestion
from dossier.views.parts import DossierMixin, KeptAsideMixin, key_in, number_in
from partners.access import Actor
from partners.refusals import RefusedError
from partners.roles import Permission, can, require


def require_part(actor: Actor) -> None:
    """Refuse who neither asks nor answers. Raises: PermissionDenied."""
    if not can(actor, Permission.ANSWER_LOOK):
        require(actor, Permission.ASK_LOOK, None)


class LookMixin(DossierMixin):
    """View mixin: about look questions."""

    thing = Thing.LOOK


class LookListView(LookMixin, ListView):
    template_name = "dossier/look_list.html"
    paginate_by, page_kwarg = PER_PAGE, PAGE

    def get_queryset(self) -> QuerySet[LookQuestion]:
        require_part(self.request.actor)
        return looks.rows(self.request.actor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        context: dict[str, Any] = super().get_context_data(**kwargs)
        looks.note_shown(actor, context["object_list"], at=timezone.now())
        return {
            **context,
            "may_ask": can(actor, Permission.ASK_LOOK),
            "waiting": looks.waiting(actor),
        }


class LookAskView(LookMixin, FormView):
    permission = Permission.ASK_LOOK
    form_class = LookForm
    template_name = "dossier/look_ask.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        child = key_in(self.request.GET.get("kind", ""))
        return {**super().get_form_kwargs(), "actor": self.request.actor, "child_key": child}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        shown, actor = context["form"].children, self.request.actor
        reading.note(actor, shown, thing=Thing.CHILD, at=timezone.now())
        where = looks.ask_place(actor)
        autosave(context["form"], "question", where=where, by=actor, at=timezone.now())
        return context

    def form_valid(self, form: LookForm) -> HttpResponse:
        try:
            look = looks.ask(new=form.new_look(), by=self.request.actor, at=timezone.now())
        except RefusedError as error:
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, _("Je vraag is gesteld."))
        return redirect("look", look.key)


class LookView(KeptAsideMixin, LookMixin, FormView):
    """One question, with its answers or the place to write one."""

    form_class = AnswerForm
    template_name = "dossier/look_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        require_part(actor)
        look = looks.one(actor, self.kwargs["key"], at=timezone.now())
        is_open = look.closed_at is None
        context: dict[str, Any] = super().get_context_data(
            look=look,
            answers=list(look.answers.all()),
            may_answer=is_open and looks.may_answer(actor, look),
            may_close=is_open and can(actor, Permission.ASK_LOOK),
            **kwargs,
        )
        if context["may_answer"]:
            self.keep_drafts(look, context["form"])
        return context

    def keep_drafts(self, look: LookQuestion, form: AnswerForm) -> None:
        """Let the answer be kept while it is typed."""
        where = looks.answer_place(look)
        autosave(form, "answer", where=where, by=self.request.actor, at=timezone.now())

    def keep_aside(self) -> None:
        """Lock up the answer, with the question."""
        key, data = self.kwargs["key"], self.request.POST
        typed = {"text": data.get("answer", ""), "seen": number_in(data.get("seen", ""))}
        looks.keep_aside(key=key, **typed, by=self.request.actor, at=timezone.now())

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        key, data = self.kwargs["key"], form.cleaned_data
        said = {"text": data["answer"], "seen": data["seen"] or 0}
        try:
            looks.answer(key=key, **said, by=self.request.actor, at=timezone.now())
        except RefusedError as error:
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, _("Je antwoord is bewaard."))
        return redirect("look", key)


class LookCloseView(LookMixin, View):
    """Close a question from its own page: helped, or not needed any more."""

    permission = Permission.ASK_LOOK
    http_method_names = ["post"]

    def post(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Close it."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        try:
            because = request.POST.get("because", "")
            looks.close(key=key, because=because, by=actor, at=timezone.now())
        except RefusedError as error:
            messages.error(request, error.message)
            return redirect("look", key)
        messages.success(request, _("De vraag is afgesloten."))
        return redirect("looks")
