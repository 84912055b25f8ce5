"""Pages on which childcare reads what schools ask, and says whom it is about."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView

from children.reach import Thing
from config.listing import PAGE, PER_PAGE
from dossier.views.parts import DossierMixin
from partners.refusals import RefusedError
from partners.roles import Permission, can
from transitions import information
from transitions.forms.information import MatchForm
from transitions.information import Asked
from transitions.models import InformationRequest


class InformationMixin(DossierMixin):
    """View mixin: for childcare that schools ask."""

    permission = Permission.ANSWER_INTAKES
    thing = Thing.INTAKE
    request: Any
    kwargs: Any


class InformationListView(InformationMixin, ListView):
    template_name = "transitions/information_list.html"
    paginate_by, page_kwarg = PER_PAGE, PAGE

    def get_queryset(self) -> QuerySet[InformationRequest]:
        return information.asked_of(self.request.actor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        context: dict[str, Any] = super().get_context_data(**kwargs)
        rows = list(context["object_list"])
        at = timezone.now()
        found = information.children_of(actor, rows, at=at)
        for row in rows:
            row.about, row.is_late = found.get(row.child), row.answer_at <= at
        return {**context, "object_list": rows, "waiting": information.waiting(actor)}


class InformationView(InformationMixin, FormView):
    """One question: the children it may be about, and to say which."""

    form_class = MatchForm
    template_name = "transitions/information_detail.html"

    @cached_property
    def asked(self) -> Asked:
        """Return the question of the address. Raises: Http404."""
        return information.one(self.request.actor, self.kwargs["key"], at=timezone.now())

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "asked": self.asked}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.asked
        school = asked.request.registration.school_id
        others = [child for child in asked.candidates if child.school_id != school]
        may_edit = can(self.request.actor, Permission.EDIT_CHILDREN)
        found = {"asked": asked, "others": others, "may_edit": may_edit}
        return {**super().get_context_data(**kwargs), **found}

    def form_valid(self, form: MatchForm) -> HttpResponse:
        key, by, at = self.kwargs["key"], self.request.actor, timezone.now()
        try:
            if form.child_key is None:
                information.say_unknown(key=key, by=by, at=at)
            else:
                information.match(key=key, child_key=form.child_key, by=by, at=at)
        except RefusedError as error:
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, _("Bewaard. De school leest hier niets van."))
        return redirect("information_requests")
