"""What list pages share: the order that a link asks for, and the export."""

from decimal import Decimal
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import RequestFactory

from config.listing import SortedListMixin, csv_response
from partners.models import Organisation


class Rows:
    """A view without sorting."""

    def get_queryset(self) -> QuerySet[Organisation]:
        return Organisation.objects.all()


class Sorted(SortedListMixin, Rows):
    """The same, sorted."""

    sorts = {"naam": ("sort_name",), "nieuwste": ("-key", "sort_name")}


def order_for(query: str) -> tuple[str, ...]:
    view = Sorted()
    view.request = RequestFactory().get(f"/{query}")
    return view.get_queryset().query.order_by


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", ("sort_name", "pk")),
        ("?volgorde=naam", ("sort_name", "pk")),
        ("?volgorde=-naam", ("-sort_name", "pk")),
        ("?volgorde=nieuwste", ("-key", "sort_name", "pk")),
        ("?volgorde=-nieuwste", ("key", "-sort_name", "pk")),
        ("?volgorde=password", ("sort_name", "pk")),
        ("?volgorde=-", ("sort_name", "pk")),
        ("?volgorde=--naam", ("sort_name", "pk")),
    ],
)
def test_get_queryset_follows_the_query(query: str, order: tuple[str, ...]) -> None:
    assert order_for(query) == order


def exported(*rows: tuple[Any, ...]) -> list[str]:
    response = csv_response("scholen.csv", ["Code", "School"], rows)
    return response.content.decode("utf-8-sig").split("\r\n")


def test_csv_response_opens_in_a_dutch_spreadsheet() -> None:
    response = csv_response("scholen.csv", ["Code"], [("13WW00",)])
    assert response.content == b"\xef\xbb\xbfCode\r\n13WW00\r\n"
    assert response["Content-Disposition"] == 'attachment; filename="scholen.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"


def test_csv_response_quotes_what_would_split_a_cell() -> None:
    assert exported(("1", 'De "Wilg"; locatie 2'), ("2", None)) == [
        "Code;School", '1;"De ""Wilg""; locatie 2"', "2;", "",
    ]  # fmt: skip


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_csv_response_disarms_a_formula(start: str) -> None:
    assert exported(("1", f"{start}SOM(A1)"))[1] == f"1;'{start}SOM(A1)"


def test_csv_response_disarms_a_head() -> None:
    response = csv_response("x.csv", ['=HYPERLINK("x")', "School"], [])
    assert response.content.decode("utf-8-sig") == '"\'=HYPERLINK(""x"")";School\r\n'


def test_csv_response_keeps_a_negative_number_a_number() -> None:
    response = csv_response("x.csv", ["Verschil", "Tekst"], [(Decimal("-675.64"), "-675.64")])
    assert response.content.decode("utf-8-sig").splitlines()[1] == "-675,64;'-675.64"
