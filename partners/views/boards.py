"""Pages of the boards of a municipality: what is missing, and filling it in."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.views import FilterView

from config.htmx import FragmentMixin
from config.listing import SortedListMixin
from partners import boards
from partners.boards import BoardError
from partners.filters import BoardFilter
from partners.forms.settings import BoardForm, ContactForm
from partners.models import BoardRelation, SchoolBoard
from partners.views.settings import MunicipalityMixin, SettingFormView

SHARED = gettext_lazy(
    "Ook %s werkt hier met dit bestuur: vul gerust aan wat leeg is, maar wat er al staat, wijzigt "
    "alleen met een nieuw register."
)


class BoardSettingsListView(MunicipalityMixin, SortedListMixin, FragmentMixin, FilterView):
    filterset_class = BoardFilter
    template_name = "partners/board_settings.html"
    fragment_template_name = "partners/_board_setting_rows.html"
    sorts = {
        "naam": ("organisation__sort_name",),
        "nummer": ("organisation__key",),
    }

    def get_queryset(self) -> QuerySet[SchoolBoard]:
        rows = SchoolBoard.objects.visible_to(self.request.actor)
        self.queryset = boards.boards_of(self.municipality, rows)
        return self.order(self.queryset)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for board in context["object_list"]:
            board.gaps = boards.gaps_of(board)
        return context


class BoardFormView(SettingFormView):
    """Base: a form on one board with a school in the municipality."""

    subject: Any = ""

    def home(self) -> str:
        return reverse("board_settings", args=[self.municipality.key])

    def find_board(self) -> Any:
        rows = SchoolBoard.objects.visible_to(self.request.actor)
        here = boards.boards_of(self.municipality, rows)
        return get_object_or_404(here, organisation__key=self.kwargs["number"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.title = f"{self.find_board().name}: {self.subject}"
        return super().get_context_data(**kwargs)

    def given(self) -> dict[str, Any]:
        """Return what every write takes."""
        return {
            "board_id": self.find_board().pk,
            "municipality_id": self.municipality.pk,
            "by": self.request.actor,
            "at": timezone.now(),
        }


class BoardView(BoardFormView):
    form_class = BoardForm
    subject = gettext_lazy("naam en adres")
    intro = gettext_lazy(
        "Naam, KvK-nummer en postadres horen bij het register. Andere gemeenten met scholen van "
        "dit bestuur zien dezelfde gegevens, en een nieuw register kan ze weer overschrijven."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "board": self.find_board()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if others := boards.shared_with(self.find_board(), self.request.actor):
            names = get_text_list(others, _("en"))
            context["intro"] = f"{context['intro']} {SHARED % names}"
        return context

    def form_valid(self, form: BoardForm) -> HttpResponse:
        try:
            saved = boards.save_register_data(data=form.data_for_register(), **self.given())
        except BoardError as error:
            form.refuse(error)
            return self.form_invalid(form)
        return self.finish(_("De gegevens van %s zijn bewaard.") % saved)


class BoardContactView(BoardFormView):
    form_class = ContactForm
    subject = gettext_lazy("contact en bezorging")
    intro = gettext_lazy("Zo bereikt jouw gemeente dit bestuur. Andere gemeenten zien dit niet.")

    def get_form_kwargs(self) -> dict[str, Any]:
        relations: list[BoardRelation] = self.find_board().relation_here
        return {**super().get_form_kwargs(), "relation": relations[0] if relations else None}

    def form_valid(self, form: ContactForm) -> HttpResponse:
        try:
            saved = boards.save_contact(contact=form.contact(), **self.given())
        except BoardError as error:
            form.refuse(error)
            return self.form_invalid(form)
        return self.finish(_("Het contact met %s is bewaard.") % saved.board)
