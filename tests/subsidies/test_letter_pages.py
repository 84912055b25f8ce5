"""Pages of the desk and of one letter: who may what, and what is refused."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from partners.access import Actor
from partners.models import Organisation
from partners.states import Role
from subsidies.models import DecisionLetter, LetterOpening, LetterPdf, LetterTerms
from subsidies.states import LetterState, RenderState
from tests.factories.partners import make_actor
from tests.subsidies.office import (
    AT,
    ON_THE_DAY,
    Office,
    bring,
    look,
    make,
    make_office,
    plan,
)
from tests.subsidies.test_pages import client_of

pytestmark = pytest.mark.django_db
# What each page of a letter answers to each role of the office.
OFFICE_ROLES = {Role.GEM, Role.SIG, Role.ISS, Role.DPO}


@pytest.fixture
def office() -> Office:
    return make_office(boards=2)


def desk_path(office: Office, more: str = "") -> str:
    return f"/subsidiejaren/{office.municipality.key}/{office.year.label}/brieven/{more}"


def path(letter: DecisionLetter, more: str = "/") -> str:
    code = letter.year.municipality.key
    return (
        f"/beschikkingsbrieven/{code}/KOPO-{letter.reference_year}-{letter.reference_number}{more}"
    )


def post(actor: Actor, where: str, **values: Any) -> Any:
    """Send a page and follow to the next one."""
    return client_of(actor).post(where, values, follow=True)


def texts(answer: Any) -> list[str]:
    """Return the messages on a page."""
    return [str(message) for message in answer.context["messages"]]


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def states(office: Office) -> list[str]:
    return [letter.state for letter in office.letters]


def remove_letters() -> None:
    LetterPdf.objects.all().delete()
    DecisionLetter.objects.all().delete()


# --- the desk -------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_desk_is_for_who_works_on_letters(office: Office, role: Role) -> None:
    status = client_of(office.actor_of(role)).get(desk_path(office)).status_code
    expected = 200 if role in OFFICE_ROLES else {Role.BRD: 403, Role.QC: 403, Role.SCH: 403}
    assert status == (expected if isinstance(expected, int) else expected.get(role, 404))


def test_desk_of_another_municipality_is_not_there(office: Office) -> None:
    outsider = make_actor(Role.GEM, make_office().municipality)
    assert client_of(outsider).get(desk_path(office)).status_code == 404


def test_desk_without_letters_offers_to_make_them_with_a_day(office: Office) -> None:
    remove_letters()
    page = client_of(office.drafter).get(desk_path(office))
    assert "Er zijn nog geen brieven" in page.content.decode()
    answer = post(office.drafter, f"{desk_path(office)[:-8]}brieven-maken/", sending_on="2-3-2099")
    assert answer.context["form"].errors["sending_on"] == ["Kies een verzenddatum binnen een jaar."]


@time_machine.travel(AT)
def test_desk_makes_letters_for_a_day_in_one_go(office: Office) -> None:
    remove_letters()
    answer = post(office.drafter, f"{desk_path(office)[:-8]}brieven-maken/", sending_on="2-3-2026")
    assert texts(answer) == ["We maken 2 brieven."]
    assert {letter.sending_on for letter in office.letters} == {date(2026, 3, 2)}


def test_desk_refuses_a_day_that_is_none(office: Office) -> None:
    answer = post(office.drafter, f"{desk_path(office)[:-8]}brieven-maken/", sending_on="32-3-2026")
    assert list(answer.context["form"].errors) == ["sending_on"]
    assert {letter.sending_on for letter in office.letters} == {None}


@pytest.mark.parametrize("move", ["check", "plan", "niets", ""])
def test_desk_asks_to_choose_letters_first(office: Office, move: str) -> None:
    answer = post(office.checker, desk_path(office), actie=move)
    assert texts(answer) == ["Kies eerst een of meer brieven."]


def test_desk_does_nothing_for_a_move_that_does_not_exist(office: Office) -> None:
    answer = post(office.checker, desk_path(office), actie="weg", brief=office.letters[0].pk)
    assert texts(answer) == []
    assert states(office) == ["draft", "draft"]


@time_machine.travel(AT)
def test_desk_checks_what_was_opened_and_says_why_the_rest_was_not(office: Office) -> None:
    plan(office)
    first, second = office.letters
    look(office.checker, first)
    chosen = [first.pk, second.pk]
    answer = post(office.checker, desk_path(office), actie="check", brief=chosen)
    assert texts(answer) == [
        f"Goedgekeurd: {first.reference}.",
        f"{second.reference}: Open de brief eerst: je hebt hem nog niet gezien zoals hij nu is.",
    ]
    assert states(office) == ["checked", "draft"]


@time_machine.travel(AT)
def test_desk_says_once_in_a_row_that_a_letter_was_not_looked_at(office: Office) -> None:
    plan(office)
    look(office.checker, office.letters[0])
    text = client_of(office.checker).get(desk_path(office)).content.decode()
    assert (text.count("nog niet bekeken"), text.count("Open de brief eerst")) == (1, 0)


@time_machine.travel(AT)
def test_desk_says_once_why_several_letters_stay(office: Office) -> None:
    plan(office)
    chosen = [letter.pk for letter in office.letters]
    answer = post(office.checker, desk_path(office), actie="check", brief=chosen)
    names = ", ".join(letter.reference for letter in office.letters)
    assert texts(answer) == [
        f"{names}: Open de brief eerst: je hebt hem nog niet gezien zoals hij nu is."
    ]


@time_machine.travel(ON_THE_DAY)
def test_desk_reminds_of_the_post_after_sending(office: Office) -> None:
    bring(office, LetterState.SIGNED)
    look(office.sender, *office.letters)
    chosen = [letter.pk for letter in office.letters]
    answer = post(office.sender, desk_path(office), actie="send", brief=chosen)
    assert texts(answer)[1:] == ["2 brieven gaan met de post: druk ze vandaag af, bij Downloaden."]


@time_machine.travel(AT)
def test_desk_leaves_letters_of_another_year_alone(office: Office) -> None:
    other = make_office()
    plan(other)
    answer = post(office.checker, desk_path(office), actie="check", brief=other.letters[0].pk)
    assert answer.status_code == 200
    assert states(other) == ["draft"]


@pytest.mark.parametrize("move", ["sign", "send"])
def test_desk_forbids_a_move_of_another_role(office: Office, move: str) -> None:
    answer = post(office.checker, desk_path(office), actie=move, brief=office.letters[0].pk)
    assert answer.status_code == 403


def test_desk_fragment_is_the_progress_and_refreshes_when_all_is_made(office: Office) -> None:
    client = client_of(office.checker)
    done = client.get(desk_path(office), headers={"HX-Request": "true"})
    assert done["HX-Refresh"] == "true"
    letter = office.letters[0]
    DecisionLetter.objects.filter(pk=letter.pk).update(
        render_state=RenderState.QUEUED, sha256="", pages=0
    )
    busy = client.get(desk_path(office), headers={"HX-Request": "true"})
    assert "1 van de 2 zijn klaar" in busy.content.decode()
    assert "HX-Refresh" not in busy


def test_desk_says_which_pdf_failed_and_why(office: Office) -> None:
    DecisionLetter.objects.filter(pk=office.letters[0].pk).update(
        render_state=RenderState.FAILED, sha256="", pages=0, render_error="Het logo is stuk."
    )
    text = client_of(office.checker).get(desk_path(office)).content.decode()
    assert "Van 1 brief is de pdf niet gelukt" in text
    assert "Het logo is stuk." in text


# --- pages that ask one thing ---------------------------------------------------------------


@time_machine.travel(AT)
def test_plan_page_fixes_the_day_of_the_chosen_letters(office: Office) -> None:
    first, _second = office.letters
    where = desk_path(office, f"verzenddatum/?brief={first.pk}")
    answer = post(office.drafter, where, sending_on="2-3-2026")
    assert texts(answer) == [f"Verzenddatum gekozen voor {first.reference}."]
    assert [letter.sending_on for letter in office.letters] == [date(2026, 3, 2), None]


@time_machine.travel(AT)
def test_plan_page_refuses_yesterday(office: Office) -> None:
    where = desk_path(office, f"verzenddatum/?brief={office.letters[0].pk}")
    answer = post(office.drafter, where, sending_on="15-2-2026")
    assert answer.context["form"].errors["sending_on"] == [
        "Kies vandaag of een latere dag als verzenddatum."
    ]
    assert office.letters[0].sending_on is None


@pytest.mark.parametrize(("page", "move"), [("heropenen", "reopen"), ("vervallen", "cancel")])
def test_reason_page_asks_for_a_reason(office: Office, page: str, move: str) -> None:
    bring(office, LetterState.CHECKED)
    where = desk_path(office, f"{page}/?brief={office.letters[0].pk}")
    answer = post(office.checker, where, reason=" ")
    assert answer.context["form"].errors["reason"] == ["Schrijf in één zin waarom."]
    assert states(office) == ["checked", "checked"]
    answer = post(office.checker, where, reason="Het adres klopt niet.")
    assert states(office) == [{"reopen": "draft", "cancel": "cancelled"}[move], "checked"]


@pytest.mark.parametrize(
    ("move", "page"),
    [("plan", "verzenddatum"), ("reopen", "heropenen"), ("cancel", "vervallen")],
)
def test_desk_sends_on_to_the_page_of_a_move_that_asks(
    office: Office, move: str, page: str
) -> None:
    client, letter = client_of(office.checker), office.letters[0]
    answer = client.post(desk_path(office), {"actie": move, "brief": letter.pk})
    assert answer["Location"] == desk_path(office, f"{page}/?brief={letter.pk}")


@pytest.mark.parametrize("page", ["verzenddatum", "vervallen"])
def test_pages_of_moves_are_closed_to_who_may_not_make_them(office: Office, page: str) -> None:
    where = desk_path(office, f"{page}/?brief={office.letters[0].pk}")
    assert client_of(office.signatory).get(where).status_code == 403


# --- one letter -----------------------------------------------------------------------------


def test_letter_page_counts_as_a_look(office: Office) -> None:
    letter = office.letters[0]
    client_of(office.checker).get(path(letter))
    opening = LetterOpening.objects.get()
    assert (opening.letter, opening.user, opening.sha256) == (
        letter,
        office.checker.user,
        letter.sha256,
    )


def test_letter_page_lists_what_is_missing_and_where_to_fill_it_in(office: Office) -> None:
    page = client_of(office.checker).get(path(office.letters[0]))
    assert [element.number for element in page.context["missing"]] == [3, 21]
    assert len(page.context["elements"]) == 22
    assert all(element.href for element in page.context["missing"])


def test_letter_page_leads_a_phone_past_the_text(office: Office) -> None:
    text = text_of(client_of(office.checker).get(path(office.letters[0])))
    assert ("Naar wat nog ontbreekt" in text, "Naar het verloop" in text) == (True, True)
    letter = bring(office, LetterState.SENT)[0]
    text = text_of(client_of(make_actor(Role.BRD, letter.board)).get(path(letter)))
    links = ("Naar wat nog ontbreekt" in text, "Naar verloop en bezwaar" in text)
    assert (links, 'id="verloop-titel"' in text) == ((False, True), True)


@time_machine.travel(AT)
def test_letter_page_makes_the_step(office: Office) -> None:
    bring(office, LetterState.CHECKED)
    letter = office.letters[0]
    look(office.signatory, letter)
    answer = post(office.signatory, path(letter), actie="sign")
    assert texts(answer) == [f"Ondertekend: {letter.reference}."]


def test_letter_page_shows_a_board_only_what_was_sent(office: Office) -> None:
    letter = office.letters[0]
    board = make_actor(Role.BRD, letter.board)
    assert client_of(board).get(path(letter)).status_code == 404
    bring(office, LetterState.SENT)
    page = client_of(board).get(path(letter))
    assert page.status_code == 200
    assert "elements" not in page.context
    assert str(office.signatory.user) not in [event.who for event in page.context["events"]]


def test_letter_of_one_board_is_not_there_for_another(office: Office) -> None:
    bring(office, LetterState.SENT)
    first, second = office.letters
    assert client_of(make_actor(Role.BRD, second.board)).get(path(first)).status_code == 404


def test_letter_page_leads_on_to_the_next_one(office: Office) -> None:
    page = client_of(office.checker).get(path(office.letters[0]))
    assert {page.context["before"], page.context["after"]} == {None, office.letters[1]}


def test_letter_page_refuses_a_late_step_with_a_sentence(office: Office) -> None:
    bring(office, LetterState.SIGNED)
    letter = office.letters[0]
    look(office.sender, letter)
    answer = post(office.sender, path(letter), actie="send")
    assert "is voorbij" in " ".join(texts(answer))
    assert states(office) == ["signed", "signed"]


def test_application_page_keeps_day_and_number_where_there_are_applications(
    office: Office,
) -> None:
    letter = office.letters[0]
    LetterTerms.objects.filter(year=office.year).update(is_on_application=True)
    page = client_of(office.drafter).get(path(letter))
    assert page.context["application_url"] == path(letter, "/aanvraag/")
    post(office.drafter, path(letter, "/aanvraag/"), application_on="5-1-2026",
         application_number="A-12")  # fmt: skip
    letter.refresh_from_db()
    assert (letter.application_on, letter.application_number) == (date(2026, 1, 5), "A-12")


def test_pdf_of_a_letter_counts_as_a_look(office: Office) -> None:
    client_of(office.checker).get(path(office.letters[0], ".pdf"))
    assert LetterOpening.objects.get().user == office.checker.user


@time_machine.travel(AT)
def test_retry_writes_a_draft_anew_from_what_was_mended(office: Office) -> None:
    letter = office.letters[0]
    DecisionLetter.objects.filter(pk=letter.pk).update(
        render_state=RenderState.FAILED, sha256="", pages=0
    )
    Organisation.objects.filter(pk=letter.board_id).update(name="Stichting De Nieuwe Naam")
    post(office.drafter, path(letter, "/opnieuw/"))
    letter.refresh_from_db()
    assert letter.render_state == RenderState.QUEUED
    assert letter.snapshot["board"]["name"] == "Stichting De Nieuwe Naam"


# --- lists ----------------------------------------------------------------------------------


def test_board_finds_letters_of_all_its_municipalities(office: Office) -> None:
    other = make_office()
    board = office.letters[0].board
    bring(office, LetterState.SENT)
    school = other.municipality.schools.get()
    type(school).objects.filter(pk=school.pk).update(board=board)
    bring(other, LetterState.SENT)
    page = client_of(make_actor(Role.BRD, board)).get("/beschikkingsbrieven/")
    assert page.context["is_board"]
    assert [letter.board for letter in page.context["object_list"]] == [board]
    assert "Mijn beschikkingen" in page.content.decode()


@pytest.mark.parametrize(
    ("query", "number"), [("state=draft", 1), ("state=cancelled", 1), ("kind=amendment", 0)]
)
def test_letter_list_is_filtered(office: Office, query: str, number: int) -> None:
    make("cancel", office.letters[:1], by=office.checker)
    page = client_of(office.checker).get(f"/beschikkingsbrieven/?{query}")
    assert len(page.context["object_list"]) == number


def test_visitor_is_sent_to_sign_in(office: Office) -> None:
    for where in (desk_path(office), path(office.letters[0])):
        assert Client().get(where)["Location"].startswith("/account/inloggen/")
