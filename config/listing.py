"""What every list page shares: sorting by a link, paging, an empty state and a CSV export."""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import StringIO
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

PER_PAGE = 25
SORT, PAGE = "volgorde", "bladzijde"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class SortedListMixin:
    """View mixin for a `FilterView`: order from the query, 25 rows a page.

    `sorts` maps a key of the query to the order_by expressions; the first key is the default.
    """

    paginate_by = PER_PAGE
    page_kwarg = PAGE
    sorts: dict[str, tuple[str, ...]] = {}
    request: Any

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows in the order that the query asks for."""
        return self.order(super().get_queryset())  # type: ignore[misc]

    def order(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Order rows by the query's key; an unknown key is the default."""
        asked = self.request.GET.get(SORT, "")
        key = asked.removeprefix("-")
        if key not in self.sorts:
            asked = key = next(iter(self.sorts))
        fields: Sequence[str] = self.sorts[key]
        if asked.startswith("-"):
            fields = [f"-{f}" if not f.startswith("-") else f[1:] for f in fields]
        return rows.order_by(*fields, "pk")


def csv_response(
    filename: str, header: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """Return a CSV to download."""
    response = HttpResponse(csv_text(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return a CSV that opens rightly in a Dutch Excel: semicolons, UTF-8 with BOM.

    A cell that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_cell(title) for title in header])
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return "\ufeff" + out.getvalue()


def _cell(value: Any) -> str:
    """Return a cell as text: a number with a decimal comma, text never as a formula."""
    if isinstance(value, int | Decimal):
        return str(value).replace(".", ",")
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
