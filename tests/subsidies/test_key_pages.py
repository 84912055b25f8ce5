"""Filling in a year: the live outcome, parts that come and go, variants, how a year begins."""

from typing import Any

import pytest
from django.test import Client

from partners.models import AuditEntry, Municipality
from partners.states import Role
from subsidies.models import AllocationKey, SubsidyYear
from subsidies.states import YearState
from tests.factories import issued
from tests.factories.partners import make_actor
from tests.factories.subsidies import (
    SchoolFigureFactory,
    make_established,
    make_issuer_actor,
    make_letters,
    make_municipality,
    make_year,
)
from tests.subsidies.test_pages import client_of, new_path, path_of, shown, typed

pytestmark = pytest.mark.django_db
LIVE = {"HX-Request": "true"}
PER_PUPIL = {"onderdelen": "0:per_pupil", "onderdeel-0-date": "1-10-2025", "onderdeel-0-rate": "10"}


@pytest.fixture
def municipality() -> Municipality:
    return make_municipality(boards=2, schools=3)


@pytest.fixture
def client(municipality: Municipality) -> Client:
    return client_of(make_actor(Role.GEM, municipality))


@pytest.fixture
def year(municipality: Municipality) -> SubsidyYear:
    return make_year(municipality)


def test_live_outcome_is_a_part_of_the_page_and_saves_nothing(
    client: Client, year: SubsidyYear
) -> None:
    form = typed(amount="1.500", version=str(year.version))
    text = client.post(path_of(year, "wijzigen/"), form, headers=LIVE).content.decode()
    assert "<html" not in text
    assert "€\xa04.500,00" in text  # three schools
    assert 'hx-swap-oob="true"' in text
    year.refresh_from_db()
    assert (year.version, AllocationKey.objects.count()) == (1, 1)


def test_live_outcome_of_a_year_that_does_not_exist_yet(
    client: Client, municipality: Municipality
) -> None:
    text = client.post(new_path(municipality), typed(), headers=LIVE).content.decode()
    assert "€\xa06.000,00" in text
    assert not SubsidyYear.objects.exists()


def test_live_outcome_says_that_the_budget_is_too_small(client: Client, year: SubsidyYear) -> None:
    form = typed(budget="5000")
    text = client.post(path_of(year, "wijzigen/"), form, headers=LIVE).content.decode()
    assert "meer dan het budget" in text


def test_live_outcome_with_a_fault_in_a_field_asks_to_mend_it(
    client: Client, year: SubsidyYear
) -> None:
    text = client.post(path_of(year, "wijzigen/"), typed(budget="x"), headers=LIVE).content.decode()
    assert "Vul eerst de velden met een melding goed in" in text
    assert "Budget voor dit jaar: vul een bedrag in, bijvoorbeeld 2.850,00." in text


def test_live_outcome_names_the_figures_that_are_missing(client: Client, year: SubsidyYear) -> None:
    form = typed() | PER_PUPIL
    text = client.post(path_of(year, "wijzigen/"), form, headers=LIVE).content.decode()
    school = year.municipality.schools.order_by("organisation__key")[0]
    assert f"{school.name} ({school.key}): leerlingen op 1 oktober 2025" in text


@pytest.mark.parametrize("schools", [3, 30])
def test_live_outcome_takes_the_same_number_of_queries_for_more_schools(
    schools: int, django_assert_num_queries: Any
) -> None:
    municipality = make_municipality(boards=2, schools=schools)
    for school in municipality.schools.all():
        SchoolFigureFactory(school=school)
    year = make_year(municipality, budget="900000.00")
    client = client_of(make_actor(Role.GEM, municipality))
    form = typed(budget="900000") | PER_PUPIL
    with django_assert_num_queries(11):
        client.post(path_of(year, "wijzigen/"), form, headers=LIVE)


def test_added_part_stands_on_the_page_and_nothing_is_saved(
    client: Client, year: SubsidyYear
) -> None:
    form = typed(amount="1.500") | {"toevoegen": "onderdeel", "soort": "disadvantage"}
    text = client.post(path_of(year, "wijzigen/"), form).content.decode()
    assert 'value="0:fixed,1:disadvantage"' in text
    assert "€\xa04.500,00" in text  # the outcome without it
    assert text.count("autofocus") == 1
    assert 'value="1.500"' in text
    assert "Dit lukt nog niet" not in text
    assert AllocationKey.objects.count() == 1


@pytest.mark.parametrize("button", ["opslaan", "rekenen", "toevoegen"])
def test_page_with_too_many_parts_says_so_and_saves_nothing(
    client: Client, year: SubsidyYear, button: str
) -> None:
    form = typed(version=str(year.version))
    form["onderdelen"] = ",".join(f"{number}:fixed" for number in range(21))
    form |= {f"onderdeel-{number}-amount": "1" for number in range(21)}
    text = client.post(path_of(year, "wijzigen/"), form | {button: "1"}).content.decode()
    assert "De sleutel heeft 21 onderdelen; meer dan 20 kan niet." in text
    assert AllocationKey.objects.count() == 1


def test_budget_is_set_to_what_the_amounts_cost(client: Client, year: SubsidyYear) -> None:
    text = client.post(path_of(year, "wijzigen/"), typed() | {"gelijk": "1"}).content.decode()
    assert 'value="6000,00"' in text
    assert "dan blijft er niets over" not in text


def test_key_of_a_year_is_shown_as_it_was_saved(client: Client, municipality: Municipality) -> None:
    parts = [{"kind": "fixed", "share": "40"}, {"kind": "fixed", "share": "60"}]
    definition = {"components": parts, "minimum": "100.00", "maximum": None}
    year = make_year(municipality, definition=definition)
    editor = client.get(path_of(year, "wijzigen/")).context["editor"]
    assert editor.listed_parts == "0:fixed,1:fixed"
    assert editor.has_limits


def test_variant_is_kept_beside_the_key_of_the_year(client: Client, year: SubsidyYear) -> None:
    form = typed(amount="1000", version=str(year.version)) | {
        "variant": "1",
        "variant_name": "Laag",
    }
    answer = client.post(path_of(year, "wijzigen/"), form)
    assert answer.headers["Location"] == path_of(year, "varianten/")
    assert list(year.keys.values_list("label", flat=True)) == ["Laag", ""]
    assert "€\xa07.500,00" in client.get(path_of(year)).content.decode()


def test_variant_without_a_name_is_refused(client: Client, year: SubsidyYear) -> None:
    form = typed(version=str(year.version)) | {"variant": "1", "variant_name": " "}
    text = client.post(path_of(year, "wijzigen/"), form).content.decode()
    assert "Geef de variant een naam" in text
    assert year.keys.count() == 1


def make_variant(client: Client, year: SubsidyYear, amount: str = "1000") -> AllocationKey:
    year.refresh_from_db()
    form = typed(amount=amount, version=str(year.version))
    client.post(path_of(year, "wijzigen/"), form | {"variant": "1", "variant_name": "Laag"})
    return year.keys.get(label="Laag")


def test_variants_stand_side_by_side_with_their_differences(
    client: Client, year: SubsidyYear
) -> None:
    make_variant(client, year)
    page = client.get(path_of(year, "varianten/"))
    assert [side["name"] for side in page.context["sides"]] == ["Sleutel van het jaar", "Laag"]
    assert [str(row.difference) for row in page.context["rows"]] == ["-1500.00"] * 3


def test_variants_page_without_a_variant_says_how_to_make_one(
    client: Client, year: SubsidyYear
) -> None:
    assert "Nog niets om te vergelijken" in client.get(path_of(year, "varianten/")).content.decode()


def test_chosen_variant_is_the_key_of_the_year(client: Client, year: SubsidyYear) -> None:
    variant = make_variant(client, year)
    client.post(path_of(year, "varianten/"), {"variant": variant.version})
    assert "€\xa03.000,00" in client.get(path_of(year)).content.decode()


@pytest.mark.parametrize("number", ["", "x", "99", "9" * 5000])
def test_variant_that_is_not_there_is_refused(
    client: Client, year: SubsidyYear, number: str
) -> None:
    answer = client.post(path_of(year, "varianten/"), {"variant": number}, follow=True)
    assert "kies er een uit de lijst" in answer.content.decode()


def test_variants_are_read_but_not_chosen_by_the_issuer(year: SubsidyYear) -> None:
    client = client_of(make_issuer_actor(year.municipality))
    assert client.get(path_of(year, "varianten/")).context["may_choose"] is False
    assert client.post(path_of(year, "varianten/"), {"variant": "1"}).status_code == 403


def test_first_year_begins_empty(client: Client, municipality: Municipality) -> None:
    answer = client.get(f"/subsidiejaren/{municipality.key}/nieuw/")
    assert answer.headers["Location"] == new_path(municipality)


def begin(client: Client, year: SubsidyYear, **form: str) -> Any:
    """Send the page that makes the year after this one."""
    shown = {"first_year": str(year.first_year + 1)}
    return client.post(f"/subsidiejaren/{year.municipality.key}/nieuw/", shown | form)


def test_begin_page_sends_the_year_that_it_offers(
    client: Client, municipality: Municipality
) -> None:
    last = make_established(municipality)
    page = client.get(f"/subsidiejaren/{municipality.key}/nieuw/").content.decode()
    assert f'name="first_year" value="{last.first_year + 1}"' in page


@pytest.mark.parametrize("shown", ["2027", "", "x", "2028"])
def test_year_begins_once_from_a_page_that_is_sent_twice(
    client: Client, municipality: Municipality, shown: str
) -> None:
    last = make_established(municipality)
    begin(client, last, begin="index", index="3")
    again = begin(client, last, begin="index", index="3", first_year=shown)
    is_next = shown == "2028"  # the page was opened again, and offers the year after
    assert ("Iemand anders heeft dit jaar intussen gemaakt" in again.content.decode()) != is_next
    assert SubsidyYear.objects.count() == 2 + is_next


def test_year_begins_as_last_year_with_an_index(client: Client, municipality: Municipality) -> None:
    last = make_established(municipality)
    answer = begin(client, last, begin="index", index="3")
    year = SubsidyYear.objects.get(first_year=2027)
    assert answer.headers["Location"] == path_of(year, "wijzigen/")
    assert "€\xa07.725,00" in client.get(path_of(year)).content.decode()  # 3 × 2.575


def test_year_begins_as_a_copy(client: Client, municipality: Municipality) -> None:
    begin(client, make_established(municipality), begin="kopie")
    first, second = AllocationKey.objects.order_by("year__first_year")
    assert first.definition == second.definition


def test_year_begins_empty_where_that_is_chosen(client: Client, municipality: Municipality) -> None:
    answer = begin(client, make_established(municipality), begin="leeg")
    assert answer.headers["Location"] == new_path(municipality)


@pytest.mark.parametrize(
    ("more", "state"), [("voorleggen/", YearState.ALIGNED), ("vaststellen/", YearState.ESTABLISHED)]
)
def test_move_is_made_by_the_page_that_says_what_follows(
    client: Client, year: SubsidyYear, more: str, state: YearState
) -> None:
    assert "<ul>" in client.get(path_of(year, more)).content.decode()
    client.post(path_of(year, more), shown(client, path_of(year, more), reden="Gelijk gebleven."))
    year.refresh_from_db()
    assert year.state == state


def put_forward(client: Client, year: SubsidyYear) -> None:
    client.post(path_of(year, "voorleggen/"), shown(client, path_of(year, "voorleggen/")))


def test_comment_of_a_board_appears_on_the_page(client: Client, year: SubsidyYear) -> None:
    put_forward(client, year)
    school = year.municipality.schools.order_by("organisation__key")[0]
    board = client_of(make_actor(Role.BRD, school.board))
    answer = board.post(
        path_of(year, "reacties/"), {"school": school.key, "text": "Wij groeien."}, follow=True
    )
    assert "Wij groeien." in answer.content.decode()
    assert "Wij groeien." in client.get(path_of(year, f"scholen/{school.key}/")).content.decode()


def test_comment_without_text_is_asked_for(client: Client, year: SubsidyYear) -> None:
    put_forward(client, year)
    answer = client.post(path_of(year, "reacties/"), {"text": ""}, follow=True)
    assert "Schrijf wat je van de verdeling vindt." in answer.content.decode()


def test_trace_of_a_school_of_another_board_is_not_there(year: SubsidyYear, client: Client) -> None:
    put_forward(client, year)
    own, other = (year.municipality.schools.order_by("organisation__key")[at] for at in (0, 1))
    board = client_of(make_actor(Role.BRD, own.board))
    assert board.get(path_of(year, f"scholen/{own.key}/")).status_code == 200
    assert board.get(path_of(year, f"scholen/{other.key}/")).status_code == 404


def test_closing_before_the_year_is_over_says_when_it_can(
    client: Client, municipality: Municipality
) -> None:
    year = make_established(municipality, first_year=2090)
    text = client.get(path_of(year, "afsluiten/")).content.decode()
    assert "loopt tot en met 31 juli 2091" in text


def test_filter_shows_the_schools_that_get_more(client: Client, municipality: Municipality) -> None:
    last = make_established(municipality)
    begin(client, last, begin="index", index="3")
    year = SubsidyYear.objects.get(first_year=2027)
    page = client.get(path_of(year, "?toon=minder"))
    assert list(page.context["rows"]) == []
    assert len(client.get(path_of(year, "?toon=meer&volgorde=-verschil")).context["rows"]) == 3


def test_variants_of_an_established_year_lead_back_to_it(
    client: Client, municipality: Municipality
) -> None:
    year = make_established(municipality)
    assert client.get(path_of(year, "varianten/")).headers["Location"] == path_of(year)


def test_letters_of_both_regimes_are_made_in_their_own_words(
    client: Client, municipality: Municipality
) -> None:
    year = make_established(municipality, regime="standard")
    client.post(path_of(year, "brieven-maken/"), follow=True)
    assert year.letters.exists()
    assert "als voorschot" in client.get(path_of(year, "voorbeeldbrief/")).content.decode()


def test_board_reads_the_key_and_takes_its_amounts_away(client: Client, year: SubsidyYear) -> None:
    put_forward(client, year)
    school = year.municipality.schools.order_by("organisation__key")[0]
    page = client_of(make_actor(Role.BRD, school.board)).get(path_of(year)).content.decode()
    assert "Elke school krijgt een vast bedrag van €\xa02.500,00." in page
    assert "downloads/verdeling.xlsx" in page
    assert "bijlage-collegevoorstel" not in page


def test_year_that_gives_no_result_still_shows_budget_and_key(
    client: Client, municipality: Municipality
) -> None:
    part = {"kind": "per_pupil", "date": "2025-10-01", "rate": "10"}
    year = make_year(municipality, definition={"components": [part]})
    page = client.get(path_of(year)).content.decode()
    assert "€\xa010.000,00" in page
    assert "per leerling" in page


def test_school_that_is_left_out_is_not_counted(client: Client, municipality: Municipality) -> None:
    code = municipality.schools.order_by("organisation__key")[0].key
    left_out = [{"code": code, "reason": "Geen kindcentrum."}]
    part = {"kind": "fixed", "amount": "100.00"}
    year = make_year(municipality, definition={"components": [part], "excluded": left_out})
    outcome = client.get(path_of(year)).context["page"].outcome
    assert (outcome.taking_part, outcome.left_out, str(outcome.average)) == (2, 1, "100.00")
    assert (
        f"({code}) doet niet mee: Geen kindcentrum." in client.get(path_of(year)).content.decode()
    )
    assert "over 2 scholen" in client.get(path_of(year, "vaststellen/")).content.decode()


def test_phase_of_the_letters_is_over_once_all_are_sent(
    client: Client, municipality: Municipality
) -> None:
    year = make_letters(municipality, first_year=2020)[0].year

    def is_done() -> bool:
        return bool(client.get(path_of(year)).context["page"].steps[2].is_done)

    assert is_done() is False
    for letter in year.letters.all():
        issued.send(letter)
    assert is_done() is True


def test_first_year_of_a_municipality_may_be_the_running_one(
    client: Client, municipality: Municipality
) -> None:
    shown = client.get(new_path(municipality)).context["form"].initial["first_year"]
    path = f"{new_path(municipality)}?jaar={shown - 1}"
    assert "Liever schooljaar" in client.get(path).content.decode()
    client.post(path, typed(first_year=str(shown - 1)))
    assert SubsidyYear.objects.get().first_year == shown - 1
    assert "Liever schooljaar" not in client.get(new_path(municipality)).content.decode()


def test_year_that_is_not_offered_is_not_made(client: Client, municipality: Municipality) -> None:
    shown = client.get(f"{new_path(municipality)}?jaar=1999").context["form"].initial["first_year"]
    assert shown >= 2026


def test_variant_chosen_in_a_locked_year_is_refused_and_logged(
    client: Client, municipality: Municipality
) -> None:
    year = make_established(municipality)
    client.post(path_of(year, "varianten/"), {"variant": "1"})
    assert AuditEntry.objects.filter(action="year.refused").count() == 1


@pytest.mark.parametrize("more", ["nieuw/", "nieuw/leeg/"])
def test_year_is_not_begun_by_who_only_sets_the_municipality_up(
    municipality: Municipality, more: str
) -> None:
    administrator = client_of(make_actor(Role.ADM, municipality))
    assert administrator.get(f"/subsidiejaren/{municipality.key}/{more}").status_code == 403
