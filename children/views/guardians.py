"""Pages with which childcare keeps the guardians of a child; each says what it does to consents."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView

from children import consent_effects, guardians, links, reading
from children.forms.guardians import GuardianEndForm, GuardianForm
from children.guardians import GuardianError
from children.models import Child, Guardian
from children.reach import Thing
from children.views.children import ChildrenMixin
from partners.roles import Permission


class OfGuardianMixin(ChildrenMixin):
    """View mixin: a page about the guardians of one child, or about one of them."""

    permission = Permission.EDIT_CHILDREN
    kwargs: dict[str, Any]
    child: Child

    def find_child(self) -> Child:
        """Return the child, and note that its guardians are read. Raises: Http404."""
        actor, key = self.request.actor, self.kwargs["key"]
        return reading.one(actor, key, thing=Thing.GUARDIAN, at=timezone.now())

    def find_guardian(self) -> Guardian:
        """Return one of them who has not ended. Raises: Http404."""
        rows = Guardian.objects.visible_to(self.request.actor)
        mine = rows.filter(child=self.child, ended_on=None)
        found: Guardian = get_object_or_404(mine, pk=self.kwargs["pk"])
        return found


class GuardianAddView(OfGuardianMixin, FormView):
    form_class: Any = GuardianForm
    template_name = "children/guardian_form.html"
    done = gettext_lazy("%s is toegevoegd.")
    guardian: Guardian | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        self.child = self.find_child()
        return {**super().get_form_kwargs(), "child": self.child}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "child": self.child, "guardian": self.guardian}

    def save(self, form: Any) -> Guardian:
        actor, at = self.request.actor, timezone.now()
        return guardians.add(child_id=self.child.pk, values=form.values(), by=actor, at=at)

    def form_valid(self, form: Any) -> HttpResponse:
        before = consent_effects.now(self.child)
        try:
            saved = self.save(form)
        except GuardianError as error:
            form.refuse(error)
            return self.form_invalid(form)
        effect = consent_effects.in_words(before, consent_effects.now(self.child))
        messages.success(self.request, f"{str(self.done) % saved} {effect}")
        return redirect("child", self.child.key)


class GuardianChangeView(GuardianAddView):
    done = gettext_lazy("%s is gewijzigd.")

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        self.guardian = self.find_guardian()
        return {**kwargs, "guardian": self.guardian}

    def save(self, form: Any) -> Guardian:
        actor, at = self.request.actor, timezone.now()
        return guardians.change(
            guardian_id=self.kwargs["pk"], values=form.values(), by=actor, at=at
        )


class GuardianEndView(GuardianAddView):
    form_class = GuardianEndForm
    template_name = "children/guardian_end.html"
    done = gettext_lazy("%s is niet meer de ouder of voogd van dit kind.")

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        self.guardian = self.find_guardian()
        return {**kwargs, "actor": self.request.actor}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        stopping = consent_effects.stopping_without(self.child, context["guardian"])
        return {**context, "stopping": stopping}

    def save(self, form: Any) -> Guardian:
        actor, day = self.request.actor, form.cleaned_data["ended_on"]
        return guardians.end(guardian_id=self.kwargs["pk"], day=day, by=actor, at=timezone.now())


class GuardianRevokeView(OfGuardianMixin, View):
    """Withdraw all links of a guardian: one came into wrong hands."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, key: UUID, pk: int) -> HttpResponse:
        self.child = self.find_child()
        guardian = self.find_guardian()
        links.revoke(guardian_id=guardian.pk, by=self.request.actor, at=timezone.now())
        messages.success(request, _("Geen link van %s werkt nog.") % guardian)
        return redirect("guardian_change", key, pk)
