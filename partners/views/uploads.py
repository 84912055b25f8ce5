"""Pages on which a register is read in: choose, look at the preview, read in or not."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import DetailView, FormView, ListView, TemplateView, View

from config.formats import date_words
from config.htmx import FragmentMixin
from config.listing import PAGE, PER_PAGE, csv_response
from partners import uploads
from partners.access import ActorRequest, ActorRequiredMixin, ScopedMixin
from partners.forms.uploads import UploadForm
from partners.models import Municipality, RegisterUpload, School
from partners.register_files import RegisterError
from partners.register_words import label_of, names_of, shown
from partners.roles import Permission, can, require
from partners.states import IllegalMoveError, RegisterKind, UploadState

REGISTERS = {
    "scholen": RegisterKind.SCHOOLS,
    "besturen": RegisterKind.BOARDS,
    "cijfers": RegisterKind.FIGURES,
    "kinderopvang": RegisterKind.CHILDCARE,
}
TABS = {
    "nieuw": ("created", gettext_lazy("Nieuw")),
    "gewijzigd": ("updated", gettext_lazy("Gewijzigd")),
    "verdwenen": ("closed", gettext_lazy("Niet meer in het register")),
    "gelijk": ("unchanged", gettext_lazy("Gelijk")),
}
TEMPLATE_HEADER = ("vestigingscode", "aantal", "school")


class RegistersMixin(ActorRequiredMixin):
    """View mixin: for who may read in registers."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse another role before anything is looked up."""
        if getattr(request, "actor", None) is not None:
            require(request.actor, Permission.IMPORT_REGISTERS, None)  # type: ignore[attr-defined]
        return super().dispatch(request, *args, **kwargs)

    def municipalities(self) -> QuerySet[Municipality]:
        """Return the municipalities whose registers the actor reads in."""
        actor = self.request.actor
        own = Municipality.objects.visible_to(actor).select_related("organisation")
        may = [m.pk for m in own if can(actor, Permission.IMPORT_REGISTERS, m.organisation)]
        return own.filter(pk__in=may)


class UploadListView(RegistersMixin, ScopedMixin, ListView):
    """What was uploaded, the newest first; the files themselves stay in the database."""

    model = RegisterUpload
    template_name = "partners/registerupload_list.html"
    paginate_by = PER_PAGE
    page_kwarg = PAGE

    def get_queryset(self) -> Any:
        rows = super().get_queryset().defer("content", "outcome")
        rows = rows.annotate(counts=F("outcome__counts"), refusal=F("outcome__error"))
        return rows.select_related("uploaded_by", "decided_by", "municipality__organisation")


class RegisterChoiceView(RegistersMixin, TemplateView):
    template_name = "partners/registerupload_choice.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(municipalities=self.municipalities(), **kwargs)


class UploadCreateView(RegistersMixin, FormView):
    form_class = UploadForm
    template_name = "partners/registerupload_form.html"

    def get_initial(self) -> dict[str, Any]:
        """Start from what a link asks for: `?soort=granted&datum=1-8-2025`."""
        return {"kind": self.request.GET.get("soort"), "date": self.request.GET.get("datum")}

    def get_form_kwargs(self) -> dict[str, Any]:
        if self.kwargs["register"] not in REGISTERS:
            raise Http404
        self.kind = REGISTERS[self.kwargs["register"]]
        more = {"register": self.kind, "municipalities": self.municipalities()}
        return {**super().get_form_kwargs(), **more}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "kind": self.kind, "municipalities": context["form"].municipalities}

    def form_valid(self, form: UploadForm) -> HttpResponse:
        try:
            kept = uploads.upload(
                kind=self.kind, by=self.request.actor, at=timezone.now(), **form.values()
            )
        except RegisterError as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        return redirect("upload", kept.pk)


class UploadDetailView(RegistersMixin, ScopedMixin, FragmentMixin, DetailView):
    """The preview of an upload; after the decision what was decided."""

    model = RegisterUpload
    template_name = "partners/registerupload_detail.html"
    fragment_template_name = "partners/_registerupload_rows.html"
    context_object_name = "upload"

    def get_queryset(self) -> QuerySet[RegisterUpload]:
        rows: QuerySet[RegisterUpload] = super().get_queryset().defer("content")
        return rows.select_related("uploaded_by", "decided_by", "municipality__organisation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        outcome, counts = self.object.outcome, self.object.outcome.get("counts", {})
        tab = self.tab(counts)
        rows = [row for row in outcome.get("rows", []) if row["outcome"] == TABS[tab][0]]
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get(PAGE))
        return super().get_context_data(
            outcome=outcome,
            tabs=[(key, label, counts.get(name, 0)) for key, (name, label) in TABS.items()],
            tab=tab,
            rows=in_words(page.object_list),
            page_obj=page,
            **self.words(),
            **self.may(),
            **kwargs,
        )

    def words(self) -> dict[str, str]:
        """Return what the file is about, and what was closed."""
        return {"about": about(self.object), "closed_words": closed_words(self.object)}

    def may(self) -> dict[str, bool]:
        """Return what can still be decided."""
        importer = uploads.IMPORTERS[RegisterKind(self.object.kind)]
        is_open = self.object.state == UploadState.OPEN
        return {"is_open": is_open, "can_close": importer.can_close}

    def tab(self, counts: dict[str, int]) -> str:
        """Return the tab that was asked for, else the first with something in it."""
        asked = self.request.GET.get("toon", "")
        full = [key for key, (name, _label) in TABS.items() if counts.get(name)]
        return asked if asked in TABS else next(iter(full), "nieuw")


def about(kept: RegisterUpload) -> str:
    """Return what somebody told about the file: which figure, of which day."""
    if "date" not in kept.options:
        return ""
    kinds = dict(uploads.IMPORTERS[RegisterKind(kept.kind)].kinds)
    words = kinds.get(kept.options["kind"], "")
    return f"{words}, {date_words(date.fromisoformat(kept.options['date']))}"


def closed_words(kept: RegisterUpload) -> str:
    """Return how many were closed by reading this in, or nothing."""
    gone = int(kept.outcome.get("counts", {}).get("closed", 0))
    if not (gone and kept.outcome.get("is_closed")):
        return ""
    if kept.kind == RegisterKind.SCHOOLS:
        return ngettext("%d school is gesloten.", "%d scholen zijn gesloten.", gone) % gone
    return ngettext("%d locatie is gesloten.", "%d locaties zijn gesloten.", gone) % gone


def in_words(rows: Any) -> list[dict[str, Any]]:
    """Return rows of a preview with their differences in words."""
    names = names_of((f, old, new) for row in rows for f, old, new in row["fields"])
    return [
        row
        | {
            "fields": [
                (label_of(field), shown(field, old, names), shown(field, new, names))
                for field, old, new in row["fields"]
            ]
        }
        for row in rows
    ]


class UploadDecisionView(RegistersMixin, View):
    """Shared: a decision on an upload, sent from its preview."""

    def post(self, request: ActorRequest, pk: int) -> HttpResponse:
        get_object_or_404(RegisterUpload.objects.visible_to(request.actor).defer("content"), pk=pk)
        try:
            self.decide(request, pk)
        except (IllegalMoveError, RegisterError) as error:
            messages.error(request, str(error))
        return redirect("upload", pk)

    def decide(self, request: ActorRequest, pk: int) -> None:
        raise NotImplementedError


class UploadConfirmView(UploadDecisionView):
    def decide(self, request: ActorRequest, pk: int) -> None:
        kept = uploads.confirm(
            upload_id=pk,
            by=request.actor,
            at=timezone.now(),
            close_missing="sluiten" in request.POST,
            force="zeker" in request.POST,
        )
        if kept.state == UploadState.CONFIRMED:
            closed = closed_words(kept) and f"{closed_words(kept)} "
            messages.success(request, _("Ingelezen. %sHet bestand is niet bewaard.") % closed)
        else:
            text = _("De gegevens zijn intussen veranderd. Bekijk eerst dit nieuwe voorbeeld.")
            messages.warning(request, text)


class UploadDropView(UploadDecisionView):
    def decide(self, request: ActorRequest, pk: int) -> None:
        uploads.drop(upload_id=pk, by=request.actor, at=timezone.now())
        messages.success(request, _("Niet ingelezen. Het bestand is weggegooid."))


class FigureTemplateView(RegistersMixin, View):
    """An empty two-column file with every open school of a municipality."""

    def get(self, request: ActorRequest, code: str) -> HttpResponse:
        municipality = get_object_or_404(self.municipalities(), organisation__key=code)
        schools = School.objects.visible_to(request.actor).filter(municipality=municipality)
        rows = schools.in_force_on(timezone.localdate()).order_by("organisation__key")
        cells = rows.values_list("organisation__key", "organisation__name")
        return csv_response(
            f"cijfers-{code}.csv", TEMPLATE_HEADER, [(key, "", name) for key, name in cells]
        )
