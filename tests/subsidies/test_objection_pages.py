"""Pages of an objection: who registers and who decides, and what is refused."""

import re

import pytest
import time_machine

from partners.states import Role
from subsidies.models import DecisionLetter, Objection, SchoolChange
from subsidies.school_changes import schools_to_revise
from subsidies.states import LetterState, ObjectionOutcome
from subsidies.views.changes import change_url
from tests.factories.issued import settle
from tests.factories.partners import make_actor
from tests.subsidies.office import ON_THE_DAY, Office, bring, make_office
from tests.subsidies.test_letter_pages import path, post, text_of, texts
from tests.subsidies.test_pages import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office(boards=2)


def sent(office: Office) -> DecisionLetter:
    return bring(office, LetterState.SENT)[0]


@time_machine.travel(ON_THE_DAY)
def test_objection_is_registered_by_the_board_itself(office: Office) -> None:
    letter = sent(office)
    board = make_actor(Role.BRD, letter.board)
    answer = post(board, path(letter, "/bezwaar/"), received_on="2-3-2026", objector="Het bestuur")
    assert texts(answer) == ["Het bezwaar is vastgelegd."]
    row = Objection.objects.get()
    assert (row.letter, row.objector, row.registered_by) == (letter, "Het bestuur", board.user)


def test_objection_that_is_late_is_kept_with_a_warning(office: Office) -> None:
    letter = sent(office)
    answer = post(office.checker, path(letter, "/bezwaar/"), received_on="14-4-2026", objector="X")
    assert "na de laatste dag" in texts(answer)[0]
    assert Objection.objects.count() == 1


def test_pages_about_a_letter_are_named_after_it_and_lead_back_to_it(office: Office) -> None:
    letter = sent(office)
    for part, name in (("bezwaar", "Bezwaar vastleggen"), ("intrekken", "Subsidie intrekken")):
        text = client_of(office.checker).get(path(letter, f"/{part}/")).content.decode()
        assert f"<title>{name}: {letter.reference} - Soepele overgang</title>" in text
        assert re.search(rf'href="{path(letter)}">\s*{letter.reference}\s*</a>', text)


@time_machine.travel(ON_THE_DAY)
def test_objection_of_a_day_to_come_is_refused_at_its_field(office: Office) -> None:
    letter = sent(office)
    answer = post(office.checker, path(letter, "/bezwaar/"), received_on="3-3-2026", objector="X")
    errors = {"received_on": ["De dag van ontvangst ligt in de toekomst."]}
    assert answer.context["form"].errors == errors
    assert Objection.objects.count() == 0


@time_machine.travel(ON_THE_DAY)
def test_decision_of_a_day_to_come_is_refused_at_its_field(office: Office) -> None:
    letter = sent(office)
    post(office.checker, path(letter, "/bezwaar/"), received_on="2-3-2026", objector="X")
    where = path(letter, f"/bezwaar/{Objection.objects.get().pk}/beslissing/")
    answer = post(office.checker, where, outcome=ObjectionOutcome.UPHELD, decided_on="3-3-2026")
    errors = {"decided_on": ["De dag van de beslissing ligt in de toekomst."]}
    assert answer.context["form"].errors == errors


def test_objection_before_the_letter_was_sent_is_refused_at_the_form(office: Office) -> None:
    letter = sent(office)
    answer = post(office.checker, path(letter, "/bezwaar/"), received_on="1-3-2026", objector="X")
    assert answer.context["form"].non_field_errors()
    assert Objection.objects.count() == 0


@pytest.mark.parametrize("role", [Role.SIG, Role.DPO])
def test_objection_is_not_registered_by_who_signs_or_audits(office: Office, role: Role) -> None:
    letter = sent(office)
    where = path(letter, "/bezwaar/")
    assert client_of(office.actor_of(role)).get(where).status_code == 403


def test_objection_is_decided_by_the_officer_only(office: Office) -> None:
    letter = sent(office)
    post(office.checker, path(letter, "/bezwaar/"), received_on="3-3-2026", objector="X")
    where = path(letter, f"/bezwaar/{Objection.objects.get().pk}/beslissing/")
    assert client_of(office.sender).get(where).status_code == 403
    answer = post(office.checker, where, outcome="dismissed", decided_on="20-4-2026", note="")
    assert texts(answer) == ["De beslissing is vastgelegd."]
    assert Objection.objects.get().outcome == ObjectionOutcome.DISMISSED


def test_decision_needs_an_outcome(office: Office) -> None:
    letter = sent(office)
    post(office.checker, path(letter, "/bezwaar/"), received_on="3-3-2026", objector="X")
    where = path(letter, f"/bezwaar/{Objection.objects.get().pk}/beslissing/")
    answer = post(office.checker, where, outcome="", decided_on="20-4-2026")
    assert answer.context["form"].errors["outcome"] == ["Kies hoe er is beslist."]


@time_machine.travel("2026-04-01 10:00+02:00")
def test_decision_is_postponed_once(office: Office) -> None:
    letter = sent(office)
    post(office.checker, path(letter, "/bezwaar/"), received_on="3-3-2026", objector="X")
    row = Objection.objects.get()
    where = path(letter, f"/bezwaar/{row.pk}/verdagen/")
    first = texts(post(office.checker, where))
    second = post(office.checker, where)
    assert first == ["De beslissing is zes weken verdaagd."]
    assert second.context["form"].non_field_errors()
    assert Objection.objects.get().decide_before > row.decide_before


def test_objection_to_another_letter_is_not_there(office: Office) -> None:
    first, second = bring(office, LetterState.SENT)
    post(office.checker, path(first, "/bezwaar/"), received_on="3-3-2026", objector="X")
    where = path(second, f"/bezwaar/{Objection.objects.get().pk}/beslissing/")
    assert (
        post(office.checker, where, outcome="dismissed", decided_on="20-4-2026").status_code == 404
    )


@time_machine.travel(ON_THE_DAY)
def test_objection_is_corrected_and_then_taken_back(office: Office) -> None:
    letter = sent(office)
    post(office.checker, path(letter, "/bezwaar/"), received_on="2-3-2026", objector="X")
    row = Objection.objects.get()
    where = path(letter, f"/bezwaar/{row.pk}/corrigeren/")
    form = client_of(office.checker).get(where).context["form"]
    assert (form.initial["received_on"], form.initial["objector"]) == (row.received_on, "X")
    answer = post(office.checker, where, received_on="2-3-2026", objector="Y", reason="Naam.")
    assert texts(answer) == ["Het bezwaar is gecorrigeerd."]
    answer = post(
        office.checker, path(letter, f"/bezwaar/{row.pk}/ten-onrechte/"), reason="Dubbel."
    )
    assert texts(answer) == ["Het bezwaar telt niet meer mee."]
    assert "Ten onrechte vastgelegd: Dubbel." in text_of(answer)


@time_machine.travel(ON_THE_DAY)
def test_objection_of_a_board_is_corrected_by_it_without_a_day(office: Office) -> None:
    letter = sent(office)
    board = make_actor(Role.BRD, letter.board)
    post(board, path(letter, "/bezwaar/"), objector="Het bestuur")
    row = Objection.objects.get()
    answer = post(
        board,
        path(letter, f"/bezwaar/{row.pk}/corrigeren/"),
        objector="De stichting",
        reason="Naam.",
    )
    assert texts(answer) == ["Het bezwaar is gecorrigeerd."]
    answer = post(office.checker, path(letter, f"/bezwaar/{row.pk}/ten-onrechte/"), reason="Weg.")
    assert "alleen het bestuur haalt het weg" in text_of(answer)


@pytest.mark.parametrize(("role", "offered"), [(Role.GEM, True), (Role.BRD, False)])
@time_machine.travel(ON_THE_DAY)
def test_objection_of_the_office_is_not_for_the_board_to_correct(
    office: Office, role: Role, offered: bool
) -> None:
    letter = sent(office)
    post(office.checker, path(letter, "/bezwaar/"), received_on="2-3-2026", objector="X")
    by = office.checker if role == Role.GEM else make_actor(Role.BRD, letter.board)
    page = client_of(by).get(path(letter)).content.decode()
    where = path(letter, f"/bezwaar/{Objection.objects.get().pk}/corrigeren/")
    assert (where in page) is offered
    answer = post(by, where, received_on="2-3-2026", objector="Y", reason="Naam.")
    assert ("vraag haar om een correctie" in text_of(answer)) is not offered


@time_machine.travel(ON_THE_DAY)
def test_objection_that_is_upheld_shows_its_proposal_with_one_field(office: Office) -> None:
    letter = sent(office)
    post(office.checker, path(letter, "/bezwaar/"), received_on="2-3-2026", objector="X")
    where = path(letter, f"/bezwaar/{Objection.objects.get().pk}/beslissing/")
    field = client_of(office.checker).get(where).context["form"].fields["school_ids"]
    assert field.initial == [pk for pk, _name in field.choices] != []
    answer = post(
        office.checker, where, outcome="upheld", decided_on="2-3-2026", school_ids=field.initial
    )
    assert "Bij Wijzigingen staat een voorstel" in " ".join(texts(answer))
    change = SchoolChange.objects.get()
    page = client_of(office.checker).get(change_url(change))
    assert list(page.context["form"].fields) == ["full_amount"]
    preview = post(office.checker, change_url(change), actie="preview", full_amount="3.000,00")
    assert [str(row.after) for row in preview.context["outcome"].rows] == ["3000.00"]


@time_machine.travel("2026-04-20 10:00+02:00")
def test_decision_where_no_letter_can_follow_says_what_to_do_by_hand(office: Office) -> None:
    letter = sent(office)
    settle(letter)
    post(office.checker, path(letter, "/bezwaar/"), received_on="1-4-2026", objector="X")
    where = path(letter, f"/bezwaar/{Objection.objects.get().pk}/beslissing/")
    page = client_of(office.checker).get(where)
    assert "is een vaststelling, dus hier volgt geen wijziging meer" in text_of(page)
    assert "school_ids" not in page.context["form"].fields
    answer = post(office.checker, where, outcome="upheld", decided_on="20-4-2026")
    assert "buiten dit systeem" in " ".join(texts(answer))
    assert SchoolChange.objects.count() == 0


@time_machine.travel("2026-04-20 10:00+02:00")
def test_second_decision_names_the_school_that_has_its_proposal_already(office: Office) -> None:
    letter = sent(office)
    [school] = schools_to_revise(letter)
    said = []
    for objector in ("X", "Y"):
        post(office.checker, path(letter, "/bezwaar/"), received_on="1-4-2026", objector=objector)
        where = path(letter, f"/bezwaar/{Objection.objects.get(objector=objector).pk}/beslissing/")
        values = {"decided_on": "20-4-2026", "school_ids": [school.pk]}
        said.append(" ".join(texts(post(office.checker, where, outcome="upheld", **values))))
    told = [f"en niet opnieuw: {school.name}." in text for text in said]
    assert (told, SchoolChange.objects.count()) == ([False, True], 1)
