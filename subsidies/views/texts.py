"""Pages "Brieven: teksten": what a municipality's letters say, with their history."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView, TemplateView

from config.htmx import FragmentMixin
from partners.access import ActorRequiredMixin
from partners.models import Municipality
from partners.modules import ModuleRequiredMixin
from partners.refusals import RefusedError
from partners.roles import Permission, can, require
from subsidies import letter_text_saving
from subsidies import letter_text_versions as versions
from subsidies.letter_example import example_letter
from subsidies.letter_text_saving import SavedTexts, Texts
from subsidies.letter_text_versions import SHIPPED, TextsInForce
from subsidies.letter_texts import sections_of
from subsidies.letter_wording import PLACEHOLDERS
from subsidies.models import LetterText
from subsidies.states import TextKind
from subsidies.text_forms import TextsForm

PREVIEW = "voorbeeld"  # the button that shows the letter without keeping anything


class TextsMixin(ModuleRequiredMixin, ActorRequiredMixin):
    """View mixin: the texts of one municipality, for who may see its letters."""

    permission = Permission.VIEW_LETTERS
    municipality: Municipality
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the municipality, and refuse a role without the permission."""
        actor: Any = getattr(request, "actor", None)
        if actor is not None:
            rows = Municipality.objects.visible_to(actor).select_related("organisation")
            self.municipality = get_object_or_404(rows, organisation__key=kwargs["code"])
            require(actor, self.permission, self.municipality.organisation)
        return super().dispatch(request, *args, **kwargs)

    @property
    def kind(self) -> TextKind:
        """Return the kind of letter of the address."""
        return TextKind(self.kwargs["kind"])

    def may_edit(self) -> bool:
        """Say whether the actor may change the texts."""
        actor = self.request.actor
        return can(actor, Permission.EDIT_LETTER_TEXTS, self.municipality.organisation)

    def address(self, name: str = "letter_text") -> str:
        """Return the address of a page of this kind of letter."""
        return reverse(name, args=[self.municipality.key, self.kind])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the municipality, and say what the actor may do."""
        context: dict[str, Any] = super().get_context_data(  # type: ignore[misc]
            municipality=self.municipality, may_edit=self.may_edit(), **kwargs
        )
        return context

    def say(self, saved: SavedTexts) -> None:
        """Tell what came of a change."""
        if saved.row is None:
            messages.info(self.request, _("De teksten waren al zo: er is niets veranderd."))
        else:
            messages.success(self.request, _saved_text(saved.row.version, saved.renewed))


class TextListView(TextsMixin, TemplateView):
    template_name = "subsidies/lettertext_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rows=versions.overview(self.municipality), **kwargs)


class TextView(TextsMixin, FragmentMixin, FormView):
    """The texts of one kind beside the letter that they make; who may not edit reads them."""

    form_class = TextsForm
    template_name = "subsidies/lettertext_form.html"
    fragment_template_name = "subsidies/_lettertext_preview.html"

    @cached_property
    def texts(self) -> TextsInForce:
        """Return the texts that hold, read once."""
        return versions.texts_in_force(self.municipality, self.kind)

    def get_initial(self) -> dict[str, Any]:
        return {**self.texts.sections, "version": self.texts.version}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "kind": self.kind}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(self.request.actor, Permission.EDIT_LETTER_TEXTS, self.municipality.organisation)
        form = self.get_form()
        if self.is_fragment() or PREVIEW in request.POST:
            form.full_clean()
            return self.render_to_response(self.get_context_data(form=form))
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form: TextsForm) -> HttpResponse:
        try:
            saved = letter_text_saving.save_texts(
                municipality_id=self.municipality.pk,
                kind=self.kind,
                texts=Texts(form.sections(), form.cleaned_data["note"]),
                version=form.cleaned_data["version"],
                by=self.request.actor,
                at=timezone.now(),
            )
        except RefusedError as error:
            form.refuse(error)
            return self.form_invalid(form)
        self.say(saved)
        return redirect(self.address())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        sections = context["form"].sections()
        more = {
            "kind": self.kind,
            "texts": self.texts,
            "specs": [(spec, sections[spec.key]) for spec in sections_of(self.kind)],
            "placeholders": PLACEHOLDERS[self.kind],
            "letter": example_letter(self.municipality, self.kind, sections),
        }
        return context | more


class TextHistoryView(TextsMixin, TemplateView):
    template_name = "subsidies/lettertext_history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = versions.history(self.municipality, self.kind)
        newest = rows[0].version if rows else SHIPPED
        after = self.asked("naar", newest)
        before = self.asked("van", max(SHIPPED, after - 1))
        old, new = self.sections(before), self.sections(after)
        more = {
            "kind": self.kind, "rows": rows, "newest": newest, "before": before, "after": after,
            "differences": versions.differences(self.kind, old, new),
        }  # fmt: skip
        return super().get_context_data(**{**kwargs, **more})

    def asked(self, name: str, otherwise: int) -> int:
        """Return a number of the address."""
        text = self.request.GET.get(name, "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else otherwise

    def sections(self, number: int) -> dict[str, str]:
        """Return the texts of a version; one that is not there is not found."""
        try:
            return versions.sections_of_version(self.municipality, self.kind, number)
        except LetterText.DoesNotExist as error:
            raise Http404 from error


class TextRestoreView(TextHistoryView):
    """The confirm page of taking an older version again, and the act itself."""

    permission = Permission.EDIT_LETTER_TEXTS
    template_name = "subsidies/lettertext_restore.html"

    def asked(self, name: str, otherwise: int) -> int:
        """Compare what holds with what is taken again."""
        newest = versions.texts_in_force(self.municipality, self.kind).version
        return newest if name == "van" else int(self.kwargs["number"])

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        shown = request.POST.get("version", "")
        try:
            saved = letter_text_saving.restore_texts(
                municipality_id=self.municipality.pk, kind=self.kind, number=self.kwargs["number"],
                version=int(shown) if shown.isdecimal() and len(shown) < 9 else -1,
                by=self.request.actor, at=timezone.now(),
            )  # fmt: skip
        except LetterText.DoesNotExist as error:
            raise Http404 from error
        except RefusedError as error:
            return self.render_to_response(self.get_context_data(refusal=error.message))
        self.say(saved)
        return redirect(self.address())


def _saved_text(version: int, renewed: int) -> str:
    """Say which version was kept, and what that did to the drafts."""
    kept = _("Versie %d van de teksten is bewaard.") % version
    if not renewed:
        return kept
    drafts = ngettext(
        "%d conceptbrief is bijgewerkt.", "%d conceptbrieven zijn bijgewerkt.", renewed
    )
    return f"{kept} {drafts % renewed}"
