"""Pages of the settings: the municipality, its letter issuer and the mandates."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from config.themes import THEMES
from partners import issuers, logos, municipalities
from partners.access import ActorRequiredMixin
from partners.forms.settings import IssuerForm, MandateForm, MunicipalityForm, NewIssuerForm
from partners.issuers import IssuerError
from partners.models import IssuerMandate, LetterIssuer, Municipality
from partners.roles import Permission, require
from partners.views.way_back import WayBackMixin


class MunicipalityMixin(ActorRequiredMixin):
    """View mixin: a page about one municipality of the actor, for who may manage its settings."""

    permission = Permission.MANAGE_SETTINGS
    municipality: Municipality
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the municipality, and refuse a role without the permission."""
        if getattr(request, "actor", None) is not None:
            self.municipality = self.find(request)
            actor: Any = request.actor  # type: ignore[attr-defined]
            require(actor, self.permission, self.municipality.organisation)
        return super().dispatch(request, *args, **kwargs)

    def find(self, request: Any) -> Municipality:
        """Return the municipality of the address; another one never existed."""
        rows = Municipality.objects.visible_to(request.actor).select_related("organisation")
        found: Municipality = get_object_or_404(rows, organisation__key=self.kwargs["code"])
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the municipality."""
        context: dict[str, Any] = super().get_context_data(  # type: ignore[misc]
            municipality=self.municipality, **kwargs
        )
        return context


class SettingFormView(WayBackMixin, MunicipalityMixin, FormView):
    """Base: a form that leads back to the step of the set-up that the person came from."""

    template_name = "partners/setting_form.html"
    title: Any = ""
    intro: Any = ""

    def home(self) -> str:
        """Return the page that this form belongs to."""
        return reverse("settings")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "back": self.back()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=self.title, intro=self.intro, **kwargs)

    def finish(self, text: str) -> HttpResponse:
        """Say what was done and go back."""
        messages.success(self.request, text)
        return redirect(self.back())


class SettingsView(ActorRequiredMixin, TemplateView):
    """What can be set, for each municipality of the actor."""

    template_name = "partners/settings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        require(self.request.actor, Permission.MANAGE_SETTINGS, None)
        rows = Municipality.objects.visible_to(self.request.actor).select_related("organisation")
        return super().get_context_data(municipalities=rows, **kwargs)


class MunicipalityView(SettingFormView):
    form_class = MunicipalityForm
    template_name = "partners/municipality_form.html"
    title = gettext_lazy("Briefhoofd, afzender en contact")

    def get_form_kwargs(self) -> dict[str, Any]:
        more = {"municipality": self.municipality, "themes": sorted(THEMES)}
        return {**super().get_form_kwargs(), **more}

    def form_valid(self, form: MunicipalityForm) -> HttpResponse:
        municipalities.save_settings(
            municipality_id=self.municipality.pk,
            settings=form.settings(),
            by=self.request.actor,
            at=timezone.now(),
        )
        if form.cleaned_data["logo"]:
            messages.success(self.request, _("Het logo is bewaard: zo komt het in de brieven."))
            return redirect("municipality_settings", self.municipality.key)
        return self.finish(_("De instellingen zijn bewaard."))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(logo=shown_logo(self.municipality), **kwargs)


class LogoRemoveView(MunicipalityMixin, TemplateView):
    """The confirm page of taking the logo away, and the act itself."""

    template_name = "partners/logo_remove.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not self.municipality.logo:
            raise Http404
        return super().get_context_data(logo=shown_logo(self.municipality), **kwargs)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        municipalities.remove_logo(
            municipality_id=self.municipality.pk, by=self.request.actor, at=timezone.now()
        )
        messages.success(request, _("Het logo is weggehaald."))
        return redirect("municipality_settings", self.municipality.key)


def shown_logo(municipality: Municipality) -> str:
    """Return the logo as the address of an image, which runs nothing; empty without one."""
    return logos.data_address(municipality.logo) if municipality.logo else ""


class IssuerListView(MunicipalityMixin, TemplateView):
    template_name = "partners/issuer_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mandates = IssuerMandate.objects.visible_to(self.request.actor)
        mandates = mandates.filter(municipality=self.municipality)
        active = set(mandates.active_on(self.request.actor.day).values_list("pk", flat=True))
        rows = list(mandates.select_related("issuer__organisation").order_by("-valid_from", "pk"))
        for row in rows:
            row.is_active = row.pk in active  # type: ignore[attr-defined]
        return super().get_context_data(mandates=rows, has_active=bool(active), **kwargs)


class IssuerFormView(SettingFormView):
    """Base of the forms on an issuer or mandate."""

    def home(self) -> str:
        return reverse("issuers", args=[self.municipality.key])

    def find_issuer(self) -> LetterIssuer:
        rows = LetterIssuer.objects.visible_to(self.request.actor).select_related("organisation")
        here = rows.filter(mandates__municipality=self.municipality).distinct()
        return get_object_or_404(here, pk=self.kwargs["pk"])

    def write(self, form: Any) -> None:
        """Do what the form is for. Raises: IssuerError."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.write(form)
        except IssuerError as error:
            form.refuse(error)
            return self.form_invalid(form)
        return self.finish(_("Uitvoerder en mandaat zijn bewaard."))

    def given(self) -> dict[str, Any]:
        """Return what every write takes."""
        at = timezone.now()
        return {"municipality_id": self.municipality.pk, "by": self.request.actor, "at": at}


class IssuerCreateView(IssuerFormView):
    form_class = NewIssuerForm
    title = gettext_lazy("Uitvoerder toevoegen")
    intro = gettext_lazy(
        "De uitvoerder maakt en verstuurt de brieven namens het college, met een mandaat."
    )

    def write(self, form: NewIssuerForm) -> None:
        issuers.make_issuer(letterhead=form.letterhead(), mandate=form.mandate(), **self.given())


class IssuerChangeView(IssuerFormView):
    form_class = IssuerForm
    title = gettext_lazy("Uitvoerder wijzigen")
    intro = gettext_lazy("Brieven die al zijn opgesteld, veranderen hier niet door.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "issuer": self.find_issuer()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = (self.find_issuer(), self.municipality, self.request.actor.day)
        refusal = issuers.why_not_change(*given)
        return {**super().get_context_data(**kwargs), **({"intro": refusal} if refusal else {})}

    def write(self, form: IssuerForm) -> None:
        issuers.change_issuer(
            issuer_id=self.find_issuer().pk, letterhead=form.letterhead(), **self.given()
        )


class MandateCreateView(IssuerFormView):
    form_class = MandateForm
    title = gettext_lazy("Nieuw mandaat")

    def write(self, form: MandateForm) -> None:
        issuers.save_mandate(
            issuer_id=self.find_issuer().pk, mandate=form.mandate(), **self.given()
        )


class MandateChangeView(IssuerFormView):
    form_class = MandateForm
    title = gettext_lazy("Mandaat wijzigen")
    intro = gettext_lazy("Beëindig een mandaat door de laatste dag in te vullen.")

    def find_mandate(self) -> IssuerMandate:
        rows = IssuerMandate.objects.visible_to(self.request.actor)
        return get_object_or_404(rows, municipality=self.municipality, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "mandate": self.find_mandate()}

    def write(self, form: MandateForm) -> None:
        issuers.save_mandate(
            mandate_id=self.find_mandate().pk, mandate=form.mandate(), **self.given()
        )
