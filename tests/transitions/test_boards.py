"""The board of a school, and the pages on which it receives a child."""

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from children.models import Child
from children.states import ConsentAct, ConsentScope, FormSection
from dossier.support_states import SupportDomain
from partners.models import AuditEntry
from partners.states import Role
from tests.factories.children import KleuterGroupFactory, ask, make_child, say
from tests.factories.partners import MembershipFactory, SchoolFactory, make_actor
from tests.factories.registrations import expect
from tests.factories.support import SupportNeedFactory
from tests.partners.cast import sign_in
from tests.transitions.cast import Cast
from tests.transitions.test_arrivals import LATER, do, linked
from transitions import arrivals, boards
from transitions.models import Arrival, SchoolRegistration
from transitions.registration_states import Preschool

BOARD = "/instroombord/"
SUPPORT = FormSection.SUPPORT


@pytest.fixture
def shared(cast: Cast) -> Cast:
    """Return a child that turns four next month, and whose form was shared with its school."""
    soon = timezone.localdate() + timedelta(days=30) - relativedelta(years=4)
    Child.objects.filter(pk=cast.child.pk).update(born_on=soon)
    cast.child.refresh_from_db()
    cast.ready(FormSection.BASICS, FormSection.REPORT, SUPPORT)
    cast.share()
    return cast


def allowed(cast: Cast, first_name: str, **columns: object) -> Child:
    """Make another child whose form the school may read, and was not shared."""
    child = make_child(
        cast.child.location,
        school=cast.school,
        first_name=first_name,
        **{"born_on": cast.child.born_on, **columns},
    )
    say(ask(child, ConsentScope.SHARE_FORM, cast.school, sections=[SUPPORT]), ConsentAct.GRANTED)
    return child


def names(cast: Cast) -> list[str]:
    board = boards.of(cast.reader, at=LATER)
    return [row.child.first_name for row in board.rows] if board else []


def test_who_is_on_the_board_and_who_is_not(shared: Cast) -> None:
    day = shared.reader.day
    last = day + relativedelta(months=6) - relativedelta(years=4)
    group = KleuterGroupFactory(school=shared.school)
    allowed(shared, "Aad", born_on=last)
    allowed(shared, "Bas", born_on=last + timedelta(days=1))
    allowed(shared, "Cor", born_on=day - timedelta(days=9) - relativedelta(years=4))
    gone = allowed(shared, "Dirk", born_on=day - timedelta(days=9) - relativedelta(years=4))
    Child.objects.filter(pk=gone.pk).update(school_group=group)
    asked = make_child(shared.child.location, first_name="Eef", born_on=last)
    say(ask(asked, ConsentScope.DISCUSS, shared.school), ConsentAct.GRANTED)
    assert names(shared) == ["Cor", "Levi", "Aad"]
    line = linked(shared)
    SchoolRegistration.objects.filter(pk=line.pk).update(starts_on=day + timedelta(days=300))
    assert names(shared) == ["Cor", "Aad"]
    question = shared.child.consent_questions.get(scope=ConsentScope.SHARE_FORM)
    say(question, ConsentAct.WITHDRAWN)
    SchoolRegistration.objects.filter(pk=line.pk).update(starts_on=day)
    assert names(shared) == ["Cor", "Aad"]


@pytest.mark.privacy(10)
def test_needs_are_there_as_far_as_parents_allow_this_school(shared: Cast) -> None:
    SupportNeedFactory(child=shared.child, domain=SupportDomain.LANGUAGE, until=None)
    SupportNeedFactory(child=shared.child, domain=SupportDomain.MEDICAL, is_health=True, until=None)
    board = boards.of(shared.reader, at=LATER)
    assert board is not None
    assert board.rows[0].need_words == SupportDomain.LANGUAGE.label
    parts = AuditEntry.objects.filter(action="child.read", details__section=boards.PART)
    assert set(parts.values_list("details__thing", flat=True)) == {"handover", "support"}
    shared.allow(FormSection.BASICS)
    other = SchoolFactory(municipality=shared.school.municipality)
    say(ask(shared.child, ConsentScope.SHARE_FORM, other, sections=[SUPPORT]), ConsentAct.GRANTED)
    found = boards.of(shared.reader, at=LATER)
    assert not found or not any(row.needs for row in found.rows)


def test_board_places_one_child_and_counts_the_places(shared: Cast) -> None:
    client = sign_in(Client(), shared.reader)
    group = KleuterGroupFactory(school=shared.school, name="De Vlinders", places=1)
    sent = {"child": str(shared.child.key), "group": str(group.pk), "reason": ""}
    page = client.post(BOARD, sent, follow=True).content.decode()
    assert "Kies waarom dit kind" in page
    sent["reason"] = "friends"
    page = client.post(BOARD, sent, follow=True).content.decode()
    assert "komt in De Vlinders" in page
    assert "1 van 1 plekken" in page
    assert Arrival.objects.get().is_placed
    Child.objects.filter(pk=allowed(shared, "Aad").pk).update(school_group=group)
    assert "meer dan er passen" in client.get(BOARD).content.decode()
    assert client.post(BOARD, sent | {"child": "niets"}).status_code == 404


def test_board_costs_as_many_queries_for_many_as_for_one(shared: Cast) -> None:
    KleuterGroupFactory(school=shared.school)
    SupportNeedFactory(child=shared.child, domain=SupportDomain.LANGUAGE, until=None)
    linked(shared)
    client, costs = sign_in(Client(), shared.reader), []
    client.get(BOARD)
    for number in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(BOARD).status_code == 200
        costs.append(len(queries))
        for first_name in ("Aad", "Bas", "Cor") if not number else ():
            child = allowed(shared, first_name)
            SupportNeedFactory(child=child, domain=SupportDomain.LANGUAGE, until=None)
            KleuterGroupFactory(school=shared.school)
    assert costs[0] == costs[1]


def test_board_as_a_file_and_empty(shared: Cast) -> None:
    do(shared, arrivals.prepare, prepares="Een vaste plek.", prepared_by="Marit")
    client = sign_in(Client(), shared.reader)
    answer = client.get(f"{BOARD}?als=csv")
    assert answer["Cache-Control"] == "private, no-store"
    assert "Levi Waterval" in answer.content.decode()
    assert "Een vaste plek.;Marit" in answer.content.decode()
    assert AuditEntry.objects.get(action=boards.EXPORTED).details == {"count": 1}
    Child.objects.filter(pk=shared.child.pk).update(
        born_on=timezone.localdate() - relativedelta(years=2), entered_on=timezone.localdate()
    )
    assert "Nog niemand om te plaatsen" in client.get(BOARD).content.decode()
    with pytest.raises(PermissionDenied):
        boards.of(make_actor(Role.TEA, shared.school), at=LATER)


def test_two_schools_have_a_board_each(shared: Cast) -> None:
    other = SchoolFactory(municipality=shared.school.municipality)
    MembershipFactory(organisation=other.organisation, role=Role.SCH, user=shared.reader.user)
    client = sign_in(Client(), shared.reader)
    page = client.get(f"{BOARD}?school={shared.school.pk}").content.decode()
    assert "Levi Waterval" in page
    page = client.get(f"{BOARD}?school={other.pk}").content.decode()
    assert "Levi Waterval" not in page


def test_page_of_an_arrival_notes_each_part(shared: Cast) -> None:
    client, path = sign_in(Client(), shared.reader), f"/kinderen/{shared.child.key}/overdracht/"
    line = expect(shared.child, preschool=Preschool.NONE, location=None)
    page = client.get(f"{path}aankomst/").content.decode()
    assert f"{line.name} is dit kind" in page
    group = KleuterGroupFactory(school=shared.school)
    for sent in (
        {"what": "link", "line": str(line.key)},
        {"what": "days", "intake_on": "1-2-2027"},
        {"what": "warm", "warm_with": "Fatma"},
        {"what": "place", "group": group.pk, "reason": "mix"},
        {"what": "prepare", "prepares": "Een vaste plek."},
        {"what": "feedback", "feedback": "Het gaat goed."},
    ):
        assert client.post(f"{path}aankomst/", sent).status_code == 302
    assert client.post(f"{path}aankomst/afsluiten/").status_code == 302
    page = client.get(f"{path}lezen/").content.decode()
    for words in ("1 februari 2027", "goede verdeling", "Een vaste plek.", "Het gaat goed."):
        assert words in page
    told = sign_in(Client(), shared.contact).get(path).content.decode()
    assert "Het gaat goed." in told
    assert "Afgesloten op" in told


def test_page_of_an_arrival_says_what_is_wrong(shared: Cast) -> None:
    client, path = sign_in(Client(), shared.reader), f"/kinderen/{shared.child.key}/overdracht/"
    page = client.post(f"{path}aankomst/", {"what": "feedback", "feedback": ""})
    assert "Schrijf in één zin" in page.content.decode()
    assert client.post(f"{path}aankomst/", {"what": "niets"}).status_code == 404
    page = client.post(f"{path}aankomst/", {"what": "days", "intake_on": "1-2-2027"})
    assert "Kies eerst welke regel" in page.content.decode()
    client.post(f"{path}aankomst/afsluiten/")
    assert Arrival.objects.get().closed_at is not None
    assert "Heropenen" in client.get(f"{path}aankomst/").content.decode()
    client.post(f"{path}aankomst/heropenen/")
    assert Arrival.objects.get().closed_at is None
