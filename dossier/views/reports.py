"""Pages of a report: reading it, its history, and the answers to what was asked and thought."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from children.forms.enrolment import RefusableForm
from children.reach import Thing
from config import differences
from dossier import report_opinions, report_reading, reports
from dossier.forms.drafts import Long, autosave_all
from dossier.forms.reports import BackForm, HistoryForm, OpinionForm
from dossier.models import Report, ReportOpinion, ReportQuestion
from dossier.reports import Found
from dossier.views.parts import DossierMixin
from partners.refusals import RefusedError
from partners.roles import Permission, can
from partners.states import SCHOOL_ROLES


class ReportMixin(DossierMixin):
    """View mixin: about the report of a request."""

    thing = Thing.REQUEST

    def found(self) -> Found:
        """Return the request with its report, and note that it was read.

        Raises: PermissionDenied, Http404.
        """
        actor, key = self.request.actor, self.kwargs["key"]  # type: ignore[attr-defined]
        report_opinions.require_part(actor)
        return reports.one(actor, key, at=timezone.now())


class ReportView(ReportMixin, TemplateView):
    """A report that was shared, with what was asked back and what parents think of it."""

    template_name = "dossier/report_detail.html"
    bound: RefusableForm | None = None  # the form of this page that was refused

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page()

    def page(self) -> HttpResponse:
        """Show the report; who writes it goes on writing until it is shared."""
        found = self.found()
        if found.report is None or found.report.shared_at is None:
            return redirect("report_write", found.request.key)
        return self.render_to_response(self.about(found, found.report))

    def about(self, found: Found, report: Report) -> dict[str, Any]:
        """Return what the page says."""
        actor = self.request.actor
        return self.get_context_data(
            found=found,
            report=report,
            earlier=found.versions[1:],
            parents_from=report_reading.parents_read_from(found.request.child, found.newest),
            may_write=reports.may_write(actor, found.request),
            shows_names=actor.role not in SCHOOL_ROLES,
            form=self.bound,
            **self.answers(report),
        )

    def answers(self, report: Report) -> dict[str, Any]:
        """Return what waits for an answer, each with its form, kept while it is typed."""
        questions = [(one, self.back_form(one)) for one in report.questions.all()]
        opinions = [(one, self.opinion_form(one)) for one in report.opinions.all()]
        texts = long_answers(self.kwargs["key"], questions, opinions)
        autosave_all(texts, by=self.request.actor, at=timezone.now())
        return {"questions": questions, "opinions": opinions}

    def back_form(self, question: ReportQuestion) -> RefusableForm | None:
        """Return the form to answer a question back, for whom it waits."""
        if question.answered_at is not None or not can(
            self.request.actor, Permission.ANSWER_REPORT
        ):
            return None
        return self.own(BackForm(prefix=f"vraag-{question.number}"))

    def opinion_form(self, said: ReportOpinion) -> RefusableForm | None:
        """Return the form to answer what a parent wrote, while it waits."""
        return None if said.answered_at else self.own(OpinionForm(prefix=f"mening-{said.key}"))

    def own(self, form: RefusableForm) -> RefusableForm:
        """Return the form that was refused in the place of its empty one."""
        is_bound = self.bound is not None and self.bound.prefix == form.prefix
        return self.bound if is_bound else form  # type: ignore[return-value]


def long_answers(
    key: UUID,
    questions: list[tuple[ReportQuestion, RefusableForm | None]],
    opinions: list[tuple[ReportOpinion, RefusableForm | None]],
) -> list[Long]:
    """Return the fields in which is answered, and where their drafts are."""
    return [
        Long(form, ("answer",), reports.question_place(key, one.number))
        for one, form in questions
        if form is not None
    ] + [
        Long(form, ("reason",), report_opinions.place(said.key))
        for said, form in opinions
        if form is not None
    ]


class Answering(ReportView):
    """Base: take an answer that the page of the report asks for."""

    http_method_names = ["post"]
    done = ""

    def answered(self, form: RefusableForm, save: Any) -> HttpResponse:
        """Save a form, or show the page again with what is wrong."""
        if form.is_valid():
            try:
                save(form.cleaned_data)
            except RefusedError as error:
                form.refuse(error)
        if form.errors:
            self.bound = form
            return self.page()
        messages.success(self.request, self.done)
        return redirect("report", self.kwargs["key"])


class ReportBackView(Answering):
    """Answer a question back."""

    permission = Permission.ANSWER_REPORT
    done = _("Je antwoord is bewaard.")

    def post(self, request: HttpRequest, key: UUID, number: int) -> HttpResponse:
        form = BackForm(request.POST, prefix=f"vraag-{number}")
        to = {"key": key, "number": number, "by": self.request.actor, "at": timezone.now()}
        return self.answered(form, lambda data: reports.answer_back(text=data["answer"], **to))


class ReportOpinionView(Answering):
    """Answer what a parent wrote."""

    done = _("Je antwoord is bewaard. De ouder leest het bij het verslag.")

    def post(self, request: HttpRequest, key: UUID, opinion: UUID) -> HttpResponse:
        report_opinions.require_part(self.request.actor)
        form = OpinionForm(request.POST, prefix=f"mening-{opinion}")
        to = {"key": key, "opinion": opinion, "by": self.request.actor, "at": timezone.now()}
        return self.answered(form, lambda data: report_opinions.answer(**data, **to))


class ReportHistoryView(ReportMixin, TemplateView):
    """Every version that one may see, and what differs between two of them."""

    template_name = "dossier/report_history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.found()
        versions = {one.number: one for one in found.versions}
        numbers = sorted(versions)
        form = HistoryForm(self.request.GET or None, versions=found.versions)
        pair = (numbers[-2:] or [0])[0], (numbers or [0])[-1]
        if form.is_valid():
            pair = form.cleaned_data["van"], form.cleaned_data["tot"]
        chosen = [versions[number] for number in pair if number in versions]
        return super().get_context_data(
            found=found, choice=form, old=pair[0], new=pair[1], chosen=chosen,
            text=differences.between(chosen[0].text, chosen[-1].text) if chosen else [],
            advice=differences.between(chosen[0].advice, chosen[-1].advice) if chosen else [],
            **kwargs,
        )  # fmt: skip
