"""Pages of the modules: what is on, and switching with what follows in words."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from partners import modules
from partners.models import Kindcentrum, Module
from partners.modules import ModuleError
from partners.states import CHILD_MODULES, ModuleKind
from partners.views.settings import MunicipalityMixin

MAX_DIGITS = 18  # what the database can hold as a key; a longer number is nobody's


class ModuleListView(MunicipalityMixin, TemplateView):
    template_name = "partners/module_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = self.request.actor.day
        rows = Module.objects.visible_to(self.request.actor).filter(municipality=self.municipality)
        on = {(row.kindcentrum_id, row.kind): row for row in rows.select_related("switched_on_by")}
        own = Kindcentrum.objects.visible_to(self.request.actor)
        centres = [
            (centre, [(kind, (centre.pk, kind.value) in on) for kind in sorted(CHILD_MODULES)])
            for centre in own.filter(municipality=self.municipality)
        ]
        return super().get_context_data(
            rows=[(kind, on.get((None, kind.value))) for kind in ModuleKind],
            centres=centres,
            missing=modules.without_officer(self.municipality, day=day),
            **kwargs,
        )


class ModuleSwitchView(MunicipalityMixin, TemplateView):
    """The confirm page of switching one module on or off, and the act itself."""

    template_name = "partners/module_switch.html"

    def find_kind(self) -> ModuleKind:
        if self.kwargs["kind"] not in ModuleKind.values:
            raise Http404
        return ModuleKind(self.kwargs["kind"])

    def find_kindcentrum(self) -> Kindcentrum | None:
        number = self.request.GET.get("kindcentrum", "")
        if not number:
            return None
        rows = Kindcentrum.objects.visible_to(self.request.actor)
        own = rows.filter(municipality=self.municipality)
        is_number = number.isdecimal() and len(number) <= MAX_DIGITS
        return get_object_or_404(own, pk=int(number) if is_number else 0)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind, kindcentrum = self.find_kind(), self.find_kindcentrum()
        rows = Module.objects.visible_to(self.request.actor)
        own = rows.filter(municipality=self.municipality, kindcentrum=kindcentrum, kind=kind)
        more = {**kwargs, "kind": kind, "kindcentrum": kindcentrum, "is_on": own.exists()}
        return super().get_context_data(has_children=kind in CHILD_MODULES, **more)

    def refuse(self, text: str) -> HttpResponse:
        """Show the page again with the reason."""
        return self.render_to_response(self.get_context_data(refusal=text))

    def post(self, request: HttpRequest, code: str, kind: str) -> HttpResponse:
        chosen, centre = self.find_kind(), self.find_kindcentrum()
        if (wanted := request.POST.get("stand")) not in {"aan", "uit"}:
            return self.refuse(_("Kies of de module aan of uit moet; er is niets veranderd."))
        is_off = wanted == "uit"
        values: dict[str, Any] = {"kind": chosen, "kindcentrum_id": centre.pk if centre else None}
        values |= {"by": self.request.actor, "at": timezone.now()}
        write: Any = modules.switch_off if is_off else modules.switch_on
        try:
            write(municipality_id=self.municipality.pk, **values)
        except ModuleError as error:
            return self.refuse(str(error))
        text = _("De module %s staat uit.") if is_off else _("De module %s staat aan.")
        messages.success(request, text % chosen.label)
        return redirect("modules", code=code)
