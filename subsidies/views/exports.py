"""Downloads of a year: the allocation, the annex for the college, the figures to fill in."""

from collections.abc import Callable
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import View

from config.listing import csv_response
from config.workbook import workbook_response
from partners.roles import Permission, require
from subsidies import exports, progress
from subsidies.calculation import Calculation, SchoolAmount, calculate, current_key
from subsidies.keys import Key, read_key
from subsidies.outcome import Outcome, outcome_of
from subsidies.views.years import YearMixin, require_any


class YearExportView(YearMixin, View):
    """One download by its name; who sees own schools only gets these."""

    def get(self, request: HttpRequest, code: str, label: str, file: str) -> HttpResponse:
        files: dict[str, Callable[[str], HttpResponse]] = {
            "verdeling.csv": self.allocation_csv,
            "verdeling.xlsx": self.allocation_xlsx,
            "bijlage-collegevoorstel.pdf": self.annex_pdf,
            "bijlage-collegevoorstel.xlsx": self.annex_xlsx,
            "ontbrekende-cijfers.csv": self.missing_csv,
        }
        if file not in files:
            raise Http404
        return files[file](f"{self.year.municipality.key}-{label}-{file}")

    def whole(self) -> Outcome:
        require(self.request.actor, Permission.VIEW_YEAR, self.year.municipality.organisation)
        return outcome_of(partial(calculate, self.year))

    def calculation(self) -> Calculation:
        """Return the whole calculation; without one there is nothing to download."""
        if (found := self.whole().calculation) is None:
            raise Http404
        return found

    def table(self) -> exports.Table:
        require_any(self.request, Permission.VIEW_YEAR, Permission.VIEW_OWN_AMOUNT)
        page = progress.page_of(self.year, self.request.actor)
        rows, key = self.rows_and_key(page)
        is_exact = exports.sees_exact_counts(self.request.actor)
        return exports.allocation_table(self.year, rows, key, is_exact=is_exact)

    def rows_and_key(self, page: progress.YearPage) -> tuple[list[SchoolAmount], Key]:
        row = current_key(self.year)
        if row is None or not page.all_rows:
            raise Http404
        dropped = page.calculation.dropped if page.calculation else []
        return [*page.rows, *dropped], read_key(row.definition)

    def allocation_csv(self, name: str) -> HttpResponse:
        table = self.table()
        header = [column.title for column in table.columns]
        return csv_response(name, header, table.rows)

    def allocation_xlsx(self, name: str) -> HttpResponse:
        return workbook_response(name, exports.allocation_workbook(self.year, self.table()))

    def annex_xlsx(self, name: str) -> HttpResponse:
        return workbook_response(name, exports.annex_workbook(self.year, self.calculation()))

    def annex_pdf(self, name: str) -> HttpResponse:
        content = exports.annex_pdf(self.year, self.calculation())
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{name}"'
        return response

    def missing_csv(self, name: str) -> HttpResponse:
        asked = (self.request.GET.get("soort"), self.request.GET.get("datum"))
        rows = [
            [figure.school.key, ""]
            for figure in self.whole().missing
            if (figure.kind.value, figure.date.isoformat()) == asked
        ]
        if not rows:
            raise Http404
        return csv_response(name, ["vestigingscode", "aantal"], rows)
