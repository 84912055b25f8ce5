"""The set-up in five steps: read from the facts, skippable, and on the start page until done."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from config.setup import first_open, steps_of
from config.start import cards_for
from partners.access import Actor
from partners.models import AuditEntry, Municipality, School, SchoolBoard
from partners.municipalities import mark_step
from partners.states import Role, SetupMark
from subsidies.letters import draft_letters
from subsidies.models import DecisionLetter
from subsidies.states import FigureKind
from tests.factories.partners import (
    IssuerMandateFactory,
    LetterIssuerFactory,
    MembershipFactory,
    MunicipalityFactory,
    SchoolBoardFactory,
    SchoolFactory,
    make_actor,
)
from tests.factories.subsidies import SchoolFigureFactory, make_established, make_year
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
LETTERHEAD = {
    "letterhead_lines": ["Postbus 1"], "objection_lines": ["Postbus 2"],
    "sender_name": "Gemeente", "sender_email": "post@wilg.example",
    "contact_email": "vraag@wilg.example",
}  # fmt: skip


@pytest.fixture
def municipality() -> Municipality:
    """Return a municipality in which nothing was done yet."""
    return MunicipalityFactory(key="9796", name="Wilgenstad")


@pytest.fixture
def officer(municipality: Municipality) -> Actor:
    return make_actor(Role.GEM, municipality)


def states(actor: Actor) -> list[str]:
    """Return the states of the five steps, read anew."""
    municipality = Municipality.objects.get(pk=next(iter(actor.municipality_ids)))
    return [step.state for step in steps_of(municipality, actor)]


def step(actor: Actor, number: int) -> Any:
    municipality = Municipality.objects.get(pk=next(iter(actor.municipality_ids)))
    return steps_of(municipality, actor)[number - 1].findings


def gaps(actor: Actor, number: int) -> list[str]:
    return [str(gap.label) for gap in step(actor, number).gaps]


# --- the facts ------------------------------------------------------------------------------


def test_steps_of_a_new_municipality_are_all_open(officer: Actor) -> None:
    assert states(officer) == ["open"] * 5


def test_schools_are_done_with_one_open_school(officer: Actor, municipality: Municipality) -> None:
    SchoolFactory(municipality=municipality, closed_on="2021-08-01")
    assert states(officer)[0] == "open"
    SchoolFactory(municipality=municipality)
    assert states(officer)[0] == "done"


def test_boards_are_done_when_each_has_a_name_and_an_address(
    officer: Actor, municipality: Municipality
) -> None:
    bare = SchoolBoardFactory(name="Schoolbestuur 41234", key="41234", street="")
    SchoolFactory(municipality=municipality, board=bare)
    assert (states(officer)[1], gaps(officer, 2)) == (
        "open", ["Schoolbestuur 41234: naam, postadres"],
    )  # fmt: skip
    bare.organisation.name = "Stichting De Wilg"
    bare.organisation.save()
    SchoolBoard.objects.update(street="Wilgenlaan")
    assert (states(officer)[1], gaps(officer, 2)) == ("done", [])
    extras = [str(extra.label) for extra in step(officer, 2).extras]
    assert extras == ["Stichting De Wilg: KvK-nummer, e-mailadres"]


def test_letterhead_names_all_that_is_missing(officer: Actor) -> None:
    assert gaps(officer, 3) == [
        "adres in het briefhoofd", "adres voor bezwaar", "afzender van mail",
        "antwoordadres van mail", "adres voor vragen", "uitvoerder en mandaat",
    ]  # fmt: skip


def test_letterhead_is_done_with_a_mandate_that_holds_now(
    officer: Actor, municipality: Municipality
) -> None:
    Municipality.objects.update(**LETTERHEAD)
    issuer = LetterIssuerFactory()
    mandate = IssuerMandateFactory(issuer=issuer, municipality=municipality)
    assert gaps(officer, 3) == [
        "naam en functie van de ondertekenaar", "retouradres van de uitvoerder",
    ]  # fmt: skip
    issuer.address_lines, mandate.signatory_name = ["Postbus 3"], "Bram Hooiveld"
    issuer.save()
    mandate.save()
    assert states(officer)[2] == "done"
    mandate.valid_until = "2021-01-01"
    mandate.save()
    assert gaps(officer, 3) == ["uitvoerder en mandaat"]


def test_key_is_done_with_a_year_and_tells_of_last_years_amounts(
    officer: Actor, municipality: Municipality
) -> None:
    school = SchoolFactory(municipality=municipality)
    make_year(municipality)
    for day in (date(2025, 8, 1), date(2025, 10, 1)):  # a year finds the first only
        SchoolFigureFactory(school=school, kind=FigureKind.GRANTED, date=day)
    found = step(officer, 4)
    assert (states(officer)[3], [str(fact) for fact in found.facts]) == (
        "done",
        [
            "Subsidiejaar 2026–2027 is begonnen.",
            "Van 1 school is het bedrag van vorig jaar bekend.",
        ],
    )


def test_key_step_links_to_last_years_amounts_with_kind_and_date(officer: Actor) -> None:
    link = step(officer, 4).actions[-1]
    first = officer.day.year + (officer.day.month > 7) - 1
    assert link.href.endswith(f"&soort=granted&datum=1-8-{first}")
    assert link.label == f"Bedragen van {first}–{first + 1} inlezen (teldatum 1-8-{first})"


def test_key_step_takes_the_date_from_the_year_that_was_begun(
    officer: Actor, municipality: Municipality
) -> None:
    make_year(municipality)
    assert step(officer, 4).actions[-1].href.endswith("&soort=granted&datum=1-8-2025")


def test_letter_is_done_with_the_first_letters(officer: Actor, municipality: Municipality) -> None:
    SchoolFactory(municipality=municipality)
    year = make_established(municipality)
    assert states(officer)[4] == "open"
    draft_letters(year_id=year.pk, by=None, at=AT)
    assert states(officer)[4] == "done"


def test_steps_of_an_administrator_say_who_does_what_it_may_not(
    municipality: Municipality,
) -> None:
    adm = make_actor(Role.ADM, municipality, is_admin=True)
    words = [str(fact) for fact in step(adm, 4).facts]
    assert "Dit doet een beleidsmedewerker; die is er nog niet. Nodig er een uit." in words
    assert [link.href for link in step(adm, 5).actions] == ["/leden/uitnodigen/"]
    MembershipFactory(
        role=Role.GEM, organisation=municipality.organisation, user__name="Noor Zomerdijk"
    )
    assert "Dit doet een beleidsmedewerker: Noor Zomerdijk." in map(str, step(adm, 4).facts)


# --- skipping -------------------------------------------------------------------------------


def test_first_open_passes_over_what_is_done_or_skipped(
    officer: Actor, municipality: Municipality
) -> None:
    SchoolFactory(municipality=municipality)
    steps = steps_of(municipality, officer)
    assert first_open(steps).key == "briefhoofd"  # type: ignore[union-attr]
    for each in steps[2:]:
        mark = SetupMark.SKIPPED
        mark_step(municipality_id=municipality.pk, step=each.key, mark=mark, by=officer, at=AT)
    assert states(officer) == ["done", "done", "skipped", "skipped", "skipped"]
    assert first_open(steps_of(Municipality.objects.get(), officer)) is None


def test_start_page_has_a_card_until_nothing_is_open(
    officer: Actor, municipality: Municipality
) -> None:
    card = cards_for(officer)[0]
    assert (str(card.title), card.href) == ("Gemeente inrichten", "/inrichten/9796/stap-1/")
    for each in steps_of(municipality, officer):
        mark = SetupMark.SKIPPED
        mark_step(municipality_id=municipality.pk, step=each.key, mark=mark, by=officer, at=AT)
    again = make_actor(Role.GEM, municipality)
    assert "Gemeente inrichten" not in [str(card.title) for card in cards_for(again)]


def test_start_page_has_no_cards_of_a_module_that_is_off() -> None:
    titles = {str(card.title) for card in cards_for(make_actor(Role.GEM))}
    off = make_actor(Role.GEM, MunicipalityFactory(subsidy=None))
    assert titles - {str(card.title) for card in cards_for(off)} == {
        "Subsidiejaren", "Beschikkingsbrieven",
    }  # fmt: skip


# --- the page -------------------------------------------------------------------------------


@pytest.fixture
def page(officer: Actor) -> Client:
    return sign_in(Client(), officer)


def test_page_opens_at_the_first_open_step(page: Client, municipality: Municipality) -> None:
    SchoolFactory(municipality=municipality)
    text = page.get("/inrichten/9796/").content.decode()
    assert "<title>De inrichting: Briefhoofd en mandaat - Soepele overgang</title>" in text
    assert "2 van de 5 stappen zijn klaar of overgeslagen" in text


def test_page_leads_every_task_back_to_its_step(page: Client, municipality: Municipality) -> None:
    SchoolFactory(municipality=municipality, board__street="")
    text = page.get("/inrichten/9796/stap-2/").content.decode()
    key = School.objects.get().board.key
    back = "?next=%2Finrichten%2F9796%2Fstap-2%2F"
    assert f'href="/instellingen/9796/besturen/{key}/{back}"' in text


@pytest.mark.parametrize(
    ("number", "action", "led", "marks"),
    [
        (1, "overslaan", 2, {"scholen": "skipped"}),
        (5, "overslaan", 5, {"conceptbrief": "skipped"}),
    ],
)
def test_page_marks_a_step_and_goes_on(
    number: int, action: str, led: int, marks: dict[str, str], page: Client
) -> None:
    answer = page.post(f"/inrichten/9796/stap-{number}/", {"wat": action})
    assert answer["Location"] == f"/inrichten/9796/stap-{led}/"
    assert Municipality.objects.get().setup_marks == marks
    assert AuditEntry.objects.filter(action="setup.marked").count() == 1


def test_page_accepts_the_letter_only_when_there_is_one(
    page: Client, municipality: Municipality
) -> None:
    path = "/inrichten/9796/stap-5/"
    for words in ("maak eerst een subsidiejaar", "Er is nog geen conceptbrief. "):
        assert "De brief klopt" not in page.get(path).content.decode()
        answer = page.post(path, {"wat": "bekeken"}, follow=True)
        assert words in answer.content.decode()
        make_year(municipality)
    assert Municipality.objects.get().setup_marks == {}
    SchoolFactory(municipality=municipality)
    assert "De brief klopt" in page.get(path).content.decode()
    page.post(path, {"wat": "bekeken"})
    assert Municipality.objects.get().setup_marks == {"conceptbrief": "seen"}


def test_page_does_not_offer_the_letter_to_who_may_not_see_it(municipality: Municipality) -> None:
    SchoolFactory(municipality=municipality)
    make_year(municipality)
    page = sign_in(Client(), make_actor(Role.ADM, municipality))
    assert "De brief klopt" not in page.get("/inrichten/9796/stap-5/").content.decode()
    page.post("/inrichten/9796/stap-5/", {"wat": "bekeken"})
    assert Municipality.objects.get().setup_marks == {}


def test_page_marks_only_the_letter_as_seen(page: Client) -> None:
    assert page.post("/inrichten/9796/stap-1/", {"wat": "bekeken"}).status_code == 404


def test_page_counts_one_step_as_one(page: Client) -> None:
    page.post("/inrichten/9796/stap-1/", {"wat": "overslaan"})
    text = page.get("/inrichten/9796/").content.decode()
    assert "1 van de 5 stappen is klaar of overgeslagen" in text


def test_page_opens_a_skipped_step_again(page: Client) -> None:
    page.post("/inrichten/9796/stap-1/", {"wat": "overslaan"})
    assert "Stap weer openen" in page.get("/inrichten/9796/stap-1/").content.decode()
    answer = page.post("/inrichten/9796/stap-1/", {"wat": "openen"})
    assert answer["Location"] == "/inrichten/9796/stap-1/"
    assert Municipality.objects.get().setup_marks == {}


def test_page_says_when_the_set_up_is_complete(page: Client) -> None:
    for number in range(1, 6):
        page.post(f"/inrichten/9796/stap-{number}/", {"wat": "overslaan"})
    assert "De inrichting is klaar" in page.get("/inrichten/9796/").content.decode()


@pytest.mark.parametrize("number", [0, 6, 99])
def test_page_of_a_step_that_does_not_exist_is_not_there(number: int, page: Client) -> None:
    path = f"/inrichten/9796/stap-{number}/"
    assert [page.get(path).status_code, page.post(path, {"wat": "overslaan"}).status_code] == [
        404, 404,
    ]  # fmt: skip


def test_page_refuses_a_mark_that_does_not_exist(page: Client) -> None:
    assert page.post("/inrichten/9796/stap-1/", {"wat": "klaar"}).status_code == 404
    assert not DecisionLetter.objects.exists()
