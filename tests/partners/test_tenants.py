"""Which municipalities are in use, and what of theirs a person leaves alone."""

from datetime import date

import pytest

from partners.models import Municipality
from partners.states import Role
from partners.tenants import Move, move_faults, others_in_use, shared_boards, shared_holders
from tests.factories.partners import (
    ChildcareLocationFactory,
    MembershipFactory,
    MunicipalityFactory,
    SchoolFactory,
    make_actor,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def other() -> Municipality:
    """Return a municipality with a member."""
    made: Municipality = MunicipalityFactory(key="0855", name="Populierdam")
    make_actor(Role.ADM, made)
    return made


def test_others_in_use_have_members_and_are_not_the_actors_own(other: Municipality) -> None:
    MunicipalityFactory()
    own = make_actor(Role.GEM, other)
    assert list(others_in_use(own)) == []
    assert list(others_in_use(make_actor(Role.GEM))) == [other]
    assert list(others_in_use(None)) == []


def test_move_faults_name_line_column_and_value(other: Municipality) -> None:
    moves = [Move(2, "De Wilg", "0796", "0855"), Move(3, "De Es", "0796", "0797")]
    by = make_actor(Role.GEM)
    [fault] = move_faults(moves, by=by, file="s.csv", column="GEMEENTENUMMER")
    assert fault.message == (
        "s.csv, regel 2, kolom GEMEENTENUMMER: “0855”, De Wilg stond tot nu bij gemeente 0796; "
        "Populierdam werkt hier ook, dus alleen de beheerder van de installatie verhuist deze "
        "vestiging."
    )
    assert move_faults(moves, by=None, file="s.csv", column="GEMEENTENUMMER") == []


def test_shared_boards_and_holders_name_each_municipality_once(other: Municipality) -> None:
    schools = [SchoolFactory(municipality=other)]
    schools.append(SchoolFactory(municipality=other, board=schools[0].board))
    location, by = ChildcareLocationFactory(municipality=other), make_actor(Role.GEM)
    key, holder = schools[0].board.key, location.holder.key
    assert shared_boards([key, "00000"], by) == {key: ["Populierdam"]}
    assert shared_holders([holder], by) == {holder: ["Populierdam"]}
    assert shared_boards([SchoolFactory().board.key], by) == {}


@pytest.mark.parametrize(
    ("period", "counts"),
    [
        ({}, True),
        ({"valid_from": date(2099, 1, 1)}, True),
        ({"valid_until": date(2020, 12, 31)}, False),
    ],
    ids=["now", "soon", "left"],
)
def test_others_in_use_have_people_now_or_soon(period: dict[str, date], counts: bool) -> None:
    other = MunicipalityFactory()
    MembershipFactory(organisation=other.organisation, role=Role.GEM, **period)
    MunicipalityFactory()  # nobody works there
    found = others_in_use(make_actor(Role.GEM, MunicipalityFactory()))
    assert list(found) == ([other] if counts else [])
