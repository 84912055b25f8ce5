"""What a parent wrote of signals, talks, requests or support: childcare reads it and answers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from children.reach import Thing
from dossier import remarks
from dossier.forms.drafts import Long, autosave_all
from dossier.forms.reports import RemarkForm
from dossier.models import ParentRemark
from dossier.remark_states import RemarkAbout
from dossier.views.parts import DossierMixin
from partners.refusals import RefusedError

PAGES = {RemarkAbout.REQUESTS: "child_requests", RemarkAbout.SUPPORT: "support"}


class RemarkView(DossierMixin, TemplateView):
    """One of them, with the answer or the form for it; `remarks` asks who may."""

    thing = Thing.REQUEST
    template_name = "dossier/remark_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor, at = self.request.actor, timezone.now()
        said, form = remarks.one(actor, self.kwargs["key"], at=at), kwargs.pop("form", RemarkForm())
        if said.answered_at is None:
            autosave_all([Long(form, ("reason",), remarks.place(said.key))], by=actor, at=at)
        page = {"said": said, "child": said.child, "page": PAGES[RemarkAbout(said.about)]}
        return super().get_context_data(**page, form=form, **kwargs)

    def post(self, _request: HttpRequest, key: UUID) -> HttpResponse:
        """Keep the answer, or show what is wrong."""
        form = RemarkForm(self.request.POST)
        if form.is_valid():
            try:
                by_now: dict[str, Any] = {"by": self.request.actor, "at": timezone.now()}
                return self.answered(remarks.answer(key=key, **form.cleaned_data, **by_now))
            except RefusedError as error:
                form.refuse(error)
        return self.render_to_response(self.get_context_data(form=form))

    def answered(self, said: ParentRemark) -> HttpResponse:
        """Go back to the page of the child that it is about."""
        messages.success(self.request, _("Je antwoord is bewaard. De ouder leest het."))
        return redirect(PAGES[RemarkAbout(said.about)], said.child.key)
