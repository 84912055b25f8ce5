"""Pages of what happens to schools after the year was established: list, report, decide."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView, TemplateView, View

from config.listing import csv_response
from partners.models import School
from partners.roles import Permission, can
from subsidies import later_letters, school_changes
from subsidies.amendments import ChangeError, Preview, preview
from subsidies.change_forms import InputsForm, ReportForm, boards_to_choose, schools_to_choose
from subsidies.letter_forms import ReasonForm
from subsidies.models import SchoolChange
from subsidies.states import ChangeState, IllegalMoveError
from subsidies.views.years import SHOW, YearMixin, require_any, year_url

CHIPS = {
    "open": (gettext_lazy("Te beslissen"), ChangeState.PROPOSED),
    "overgenomen": (gettext_lazy("Overgenomen"), ChangeState.ACCEPTED),
    "afgewezen": (gettext_lazy("Niet overgenomen"), ChangeState.DISMISSED),
}


class ChangesMixin(YearMixin):
    """View mixin: the changes of the year that the actor sees."""

    def changes(self) -> Any:
        """Return them, those that wait for a decision first."""
        require_any(self.request, Permission.VIEW_YEAR, Permission.REPORT_SCHOOL_CHANGE)
        rows = SchoolChange.objects.visible_to(self.request.actor).filter(year=self.year)
        related = ("school__organisation", "other__organisation", "new_board__organisation")
        return rows.select_related(*related, "reported_by", "decided_by")

    def may(self, permission: Permission) -> bool:
        """Say whether the actor may do this here."""
        return can(self.request.actor, permission, self.year.municipality.organisation)


class ChangeListView(ChangesMixin, ListView):
    template_name = "subsidies/schoolchange_list.html"
    context_object_name = "changes"

    def get_queryset(self) -> Any:
        if self.may(Permission.DECIDE_SCHOOL_CHANGE) and self.year.is_established:
            school_changes.propose_from_registers(year=self.year, at=timezone.now())
        rows = self.changes().order_by("effective_on", "pk")
        chosen = CHIPS.get(self.request.GET.get(SHOW, ""))
        return rows.filter(state=chosen[1]) if chosen else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        states = list(self.changes().values_list("state", flat=True))
        chosen = self.request.GET.get(SHOW, "")
        chips: list[Any] = [("", _("Alle"), len(states), chosen not in CHIPS)]
        for key, (label, state) in CHIPS.items():
            chips.append((key, label, states.count(state), chosen == key))
        may_report = self.may(Permission.REPORT_SCHOOL_CHANGE) and self.year.is_established
        return super().get_context_data(chips=chips, may_report=may_report, **kwargs)


class ChangeExportView(ChangesMixin, View):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        header = [_("School"), _("Code"), _("Wijziging"), _("Gaat in op"), _("Status"), _("Bron"),
                  _("Besloten op"), _("Waarom")]  # fmt: skip
        return csv_response(f"wijzigingen-{self.year.label}.csv", header, self.rows())

    def rows(self) -> Iterator[list[Any]]:
        """Return a line per change."""
        for change in self.changes().order_by("effective_on", "pk"):
            decided = timezone.localtime(change.decided_at).date() if change.decided_at else None
            yield [
                change.school.name, change.school.key, change.get_kind_display(),
                change.effective_on, change.get_state_display(), change.source, decided,
                change.decision_note,
            ]  # fmt: skip


class ChangeReportView(ChangesMixin, FormView):
    permission = Permission.REPORT_SCHOOL_CHANGE
    form_class = ReportForm
    template_name = "subsidies/letters_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        here = School.objects.visible_to(self.request.actor).filter(
            municipality=self.year.municipality
        )
        return {
            **super().get_form_kwargs(),
            "schools": schools_to_choose(here),
            "others": schools_to_choose(here),
            "boards": boards_to_choose(self.request.actor),
            "cancel_url": year_url(self.year, "school_changes"),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title, back = _("Wijziging melden"), year_url(self.year, "school_changes")
        text = _("Een school die opent, sluit, samengaat, splitst of naar een ander bestuur gaat.")
        shown = {"title": title, "text": text, "back_name": _("Wijzigingen")}
        return super().get_context_data(back=back, **shown | kwargs)

    def form_valid(self, form: ReportForm) -> HttpResponse:
        by, at = self.request.actor, timezone.now()
        try:
            change = school_changes.report(year_id=self.year.pk, by=by, at=at, **form.values())
        except ChangeError as error:
            form.refuse(error)
            return self.form_invalid(form)
        except IllegalMoveError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("De wijziging is gemeld. De gemeente besluit erover."))
        return redirect(change_url(change))


def change_url(change: SchoolChange, name: str = "school_change") -> str:
    """Return the address of a change's page, or of another one about it."""
    year = change.year
    return reverse(name, args=[year.municipality.key, year.label, change.pk])


class ChangeMixin(ChangesMixin):
    """View mixin: `self.change` is the change of the address."""

    kwargs: dict[str, Any]

    @cached_property
    def change(self) -> SchoolChange:
        """Return the change, as far as the actor sees it."""
        row: SchoolChange = get_object_or_404(self.changes(), pk=self.kwargs["pk"])
        row.year = self.year
        return row


class ChangeDetailView(ChangeMixin, TemplateView):
    """What a change does: old and new amounts, and the letters that follow."""

    template_name = "subsidies/schoolchange_detail.html"

    def form_for(self, change: SchoolChange, data: Any = None) -> InputsForm:
        """Return the form of what the change is calculated with."""
        actor, town = self.request.actor, self.year.municipality
        here = School.objects.visible_to(actor).filter(municipality=town)
        return InputsForm(
            data, change=change, others=schools_to_choose(here), boards=boards_to_choose(actor),
            initial=InputsForm.first_values(change),
        )  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        change = self.change
        may_decide = self.may(Permission.DECIDE_SCHOOL_CHANGE)
        is_open = change.state == ChangeState.PROPOSED and self.year.is_established
        shown: dict[str, Any] = {"change": change, "may_decide": may_decide and is_open}
        if may_decide and is_open:
            shown |= {"outdated": school_changes.why_outdated(change)}
            shown |= proposal(change, kwargs.pop("form", None) or self.form_for(change))
        elif change.state == ChangeState.ACCEPTED:
            shown |= self.outcome_of(change)
        return super().get_context_data(**kwargs | shown)

    def outcome_of(self, change: SchoolChange) -> dict[str, Any]:
        """Return the amounts that were kept, and the letters, to who may see them."""
        amounts = change.amounts.model.objects.visible_to(self.request.actor)
        rows = amounts.filter(change=change).select_related(
            "school__organisation", "board__organisation"
        )
        may_draft = self.may(Permission.DRAFT_LETTERS)
        letters = later_letters.following(change) if self.may(Permission.VIEW_LETTERS) else []
        return {"rows": rows, "letters": letters, "may_draft": may_draft}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        change, acts = self.change, {"accept": self.accept, "draft": self.draft}
        act = acts.get(request.POST.get("actie", ""))
        if act:
            return act(change)
        form = self.form_for(change, request.POST)
        return self.render_to_response(self.get_context_data(form=form))

    def accept(self, change: SchoolChange) -> HttpResponse:
        """Take the change over as the page showed it."""
        form = self.form_for(change, self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        by, at = self.request.actor, timezone.now()
        shown = {"inputs": form.inputs(), "digest": self.request.POST.get("uitkomst", "")}
        try:
            school_changes.accept(change_id=change.pk, by=by, at=at, **shown)
            tell_drafted(
                self.request, later_letters.draft_amendments(change_id=change.pk, by=by, at=at)
            )
        except (IllegalMoveError, ChangeError) as error:
            messages.error(self.request, str(error))
        return redirect(change_url(change))

    def draft(self, change: SchoolChange) -> HttpResponse:
        """Draft the letters that could not be made before."""
        by, at = self.request.actor, timezone.now()
        try:
            outcome = later_letters.draft_amendments(change_id=change.pk, by=by, at=at)
        except IllegalMoveError as error:
            messages.error(self.request, str(error))
        else:
            tell_drafted(self.request, outcome)
        return redirect(change_url(change))


def proposal(change: SchoolChange, form: InputsForm) -> dict[str, Any]:
    """Return the form and what would follow from it; a refusal stands at the form."""
    outcome: Preview | None = None
    try:
        if not form.is_bound:
            outcome = preview(change)
        elif form.is_valid():
            outcome = preview(change, form.inputs())
    except ChangeError as error:
        if form.is_bound:
            form.refuse(error)
            return {"form": form, "outcome": None}
        return {"form": form, "outcome": None, "refusal": str(error)}
    return {"form": form, "outcome": outcome}


def tell_drafted(request: HttpRequest, outcome: later_letters.Outcome) -> None:
    """Say which letters were drafted, and for which board one waits."""
    if outcome.made:
        listed = ", ".join(letter.reference for letter in outcome.made)
        messages.success(request, _("Opgesteld: %s.") % listed)
    for board, sentence in outcome.waiting:
        messages.warning(request, f"{board.name}: {sentence}")
    if not outcome.made and not outcome.waiting:
        messages.info(request, _("Er is geen brief nodig: de bedragen blijven gelijk."))


class ChangeDismissView(ChangeMixin, FormView):
    """Leave a change aside, with the reason."""

    permission = Permission.DECIDE_SCHOOL_CHANGE
    form_class = ReasonForm
    template_name = "subsidies/letters_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        submit, back = _("Niet overnemen"), change_url(self.change)
        return {**super().get_form_kwargs(), "submit": submit, "cancel_url": back}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Wijziging niet overnemen")
        text = _("De bedragen blijven zoals ze zijn. De reden blijft bij de wijziging staan.")
        back = year_url(self.year, "school_changes")
        shown = {"title": title, "text": text, "back_name": _("Wijzigingen")}
        return super().get_context_data(back=back, **shown | kwargs)

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        change, by, at = self.change, self.request.actor, timezone.now()
        try:
            school_changes.dismiss(change_id=change.pk, by=by, at=at, **form.cleaned_data)
        except (IllegalMoveError, ChangeError) as error:
            messages.error(self.request, str(error))
        else:
            messages.success(self.request, _("De wijziging is niet overgenomen."))
        return redirect(change_url(change))
