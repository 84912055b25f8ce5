"""The page of the teams that childcare of a municipality can ask: add one, switch one on or off."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView

from dossier import asked_teams
from dossier.asked_teams import TeamError
from dossier.forms.asked_teams import TeamForm
from dossier.models import AskedTeam
from partners.modules import ModuleRequiredMixin
from partners.states import ModuleKind
from partners.views.settings import MunicipalityMixin


class TeamsMixin(ModuleRequiredMixin, MunicipalityMixin):
    """View mixin: teams of a municipality where Overdracht is on."""

    module = ModuleKind.HANDOVER


class AskedTeamListView(TeamsMixin, FormView):
    form_class = TeamForm
    template_name = "dossier/askedteam_list.html"

    def get_initial(self) -> dict[str, Any]:
        """Begin with the example as long as there is no team."""
        return {} if self.teams().exists() else {"name": asked_teams.SHIPPED}

    def teams(self) -> Any:
        """Return the teams of the municipality."""
        rows = AskedTeam.objects.visible_to(self.request.actor)
        return rows.filter(municipality=self.municipality)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(teams=self.teams(), **kwargs)

    def form_valid(self, form: TeamForm) -> HttpResponse:
        name, town = form.cleaned_data["name"], self.municipality.pk
        try:
            given = {"by": self.request.actor, "at": timezone.now()}
            team = asked_teams.add(municipality_id=town, name=name, **given)
        except TeamError as error:
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, _("%s kan nu gevraagd worden.") % team)
        return redirect("asked_teams", self.municipality.key)


class AskedTeamSwitchView(TeamsMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, code: str, pk: int) -> HttpResponse:
        """Switch a team on or off."""
        is_on = request.POST.get("aan") == "ja"
        given: dict[str, Any] = {"by": self.request.actor, "at": timezone.now()}
        try:
            town = self.municipality.pk
            team = asked_teams.switch(municipality_id=town, team_id=pk, is_on=is_on, **given)
        except AskedTeam.DoesNotExist as error:
            raise Http404 from error
        said = _("%s kan weer gevraagd worden.") if is_on else _("%s wordt niet meer gevraagd.")
        messages.success(request, said % team)
        return redirect("asked_teams", code)
