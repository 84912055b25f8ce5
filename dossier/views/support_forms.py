"""Forms about the support of one child: add, change, end, discuss, take back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView, TemplateView

from children import reading
from children.models import Child
from children.reach import Thing
from dossier import (
    support,
    support_undo,
)
from dossier.forms import support as adding
from dossier.forms.drafts import autosave
from dossier.forms.support import FactForm
from dossier.support import SupportChangedError
from dossier.support_page import KINDS, ONE
from dossier.support_states import SupportPart
from dossier.support_undo import LEAD
from dossier.views.parts import DossierMixin
from dossier.views.support_acts import ADDS, CHANGES, DISCUSS, ENDS, PLAN, Act
from partners.access import Actor
from partners.refusals import RefusedError
from partners.roles import Permission


class FactFormView(DossierMixin, FormView):
    """Base: one form about one child; what it saves stands in a table."""

    permission = Permission.EDIT_SUPPORT
    thing = Thing.SUPPORT
    template_name = "dossier/support_form.html"
    acts: dict[str, Act] = {}
    child: Child
    row: Any = None
    is_late = False  # somebody else changed the row meanwhile

    @property
    def kind(self) -> str:
        """Return the kind of row that the address names. Raises: Http404."""
        kind = KINDS.get(self.kwargs["kind"])
        if kind is None or kind not in self.acts:
            raise Http404
        return str(kind)

    @property
    def act(self) -> Act:
        """Return what this form does."""
        return self.acts[self.kind]

    def get_form_class(self) -> Any:
        return self.act.form

    def find(self) -> None:
        """Find the child, and the row where there is one; note the read."""
        raise NotImplementedError

    def key(self) -> dict[str, Any]:
        """Return what is written to, as the domain calls it."""
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        self.find()
        known = {"child": self.child, "actor": self.request.actor, "row": self.row}
        return {**super().get_form_kwargs(), **known}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if self.act.draft:
            form, (key,) = context["form"], self.key().values()
            where = support.place(self.act.draft, key)
            autosave(form, *form.long, where=where, by=self.request.actor, at=timezone.now())
        stands = self.unbound().stands() if self.is_late else []
        more = {"child": self.child, "row": self.row, "heading": self.act.heading}
        return {**context, **more, "stands": stands}

    def unbound(self) -> FactForm:
        """Return the form as it would open now."""
        return self.act.form(child=self.child, actor=self.request.actor, row=self.row)

    def seen(self) -> dict[str, str]:
        """Return how the row stood when the form was opened, where it is changed."""
        return {}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            to = self.key() | self.seen()
            self.act.save(form, **to, by=self.request.actor, at=timezone.now())
        except RefusedError as error:
            form.refuse(error)
            self.is_late = isinstance(error, SupportChangedError)
            return self.form_invalid(form)
        messages.success(self.request, str(self.act.said))
        return redirect("support", self.child.key)


class FactAddView(FactFormView):
    """Add something about a child."""

    acts = ADDS

    def find(self) -> None:
        actor, key, thing = self.request.actor, self.kwargs["key"], thing_of(self.kind)
        self.child = reading.one(actor, key, thing=thing, at=timezone.now())

    def key(self) -> dict[str, Any]:
        return {"child_key": self.child.key}


class FactChangeView(FactFormView):
    """Change something that goes on."""

    acts = CHANGES

    def find(self) -> None:
        self.row = found(self.request.actor, self.kind, self.kwargs["key"])
        self.child = self.row.child

    def key(self) -> dict[str, Any]:
        return {"key": self.row.key}

    def seen(self) -> dict[str, str]:
        changes = self.acts is CHANGES
        return {adding.SEEN: self.request.POST.get(adding.SEEN, "")} if changes else {}


class FactEndView(FactChangeView):
    """End something."""

    acts = ENDS


class PlanDiscussView(FactChangeView):
    """Note what was decided about a plan with parents."""

    acts = {SupportPart.PLANS: DISCUSS}
    kind = SupportPart.PLANS.value

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "goal": self.row.goal}


class PlanMomentView(FactChangeView):
    """Say when a plan is looked at with parents."""

    acts = {SupportPart.PLANS: PLAN}
    kind = SupportPart.PLANS.value


class FactRemoveView(DossierMixin, TemplateView):
    """The page that asks whether something was noted by mistake, and the act itself."""

    permission = Permission.EDIT_SUPPORT
    thing = Thing.SUPPORT
    template_name = "dossier/support_remove.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind = kind_of(self.kwargs["kind"])
        row = found(self.request.actor, kind, self.kwargs["key"])
        return super().get_context_data(row=row, child=row.child, what=ONE[kind], **kwargs)

    def post(self, request: HttpRequest, kind: str, key: UUID) -> HttpResponse:
        """Take it away."""
        context, at = self.get_context_data(), timezone.now()
        actor: Actor = request.actor  # type: ignore[attr-defined]
        try:
            support_undo.remove(kind=kind_of(kind), key=key, by=actor, at=at)
        except RefusedError as error:
            return self.render_to_response({**context, "refusal": error.message})
        messages.success(request, _("Weggehaald. In het logboek staat dat het er was."))
        return redirect("support", context["child"].key)


class FactReopenView(DossierMixin, View):
    """Undo an end."""

    permission = Permission.EDIT_SUPPORT
    thing = Thing.SUPPORT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, kind: str, key: UUID) -> HttpResponse:
        """Let it go on."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        child = found(actor, kind_of(kind), key).child
        try:
            support_undo.reopen(kind=kind_of(kind), key=key, by=actor, at=timezone.now())
        except RefusedError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("Teruggedraaid: dit loopt weer."))
        return redirect("support", child.key)


def kind_of(slug: str) -> str:
    """Return the kind of row that an address names. Raises: Http404."""
    if slug not in KINDS:
        raise Http404
    return str(KINDS[slug])


def thing_of(kind: str) -> Thing:
    """Return as which thing of a child a kind is seen."""
    return Thing.SUPPORT if kind == LEAD else support.THINGS[SupportPart(kind)]


def found(actor: Actor, kind: str, key: UUID) -> Any:
    """Return a row that an actor sees, and note the read. Raises: DoesNotExist."""
    model = support_undo.KINDS[kind][0]
    rows = model.objects.visible_to(actor).select_related("child__location__organisation")  # type: ignore[attr-defined]
    row = rows.get(key=key)
    thing, part = thing_of(kind), str(row.key)
    is_health = getattr(row, "is_health", False)
    at = timezone.now()
    reading.note(actor, [row.child], thing=thing, at=at, section=part, is_health=is_health)
    return row
