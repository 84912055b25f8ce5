"""Newer questions for consent that stop the older ones; the rest stands in test_consents.py."""

import pytest

from children.states import ConsentAct, ConsentScope
from tests.factories.children import ask, make_child, say
from tests.factories.partners import SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("act", [ConsentAct.REFUSED, ConsentAct.OBJECTED])
def test_no_to_a_support_team_stops_the_older_of_whatever_school(act: ConsentAct) -> None:
    child, team = make_child(), ConsentScope.SUPPORT_TEAM
    older = ask(child, team, SchoolFactory())
    say(older, ConsentAct.GRANTED)
    say(ask(child, team, SchoolFactory()), act)
    older.refresh_from_db()
    last = older.events.order_by("pk").last()
    assert (last.act, older.is_live) == (ConsentAct.SUPERSEDED, False)
