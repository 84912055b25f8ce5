"""Pages of what guardians were asked: of a location, of one child, closing, and on paper."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView, TemplateView

from children import ages, asking, consents, paper, question_mails, reading, stands
from children.consent_history import History, lines_of, parts_of
from children.consents import ConsentRefusedError
from children.forms.asking import AskAllForm, ConsentFilterForm, usual_way
from children.forms.paper import PaperForm
from children.models import Child, Group
from children.reach import Thing
from children.states import CLOSINGS, Channel
from children.views.asking import OfChildMixin, handed_over, mailed, refused
from children.views.children import ChildrenMixin
from children.views.holder_choices import holders_choosing
from config.htmx import FragmentMixin
from config.listing import PAGE, PER_PAGE
from partners.models import ChildcareLocation
from partners.refusals import RefusedError
from partners.roles import Permission


class ConsentListView(ChildrenMixin, FragmentMixin, TemplateView):
    """Who of a location can be asked something now, and where all questions stand."""

    permission = Permission.ASK_CONSENT
    template_name = "children/consent_list.html"
    fragment_template_name = "children/_consent_rows.html"

    @cached_property
    def locations(self) -> list[ChildcareLocation]:
        rows = ChildcareLocation.objects.visible_to(self.request.actor).filter(closed_on=None)
        return list(rows.select_related("organisation").order_by("organisation__sort_name", "pk"))

    @cached_property
    def location(self) -> ChildcareLocation | None:
        asked = self.request.GET.get("location", "")
        found = [one for one in self.locations if str(one.pk) == asked]
        return next(iter(found or self.locations), None)

    @cached_property
    def groups(self) -> list[Group]:
        rows = Group.objects.visible_to(self.request.actor).filter(location=self.location)
        return list(rows.filter(closed_on=None))

    @cached_property
    def children(self) -> list[Any]:
        """Return the children of the choice, the oldest first, with where their questions stand."""
        at = timezone.now()
        rows = Child.objects.visible_to(self.request.actor, Thing.CONSENT).present()
        rows = rows.filter(location=self.location)
        if chosen := [one for one in self.groups if str(one.pk) == self.request.GET.get("group")]:
            rows = rows.filter(group=chosen[0])
        found: list[Any] = list(stands.with_questions(rows).order_by("born_on", "sort_name", "pk"))
        for child in found:
            child.handover_day = ages.handover_day(child.born_on)
            child.standings = stands.standings(child, at)
            child.is_due = bool(stands.due(child, at))
            child.is_waiting = bool(stands.unanswered(child, at))
        wanted = self.request.GET.get("stand", "")
        return [c for c in found if not wanted or wanted in {one.stand for one in c.standings}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(self.children, PER_PAGE).get_page(self.request.GET.get(PAGE))
        shown = list(page.object_list)
        reading.note(self.request.actor, shown, thing=Thing.CONSENT, at=timezone.now())
        place = self.location.pk if self.location else 0
        return super().get_context_data(
            object_list=shown,
            page_obj=page,
            due_count=sum(child.is_due for child in self.children),
            waiting_count=sum(child.is_waiting for child in self.children),
            form=AskAllForm(initial={"way": usual_way(place)}),
            filter={"form": self.choices()},
            holders=holders_choosing(self.request.actor, Permission.SET_CONSENT_POLICY),
            **kwargs,
        )

    def choices(self) -> ConsentFilterForm:
        return ConsentFilterForm(self.request.GET, locations=self.locations, groups=self.groups)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AskAllForm(request.POST)
        if not form.is_valid() or not self.keys(**form.cleaned_data):
            messages.error(request, _("Kies hoe je het vraagt; er moet ook iets te vragen zijn."))
            return redirect(request.get_full_path())
        channel = Channel(form.cleaned_data["way"])
        with transaction.atomic():  # what cannot be handed over was not asked
            outcome = self.ask(**form.cleaned_data)
            if channel != Channel.MAIL and outcome.invitations:
                return handed_over(request, channel, list(outcome.invitations), outcome=outcome)
        self.tell(outcome)
        return redirect(request.get_full_path())

    def keys(self, *, again: bool, **_more: Any) -> list[UUID]:
        """Return of whom something is asked: what is due, or again what waits for an answer."""
        return [one.key for one in self.children if (one.is_waiting if again else one.is_due)]

    def ask(self, *, way: str, again: bool) -> asking.Outcome:
        """Ask the guardians of these children."""
        return asking.ask_all(
            keys=self.keys(again=again),
            channel=Channel(way),
            again=again,
            by=self.request.actor,
            at=timezone.now(),
        )

    def tell(self, outcome: asking.Outcome) -> None:
        """Say how many were asked, and of how many children nobody, with the first reason."""
        if outcome.invitations:
            messages.success(self.request, mailed(len(outcome.invitations)))
        if outcome.left_out:
            count = len(outcome.left_out)
            text = ngettext("%d kind is overgeslagen.", "%d kinderen zijn overgeslagen.", count)
            messages.warning(self.request, f"{text % count} {outcome.left_out[0][1]}")


class ChildConsentView(OfChildMixin, TemplateView):
    """All that was asked about one child, and what can be done now."""

    template_name = "children/child_consent.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        child, at = self.find_child(), timezone.now()
        questions = list(child.consent_questions.all())
        found = [history(child, place, one) for place, one in enumerate(questions, start=1)]
        return super().get_context_data(
            child=child,
            open_ones=[one for one in reversed(found) if one.is_open],
            closed_ones=[one for one in reversed(found) if not one.is_open],
            due=[scope.label for scope in stands.due(child, at)],
            obstacle=stands.obstacle(child),
            deciding=consents.deciding(child),
            mails=question_mails.last_messages(child),
            can_note=bool(paper.open_scopes(child, at)),
            **kwargs,
        )


def history(child: Child, number: int, question: Any) -> History:
    """Return one question as the page shows it."""
    return History(
        number=number,
        question=question,
        stand=stands.stand_of(child, question, timezone.now()),
        parts=parts_of(question),
        lines=lines_of(question),
        is_open=not any(event.act in CLOSINGS for event in question.events.all()),
    )


class ChildConsentCloseView(OfChildMixin, TemplateView):
    """The page that asks whether a question may be closed, and the act itself."""

    template_name = "children/child_consent_close.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        child = self.find_child()
        questions = dict(enumerate(child.consent_questions.all(), start=1))
        found = questions.get(self.kwargs["number"])
        if found is None:
            raise Http404
        shown = history(child, self.kwargs["number"], found)
        return super().get_context_data(child=child, history=shown, **kwargs)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        context = self.get_context_data()
        child, number = context["child"], context["history"].question.pk
        actor, at = self.request.actor, timezone.now()
        try:
            asking.close(key=child.key, question_id=number, by=actor, at=at)
        except ConsentRefusedError as error:
            return self.render_to_response({**context, "refusal": str(error)})
        messages.success(request, _("De vraag is afgesloten."))
        return redirect("child_consent", child.key)


class ChildPaperView(OfChildMixin, FormView):
    form_class = PaperForm
    template_name = "children/child_paper.html"
    child: Child

    def get_form_kwargs(self) -> dict[str, Any]:
        self.child = self.find_child()
        scopes = paper.open_scopes(self.child, timezone.now())
        return {**super().get_form_kwargs(), "child": self.child, "scopes": scopes}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "child": self.child}

    def form_valid(self, form: PaperForm) -> HttpResponse:
        actor, at = self.request.actor, timezone.now()
        try:
            guardian = paper.note(key=self.child.key, paper=form.paper(), by=actor, at=at)
        except (RefusedError, ConsentRefusedError) as error:
            return refused(self, form, error)
        messages.success(self.request, _("Het papier van %s is genoteerd.") % guardian)
        return redirect("child_consent", self.child.key)
