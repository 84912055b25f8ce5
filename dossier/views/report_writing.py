"""Pages on which a report is written and shared.

A consent can end while somebody writes. Whoever saves or shares then gets the page of a report
that does not exist, in words that hold for both, and what was typed is kept locked.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView

from config import differences
from dossier import reports
from dossier.forms.drafts import autosave
from dossier.forms.reports import ReportForm, ShareForm
from dossier.reports import Found, SavedMeanwhileError, Written
from dossier.views.parts import KeptAsideMixin, number_in
from dossier.views.reports import ReportMixin
from partners.refusals import RefusedError
from partners.roles import Permission


class Writing(KeptAsideMixin, ReportMixin, FormView):
    """Base: for who may write this report now."""

    permission = Permission.WRITE_REPORT

    def keep_aside(self) -> None:
        """Lock up what was typed, with the report."""
        kept = {"key": self.kwargs["key"], "typed": self.request.POST, "seen": self.seen()}
        reports.keep_aside(**kept, by=self.request.actor, at=timezone.now())

    def seen(self) -> int:
        """Return the number of the version that stood there when the page was opened."""
        return number_in(self.request.POST.get("seen", ""))

    def writable(self) -> Found:
        """Return what is written. Raises: Http404: nothing that the actor may write."""
        found = self.found()
        if not reports.may_write(self.request.actor, found.request):
            reports.miss(self.request.actor, at=timezone.now())
        return found


class ReportWriteView(Writing):
    """Write a report, or a correction of one that was shared."""

    form_class = ReportForm
    template_name = "dossier/report_write.html"
    told: SavedMeanwhileError | None = None

    def get_form(self, form_class: Any = None) -> ReportForm:
        self.at_hand = self.writable()
        form = ReportForm(newest=self.at_hand.newest, **self.get_form_kwargs())
        where = reports.place(self.kwargs["key"])
        autosave(form, "text", "advice", where=where, by=self.request.actor, at=timezone.now())
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        found, newest = self.at_hand, self.at_hand.newest
        if self.told is not None:
            newest = self.told.newest
            context["told"] = self.told.message
            context |= differing(newest, context["form"].written())
        keeps_seen = context["form"].is_bound and self.told is None
        seen = self.seen() if keeps_seen else getattr(newest, "number", 0)
        return {**context, "found": found, "newest": newest, "seen": seen}

    def form_valid(self, form: ReportForm) -> HttpResponse:
        to = {"key": self.kwargs["key"], "seen": self.seen(), "by": self.request.actor}
        try:
            version = reports.save(written=form.written(), **to, at=timezone.now())
        except RefusedError as error:
            self.told = error if isinstance(error, SavedMeanwhileError) else None
            form.refuse(error)
            return self.form_invalid(form)
        if "delen" in self.request.POST:
            return redirect("report_share", self.kwargs["key"])
        messages.success(self.request, _("Bewaard als versie %d.") % version.number)
        return redirect("report", self.kwargs["key"])


def differing(newest: Any, written: Written) -> dict[str, Any]:
    """Return what differs between what another saved and what was typed."""
    return {
        "text": differences.between(newest.text, written.text),
        "advice": differences.between(newest.advice, written.advice),
    }


class ReportShareView(Writing):
    """Read the report once more, ask something back, and share it."""

    form_class = ShareForm
    template_name = "dossier/report_share.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = self.writable()
        if found.newest is None or (found.report and found.report.shared_at):
            return redirect("report", found.request.key)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.writable()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        form, actor = context["form"], self.request.actor
        where = reports.place(self.kwargs["key"])
        autosave(form, *reports.BACK, where=where, by=actor, at=timezone.now())
        return {**context, "found": found, "newest": found.newest}

    def form_valid(self, form: ShareForm) -> HttpResponse:
        to = {"key": self.kwargs["key"], "seen": self.seen(), "by": self.request.actor}
        try:
            reports.share(questions=form.questions(), **to, at=timezone.now())
        except RefusedError as error:
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, _("Het verslag is gedeeld met de opvang."))
        return redirect("report", self.kwargs["key"])
