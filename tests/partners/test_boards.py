"""School boards: what is missing, and what is filled in by hand."""

from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from partners.access import Actor
from partners.boards import (
    BoardError,
    Contact,
    RegisterData,
    boards_of,
    gaps_of,
    needed_gaps,
    save_contact,
    save_register_data,
)
from partners.models import AuditEntry, BoardRelation, RegisterChange, School, SchoolBoard
from partners.states import Delivery, Role
from tests.factories.partners import (
    BoardRelationFactory,
    SchoolBoardFactory,
    SchoolFactory,
    make_actor,
)
from tests.partners.cast import TODAY, TOMORROW

pytestmark = pytest.mark.django_db
BARE = {"street": "", "house_number": "", "postcode": "", "city": ""}
POST = {
    "contact_name": "", "email": "", "iban": "", "delivery": Delivery.POST,
    "digital_agreed_on": None,
}  # fmt: skip


def words(gaps: list[Any]) -> list[str]:
    return [str(gap) for gap in gaps]


def data_of(board: SchoolBoard, **changes: str) -> RegisterData:
    names = RegisterData.__dataclass_fields__
    return RegisterData(**{**{name: getattr(board, name) for name in names}, **changes})


def write(function: Any, school: School, by: Actor, at: datetime, **more: Any) -> Any:
    return function(
        board_id=school.board_id, municipality_id=school.municipality_id, by=by, at=at, **more
    )


def test_needed_gaps_of_a_board_that_no_list_named() -> None:
    board = SchoolBoardFactory(name="Schoolbestuur 41234", key="41234", **BARE)
    assert words(needed_gaps(board)) == ["naam", "postadres"]


@pytest.mark.parametrize("missing", ["street", "postcode", "city"])
def test_needed_gaps_of_half_an_address(missing: str) -> None:
    assert words(needed_gaps(SchoolBoardFactory(**{missing: ""}))) == ["postadres"]


def test_gaps_of_a_board_name_what_is_not_needed_too(school: School) -> None:
    board = boards_of(school.municipality, SchoolBoard.objects.all()).get()
    assert words(gaps_of(board)) == ["KvK-nummer", "e-mailadres"]


def test_gaps_of_a_complete_board_are_none(school: School) -> None:
    SchoolBoard.objects.update(kvk_number="90000001")
    BoardRelationFactory(
        board=school.board, municipality=school.municipality, email="b@bestuur.example"
    )
    assert gaps_of(boards_of(school.municipality, SchoolBoard.objects.all()).get()) == []


def test_boards_of_are_those_with_a_school_here_and_their_relation_here(school: School) -> None:
    SchoolFactory()
    elsewhere = SchoolFactory(board=school.board)
    BoardRelationFactory(board=school.board, municipality=elsewhere.municipality)
    found = boards_of(school.municipality, SchoolBoard.objects.all()).get()
    assert (found, found.relation_here) == (school.board, [])


def test_save_register_data_keeps_each_change_with_its_source(
    school: School, officer: Actor, at: datetime
) -> None:
    data = data_of(school.board, name="Stichting De Linde", city="Lindestad")
    saved = write(save_register_data, school, officer, at, data=data)
    assert (saved.name, saved.city) == ("Stichting De Linde", "Lindestad")
    changes = RegisterChange.objects.order_by("field")
    assert [(row.field, row.old, row.new, row.source) for row in changes] == [
        ("city", "Wilgenstad", "Lindestad", "met de hand"),
        ("name", school.board.name, "Stichting De Linde", "met de hand"),
    ]
    assert {row.changed_on for row in changes} == {TODAY}
    assert AuditEntry.objects.get().details == {"fields": ["city", "name"]}


def test_save_register_data_again_changes_nothing(
    school: School, officer: Actor, at: datetime
) -> None:
    write(save_register_data, school, officer, at, data=data_of(school.board))
    assert not RegisterChange.objects.exists()
    assert not AuditEntry.objects.exists()


def test_save_register_data_of_a_board_elsewhere_is_refused(
    school: School, officer: Actor, at: datetime
) -> None:
    other = SchoolFactory()
    with pytest.raises(SchoolBoard.DoesNotExist):
        save_register_data(
            board_id=other.board_id,
            municipality_id=school.municipality_id,
            data=data_of(other.board),
            by=officer,
            at=at,
        )


@pytest.mark.parametrize(
    ("field", "value"), [("name", "Van ons"), ("city", "Elders"), ("street", "")]
)
def test_save_register_data_that_another_municipality_reads_is_refused(
    field: str, value: str, school: School, officer: Actor, at: datetime
) -> None:
    make_actor(Role.GEM, SchoolFactory(board=school.board).municipality)
    with pytest.raises(BoardError, match="alleen een nieuw register") as refusal:
        write(save_register_data, school, officer, at, data=data_of(school.board, **{field: value}))
    assert refusal.value.field == field
    assert not RegisterChange.objects.exists()


def test_save_register_data_fills_in_what_is_empty_for_everybody(
    school: School, officer: Actor, at: datetime
) -> None:
    make_actor(Role.GEM, SchoolFactory(board=school.board).municipality)
    school.board.organisation.name = "Schoolbestuur 41234"
    school.board.organisation.save()
    data = data_of(school.board, name="Stichting De Linde", kvk_number="90000001")
    saved = write(save_register_data, school, officer, at, data=data)
    assert (saved.name, saved.kvk_number) == ("Stichting De Linde", "90000001")


def test_save_register_data_where_nobody_else_works(
    school: School, officer: Actor, at: datetime
) -> None:
    SchoolFactory(board=school.board)
    saved = write(save_register_data, school, officer, at, data=data_of(school.board, city="Nu"))
    assert saved.city == "Nu"


@pytest.mark.parametrize("role", [Role.SIG, Role.DPO])
def test_save_register_data_is_refused_to_a_role_without_it(
    role: Role, school: School, at: datetime
) -> None:
    actor = make_actor(role, school.municipality, day=at.date())
    with pytest.raises(PermissionDenied):
        write(save_register_data, school, actor, at, data=data_of(school.board))


def test_save_contact_makes_and_changes_the_relation_here(
    school: School, officer: Actor, at: datetime
) -> None:
    write(save_contact, school, officer, at, contact=Contact(**POST))
    write(save_contact, school, officer, at, contact=Contact(**{**POST, "email": "b@b.example"}))
    relation = BoardRelation.objects.get()
    assert (relation.municipality, relation.email) == (school.municipality, "b@b.example")
    assert AuditEntry.objects.filter(action="board.contact_saved").count() == 2


@pytest.mark.parametrize(
    ("agreed_on", "email", "field"),
    [
        (None, "b@b.example", "digital_agreed_on"),
        (TOMORROW, "b@b.example", "digital_agreed_on"),
        (TODAY, "", "email"),
    ],
)
def test_save_contact_refuses_digital_without_a_dated_yes_or_an_address(
    agreed_on: date | None, email: str, field: str, school: School, officer: Actor, at: datetime
) -> None:
    values = {"delivery": Delivery.DIGITAL, "digital_agreed_on": agreed_on, "email": email}
    with pytest.raises(BoardError) as refusal:
        write(save_contact, school, officer, at, contact=Contact(**{**POST, **values}))
    assert refusal.value.field == field
    assert not BoardRelation.objects.exists()


def test_save_contact_takes_digital_with_a_dated_yes(
    school: School, officer: Actor, at: datetime
) -> None:
    values = {"delivery": Delivery.DIGITAL, "digital_agreed_on": TODAY, "email": "b@b.example"}
    saved = write(save_contact, school, officer, at, contact=Contact(**{**POST, **values}))
    assert (saved.delivery, saved.digital_agreed_on) == (Delivery.DIGITAL, TODAY)
