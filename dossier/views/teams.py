"""Pages of support teams: the list, one team, and each step of it as a small form."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView, ListView

from children import reading
from children.consents import ConsentRefusedError
from children.reach import Thing
from children.states import Channel
from children.views.asking import handed_over, mailed
from config import differences, mail
from config.listing import PAGE, PER_PAGE
from dossier import (
    outsiders,
    team_actions,
    team_calendar,
    team_calls,
    team_meetings,
    team_reports,
    team_rows,
    teams,
)
from dossier.forms.drafts import autosave
from dossier.forms.teams import (
    ActionForm,
    AskForm,
    CallForm,
    CloseForm,
    HoldForm,
    PartnerForm,
    PlanForm,
    ProposeForm,
    ReportForm,
)
from dossier.models import SupportTeam
from dossier.team_actions import NewAction
from dossier.team_reports import SavedMeanwhileError
from dossier.views.parts import DossierMixin, key_in, number_in
from partners.access import Actor
from partners.refusals import RefusedError
from partners.roles import Permission, can


class TeamListView(DossierMixin, ListView):
    thing, permission = Thing.TEAM, Permission.VIEW_TEAMS
    template_name = "dossier/team_list.html"
    paginate_by, page_kwarg = PER_PAGE, PAGE

    def get_queryset(self) -> QuerySet[SupportTeam]:
        return team_rows.rows(self.request.actor, at=timezone.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor, at = self.request.actor, timezone.now()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        shown = list(context["object_list"])
        team_rows.note_shown(actor, shown, at=at)
        found = [team_rows.row(team, at=at) for team in shown]
        return {**context, "rows": found, "to_call": team_rows.to_call(actor, at=at)}


class TeamProposeView(DossierMixin, FormView):
    """Propose a team of one child, by hand or from the outcome of a request."""

    thing, permission = Thing.TEAM, Permission.RUN_TEAMS
    form_class, template_name = ProposeForm, "dossier/team_step.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        child = reading.one(
            self.request.actor, self.kwargs["key"], thing=Thing.TEAM, at=timezone.now()
        )
        form, where = kwargs.pop("form", None) or self.get_form(), teams.reason_place(child.key)
        autosave(form, "reason", where=where, by=self.request.actor, at=timezone.now())
        return super().get_context_data(
            child=child, title=_("SOT-overleg voorstellen"), button=_("Voorstellen"), form=form,
            intro=_("Daarna noemen de ouders wie er meedoen. Er gaat nog niets uit."), **kwargs,
        )  # fmt: skip

    def form_valid(self, form: ProposeForm) -> HttpResponse:
        request = key_in(self.request.GET.get("verzoek", ""))
        asked = {"reason": form.cleaned_data["reason"], "request_key": request}
        try:
            team = teams.propose(
                child_key=self.kwargs["key"], **asked, by=self.request.actor, at=timezone.now()
            )
        except RefusedError as error:
            form.refuse(error)
            return self.form_invalid(form)
        return redirect("team", team.key)


class TeamView(DossierMixin, View):
    """One team: who takes part, when, what was said, what happens, and what I must do now."""

    thing, permission = Thing.TEAM, Permission.VIEW_TEAMS

    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Show it."""
        return show(request, key)


def show(request: Any, key: UUID, **more: Any) -> HttpResponse:
    """Return the page of a team; `more`: a form that came back with faults, or a code."""
    at = timezone.now()
    team = team_rows.one(request.actor, key, at=at)
    context = facts(request.actor, team, at) | forms(request.actor, team) | more
    new = (one.is_agreed and one.partner.invited_at is None for one in context["partners"])
    context["has_new"] = any(new)
    response = render(request, "dossier/team_detail.html", context)
    response["Cache-Control"] = "no-store"
    return response


def facts(actor: Actor, team: SupportTeam, at: datetime) -> dict[str, Any]:
    """Return what the page says of a team."""
    return {
        "row": team_rows.row(team, at=at),
        "team": team,
        "now": at,
        "partners": team_rows.partners_of(actor, team, at=at),
        "invitees": team_rows.invitees_of(team),
        "versions": team_rows.versions_of(actor, team),
        "calls": team_rows.calls_of(actor, team),
        "actions": team_rows.actions_of(actor, team),
    }


def forms(actor: Actor, team: SupportTeam) -> dict[str, Any]:
    """Return the small forms of the page, for who runs an open team."""
    if not can(actor, Permission.RUN_TEAMS) or team.closed_at is not None:
        return {"runs": False}
    return {
        "runs": True,
        "partner_form": partner_form(actor, team),
        "action_form": ActionForm(invitees=team_rows.invitees_of(team)),
    }


def partner_form(actor: Actor, team: SupportTeam, data: Any = None) -> PartnerForm:
    """Return the form that names a partner of a team."""
    people = list(teams.people_at_school(team, by=actor))
    has_secret = team.child.guardians.filter(is_secret=True).exists()
    return PartnerForm(data, people=people, has_secret=has_secret)


class TeamStepView(DossierMixin, FormView):
    """Base: one step of a team as a form of its own."""

    thing, permission = Thing.TEAM, Permission.RUN_TEAMS
    template_name = "dossier/team_step.html"
    title: Any = ""
    button: Any = gettext_lazy("Bewaren")
    intro: Any = ""
    said: Any = ""
    place: Any = None  # where the text of its form is kept while it is typed
    team: SupportTeam

    def find(self) -> SupportTeam:
        """Return the team, and note the read. Raises: Http404."""
        self.team = team_rows.one(self.request.actor, self.kwargs["key"], at=timezone.now())
        return self.team

    def get_form_kwargs(self) -> dict[str, Any]:
        self.find()
        return super().get_form_kwargs()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.setdefault("form", self.get_form())  # it finds the team
        if self.place is not None:
            where, at = self.place(self.team.key), timezone.now()
            autosave(form, "text", where=where, by=self.request.actor, at=at)
        return super().get_context_data(
            team=self.team, child=self.team.child, title=self.title, button=self.button,
            intro=self.intro, **kwargs,
        )  # fmt: skip

    def act(self, form: Any, **who: Any) -> HttpResponse | None:
        """Do the step; an answer of its own, or None to go back to the team."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        key = self.kwargs["key"]
        try:
            with transaction.atomic():  # what cannot be handed over was not asked
                answer = self.act(form, key=key, by=self.request.actor, at=timezone.now())
        except (RefusedError, ConsentRefusedError) as error:
            field = getattr(error, "field", None)
            form.add_error(field if field in form.fields else None, str(error))
            return self.form_invalid(form)
        if answer is None and self.said:
            messages.success(self.request, self.said)
        return answer or redirect("team", key)


class TeamAskView(TeamStepView):
    form_class, button = AskForm, gettext_lazy("Vragen")
    title = gettext_lazy("De ouders vragen")
    intro = gettext_lazy(
        "De vraag noemt iedereen die meedoet. Alle ouders met gezag moeten ja zeggen. Zegt een "
        "ouder nee, dan stopt ook een eerder ja."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "team": self.team}

    def act(self, form: AskForm, **who: Any) -> HttpResponse | None:
        found = teams.ask_parents(channel=form.channel, **who)
        if form.channel != Channel.MAIL:
            return handed_over(self.request, form.channel, found)
        messages.success(self.request, mailed(len(found)))
        return None


class TeamPlanView(TeamStepView):
    form_class, title = PlanForm, gettext_lazy("Het overleg plannen")
    intro = gettext_lazy(
        "Ouders en collega’s krijgen een uitnodiging voor hun agenda, zonder naam. Wie geen "
        "account heeft, bel je zelf."
    )
    said = gettext_lazy("Het overleg is gepland; de uitnodigingen gaan nu uit.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "team": self.team}

    def act(self, form: PlanForm, **who: Any) -> None:
        team_meetings.plan(new=form.new_date(), **who)


class TeamHoldView(TeamStepView):
    form_class, title = HoldForm, gettext_lazy("Wie was er bij het overleg?")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "invitees": team_rows.invitees_of(self.team)}

    def act(self, form: HoldForm, **who: Any) -> None:
        attended = [int(pk) for pk in form.cleaned_data["attended"]]
        booked = team_meetings.hold(attended=attended, minutes=form.cleaned_data["minutes"], **who)
        if names := ", ".join(member.user.name for member in booked.members):
            messages.success(self.request, _("De uren zijn geboekt voor %s.") % names)
        for reason in booked.refused:
            messages.warning(self.request, reason)


class TeamReportView(TeamStepView):
    """Write the report; the versions that were saved before stand below it."""

    form_class, title = ReportForm, gettext_lazy("Verslag van het overleg")
    template_name = "dossier/team_report.html"
    intro = gettext_lazy("Feiten en afspraken, geen diagnoses. Deelnemers lezen het na ‘Delen’.")
    said = gettext_lazy("Deze versie is bewaard.")
    place = staticmethod(team_reports.place)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        versions = team_rows.versions_of(self.request.actor, self.team)
        context["versions"], form = versions, context["form"]
        if versions and not form.is_bound:
            form.initial |= {"text": versions[0].text}
        newest = versions[0].number if versions else 0
        keeps_seen = form.is_bound and "told" not in context
        return {**context, "seen": self.request.POST.get("seen") if keeps_seen else newest}

    def act(self, form: ReportForm, **who: Any) -> None:
        data = form.cleaned_data
        try:
            team_reports.save(text=data["text"], seen=data["seen"] or 0, **who)
        except SavedMeanwhileError as error:
            pieces = differences.between(error.newest.text, data["text"])
            self.extra_context = {"told": error.newest, "pieces": pieces}
            raise


class TeamCallView(TeamStepView):
    form_class, title = CallForm, gettext_lazy("Nabellen")
    intro = gettext_lazy("Bel de ouders en wie meedeed: helpt het genoeg?")
    said = gettext_lazy("Je gesprek is genoteerd.")
    place = staticmethod(team_calls.place)

    def act(self, form: CallForm, **who: Any) -> None:
        team_calls.note(new=form.new_call(), **who)


class TeamCloseView(TeamStepView):
    form_class, title = CloseForm, gettext_lazy("SOT-overleg afsluiten")
    button = gettext_lazy("Afsluiten")
    intro = gettext_lazy(
        "De toestemming eindigt: school en partners lezen het verslag daarna niet meer. Dit kun je "
        "niet terugdraaien."
    )
    called_off = gettext_lazy(
        "Het overleg dat gepland staat, wordt afgezegd: wie is uitgenodigd, hoort dat."
    )
    said = gettext_lazy("Het SOT-overleg is afgesloten.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "team": self.team}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if team_calendar.coming(self.team):
            context["intro"] = f"{self.called_off} {self.intro}"
        return context

    def act(self, form: CloseForm, **who: Any) -> None:
        teams.close(handed_to=form.cleaned_data["handed_to"], **who)


class TeamPostView(DossierMixin, View):
    """Base: a button on the page of a team."""

    thing, permission = Thing.TEAM, Permission.RUN_TEAMS
    http_method_names = ["post"]

    def act(self, request: HttpRequest, **who: Any) -> HttpResponse | None:
        """Do what the button says."""
        raise NotImplementedError

    def post(self, request: HttpRequest, key: UUID, **_more: Any) -> HttpResponse:
        """Do it, and go back to the team."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        try:
            answer = self.act(request, key=key, by=actor, at=timezone.now())
        except RefusedError as error:
            messages.error(request, error.message)
            return redirect("team", key)
        return answer or redirect("team", key)


class TeamPartnerView(TeamPostView):
    def act(self, request: HttpRequest, **who: Any) -> HttpResponse | None:
        team = team_rows.one(who["by"], who["key"], at=who["at"])
        form = partner_form(who["by"], team, request.POST)
        try:
            if form.is_valid():
                teams.name_partner(new=form.new_partner(), **who)
                return None
        except RefusedError as error:
            form.refuse(error)
        return show(request, who["key"], partner_form=form)


class TeamTakeOffView(TeamPostView):
    def act(self, request: HttpRequest, **who: Any) -> None:
        teams.take_off(partner_id=self.kwargs["pk"], **who)
        messages.success(request, _("Deze persoon doet niet meer mee."))


class TeamCancelView(TeamPostView):
    def act(self, request: HttpRequest, **who: Any) -> None:
        team_meetings.cancel(**who)
        messages.success(request, _("Het overleg is afgezegd; plan een andere dag."))


class TeamShareView(TeamPostView):
    def act(self, request: HttpRequest, **who: Any) -> None:
        team_reports.share(seen=number_in(request.POST.get("seen", "")), **who)
        messages.success(request, _("Het verslag is gedeeld met wie meedoet."))


class TeamCodeView(TeamPostView):
    """Show once how an outsider reads the report: nothing keeps this page."""

    def act(self, request: HttpRequest, **who: Any) -> HttpResponse:
        given = outsiders.give(partner_id=self.kwargs["pk"], **who)
        address = mail.absolute(reverse("outsider", args=[given.token]))
        return show(request, who["key"], given=given, address=address)


class TeamActionView(TeamPostView):
    def act(self, request: HttpRequest, **who: Any) -> HttpResponse | None:
        team = team_rows.one(who["by"], who["key"], at=who["at"])
        form = ActionForm(request.POST, invitees=team_rows.invitees_of(team))
        try:
            if form.is_valid():
                data = form.cleaned_data
                new = NewAction(data["text"], int(data["who"]), data["due_on"])
                team_actions.agree(new=new, **who)
                return None
        except RefusedError as error:
            form.refuse(error)
        return show(request, who["key"], action_form=form)


class TeamActionDoneView(TeamPostView):
    def act(self, request: HttpRequest, **who: Any) -> None:
        team_actions.finish(action_key=self.kwargs["action"], **who)
