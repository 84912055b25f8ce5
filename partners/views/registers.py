"""Pages of the registers: schools and school boards."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django_filters.views import FilterView

from config.htmx import FragmentMixin
from config.listing import SortedListMixin, csv_response
from partners.access import ScopedMixin
from partners.filters import BoardFilter, SchoolFilter
from partners.models import School, SchoolBoard
from partners.roles import Permission, can, require


class RegisterListView(SortedListMixin, ScopedMixin, FragmentMixin, FilterView):
    """Shared: permission, filters, sorting, and `?als=csv` for what the filter shows."""

    permission = Permission.VIEW_REGISTERS
    csv_name = ""
    csv_header: tuple[Any, ...] = ()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(self.request.actor, self.permission, None)
        response: HttpResponse = super().get(request, *args, **kwargs)
        if request.GET.get("als") == "csv":
            rows = map(self.csv_row, self.object_list)
            return csv_response(self.csv_name, [str(name) for name in self.csv_header], rows)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_import = can(self.request.actor, Permission.IMPORT_REGISTERS)
        context: dict[str, Any] = super().get_context_data(may_import=may_import, **kwargs)
        return context

    def csv_row(self, row: Any) -> tuple[Any, ...]:
        raise NotImplementedError


class SchoolListView(RegisterListView):
    model = School
    filterset_class = SchoolFilter
    template_name = "partners/school_list.html"
    csv_name = "scholen.csv"
    csv_header = (_("Code"), _("School"), _("Onderwijsorganisatie"), _("Adres"), _("Gesloten op"))
    sorts = {
        "naam": ("organisation__sort_name",),
        "code": ("organisation__key",),
        "bestuur": ("board__organisation__sort_name", "organisation__sort_name"),
        "plaats": ("city", "organisation__sort_name"),
    }

    def get_queryset(self) -> QuerySet[School]:
        return super().get_queryset().select_related("organisation", "board__organisation")

    def csv_row(self, row: School) -> tuple[Any, ...]:
        address = ", ".join(row.address_lines)
        return row.key, row.name, row.board.name, address, row.closed_on


class BoardListView(RegisterListView):
    model = SchoolBoard
    filterset_class = BoardFilter
    template_name = "partners/board_list.html"
    csv_name = "onderwijsorganisaties.csv"
    csv_header = (_("Nummer"), _("Naam"), _("KvK-nummer"), _("Adres"), _("Scholen"))
    sorts = {
        "naam": ("organisation__sort_name",),
        "nummer": ("organisation__key",),
        "scholen": ("school_count", "organisation__sort_name"),
    }

    def get_queryset(self) -> QuerySet[SchoolBoard]:
        ids = School.objects.visible_to(self.request.actor).values("pk")
        counted = Count("schools", filter=Q(schools__in=ids))
        self.queryset = SchoolBoard.objects.visible_to(self.request.actor)
        rows = self.queryset.annotate(school_count=counted).select_related("organisation")
        return self.order(rows)

    def csv_row(self, row: Any) -> tuple[Any, ...]:
        return row.key, row.name, row.kvk_number, ", ".join(row.address_lines), row.school_count
