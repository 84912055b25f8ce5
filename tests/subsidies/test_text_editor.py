"""The editor of texts: what is refused where, and the example of the whole letter."""

import re

import pytest
from django.test import Client

from partners.access import Actor
from partners.models import Municipality
from partners.states import Role
from subsidies.letter_example import example_letter
from subsidies.letter_texts import shipped_sections
from subsidies.letter_wording import PLACEHOLDERS
from subsidies.models import LetterText
from subsidies.states import LetterKind, TextKind
from tests.factories.partners import MunicipalityFactory, make_actor
from tests.factories.ready_letters import make_ready_letters
from tests.subsidies.text_desk import (
    GREETING,
    KIND,
    client_of,
    keep,
    make_town,
    reader,
    text_of,
    typed,
    url,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Municipality:
    return make_town()


@pytest.fixture
def officer(town: Municipality) -> Actor:
    return make_actor(Role.GEM, town)


@pytest.fixture
def page(officer: Actor) -> Client:
    return client_of(officer)


# --- the editor -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(TextKind))
def test_editor_has_a_field_per_section_and_lists_every_placeholder(
    page: Client, town: Municipality, kind: TextKind
) -> None:
    words = text_of(page.get(url(town, kind=kind)))
    assert words.count("<textarea") == len(shipped_sections(kind))
    inserts = re.findall(r'data-insert="\{(\w+)\}"', words)
    assert inserts == list(PLACEHOLDERS[kind])


def test_editor_names_the_elements_that_a_section_serves(page: Client, town: Municipality) -> None:
    words = text_of(page.get(url(town)))
    assert "Hierin moet staan: “Berekening per school”. Hoort hier ook bij: " in words
    assert "Hierin moet staan: “Betaling”." in words
    assert "Hierin staat geen verplicht onderdeel van de beschikking." in words
    assert "onderdeel 10" not in words


def test_editor_unfolds_the_first_text_and_those_with_a_mistake(
    page: Client, town: Municipality
) -> None:
    parts = r'<details class="app-accordion__group"( open)?>.*?<textarea name="(\w+)"'
    unfolded = [key for is_open, key in re.findall(parts, text_of(page.get(url(town)))) if is_open]
    assert unfolded == ["opening"]
    answer = page.post(url(town), typed(bezwaar=""))
    unfolded = [key for is_open, key in re.findall(parts, text_of(answer)) if is_open]
    assert unfolded == ["opening", "bezwaar"]


def test_editor_marks_only_what_may_be_left_out(page: Client, town: Municipality) -> None:
    words = text_of(page.get(url(town)))
    optional = re.findall(r">([^<>]+?) <span[^>]*>\(niet verplicht\)", words)
    assert optional == ["Opening van de brief", "Vragen", "Wat heb je veranderd?"]


def test_saving_keeps_a_version_and_says_so(page: Client, town: Municipality) -> None:
    answer = page.post(url(town), typed(opening=GREETING, note="Ander begin"), follow=True)
    assert "Versie 1 van de teksten is bewaard." in text_of(answer)
    row = LetterText.objects.get()
    assert (row.sections["opening"], row.note) == (GREETING, "Ander begin")


def test_saving_says_how_many_drafts_follow() -> None:
    town = make_ready_letters(boards=2, schools=2)[0].year.municipality
    client = client_of(make_actor(Role.GEM, town))
    answer = client.post(url(town), typed(opening=GREETING), follow=True)
    assert "2 conceptbrieven zijn bijgewerkt." in text_of(answer)


def test_saving_the_same_says_that_nothing_changed(page: Client, town: Municipality) -> None:
    answer = page.post(url(town), typed(), follow=True)
    assert "er is niets veranderd" in text_of(answer)
    assert not LetterText.objects.exists()


def test_saving_what_a_browser_sends_back_unchanged_makes_no_version(
    page: Client, town: Municipality
) -> None:
    """A browser turns every line end of a text field into CR and LF."""
    sent = {key: text.replace("\n", "\r\n") for key, text in typed().items() if key in typed()
            and isinstance(text, str)} | {"version": 0}  # fmt: skip
    page.post(url(town), sent)
    assert not LetterText.objects.exists()


@pytest.mark.parametrize(
    ("section", "text", "says"),
    [
        ("opening", "U krijgt {bedrga}.", "{bedrga} niet: bedoel je {bedrag}?"),
        ("opening", "U krijgt {bedrag", "“{bedrag” geen hele plaatshouder"),
        ("slot", "{% for x in y %}", "“{% for x in y %}”. Een tekst kan niets uitvoeren"),
        ("slot", "{{ x }}", "“{{ x }}”. Een tekst kan niets uitvoeren"),
        ("bezwaar", "", "“Bent u het niet eens met dit besluit?” mag niet leeg zijn"),
        ("bezwaar", " ", "“Bent u het niet eens met dit besluit?” mag niet leeg zijn"),
        ("opening", "x" * 20_001, "samen langer dan 20.000 tekens"),
        ("opening", "x\x07", "onzichtbaar teken"),
    ],
)
def test_a_mistake_is_named_at_its_field_and_nothing_is_lost(
    page: Client, town: Municipality, section: str, text: str, says: str
) -> None:
    answer = page.post(url(town), typed(**{section: text}))
    form = answer.context["form"]
    assert [list(form.errors), says in form.errors[section][0]] == [[section], True]
    assert (form[section].value(), LetterText.objects.count()) == (text, 0)


def test_a_note_that_is_too_long_is_named_at_its_field(page: Client, town: Municipality) -> None:
    answer = page.post(url(town), typed(opening=GREETING, note="x" * 201))
    assert "niet meer dan 200 tekens" in answer.context["form"].errors["note"][0]


def test_a_nul_sign_is_refused_before_it_comes_to_the_form(
    page: Client, town: Municipality
) -> None:
    assert page.post(url(town), typed(opening="x\x00")).status_code == 400
    assert not LetterText.objects.exists()


def test_a_stale_page_is_told_and_keeps_what_was_typed(
    page: Client, town: Municipality, officer: Actor
) -> None:
    keep(town, officer, opening="Hallo,")
    answer = page.post(url(town), typed(opening=GREETING))
    assert "Iemand anders heeft deze teksten intussen bewaard." in text_of(answer)
    assert answer.context["form"]["opening"].value() == GREETING
    assert LetterText.objects.count() == 1


@pytest.mark.parametrize("version", ["", "x", "-3", "99999999999999999999"])
def test_a_version_that_no_page_showed_is_stale(
    page: Client, town: Municipality, version: str
) -> None:
    answer = page.post(url(town), typed() | {"version": version, "opening": GREETING})
    assert (answer.status_code, LetterText.objects.count()) == (200, 0)


def test_a_post_without_texts_keeps_nothing(page: Client, town: Municipality) -> None:
    assert page.post(url(town), {}).status_code == 200
    assert not LetterText.objects.exists()


# --- the example ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(TextKind))
def test_example_is_a_whole_letter_without_a_brace(
    page: Client, town: Municipality, kind: TextKind
) -> None:
    letter = example_letter(town, kind, shipped_sections(kind))
    assert not re.search(r"[{}]", letter.text_of())
    assert {section.key for section in letter.sections} == set(shipped_sections(kind))
    assert (letter.concept, letter.municipality.name) == (True, "Wilgenstad")


@pytest.mark.parametrize(
    ("kind", "letter"),
    [
        (TextKind.GRANT_LIGHT, LetterKind.GRANT),
        (TextKind.GRANT_STANDARD, LetterKind.GRANT),
        (TextKind.AMENDMENT, LetterKind.AMENDMENT),
        (TextKind.WITHDRAWAL, LetterKind.WITHDRAWAL),
        (TextKind.SETTLEMENT, LetterKind.SETTLEMENT),
    ],
)
def test_example_is_of_the_kind_that_the_texts_are_for(
    town: Municipality, kind: TextKind, letter: LetterKind
) -> None:
    assert example_letter(town, kind, {}).kind == letter


def cents(amount: str) -> int:
    return int(re.sub(r"\D", "", amount))


@pytest.mark.parametrize("kind", list(TextKind))
def test_amounts_of_the_example_add_up(town: Municipality, kind: TextKind) -> None:
    letter = example_letter(town, kind, shipped_sections(kind))
    assert sum(cents(row.amount) for row in letter.rows) == cents(letter.total)
    assert sum(int(row.hours) for row in letter.rows) == int(letter.hours)
    assert cents(letter.hourly_rate) * int(letter.hours) == cents(letter.total)


@pytest.mark.parametrize("kind", [TextKind.AMENDMENT, TextKind.WITHDRAWAL])
def test_changes_of_the_example_add_up(town: Municipality, kind: TextKind) -> None:
    letter = example_letter(town, kind, {})
    assert sum(cents(row.before) for row in letter.changes) == cents(letter.before_total)
    assert sum(cents(row.after) for row in letter.changes) == cents(letter.total)
    assert cents(letter.before_total) - cents(letter.total) == cents(letter.difference)


def test_example_has_the_own_name_and_addresses(town: Municipality) -> None:
    letter = example_letter(town, KIND, shipped_sections(KIND))
    assert "burgemeester en wethouders van Wilgenstad, Postbus 9, 5000 AA" in letter.text_of()
    assert "digitaal bezwaar" not in letter.text_of("bezwaar")


def test_example_without_an_own_address_shows_an_invented_one() -> None:
    letter = example_letter(MunicipalityFactory(objection_lines=[]), KIND, shipped_sections(KIND))
    assert "Postbus 100" in letter.text_of("bezwaar")


def test_typing_shows_the_letter_and_keeps_nothing(page: Client, town: Municipality) -> None:
    texts = typed(opening=f"{GREETING} van {{gemeente}}")
    answer = page.post(url(town), texts, headers={"HX-Request": "true"})
    words = text_of(answer)
    assert f"<p>{GREETING} van Wilgenstad</p>" in words
    assert "<html" not in words
    assert not LetterText.objects.exists()


def test_typing_puts_each_mistake_at_its_field_and_clears_the_others(
    page: Client, town: Municipality
) -> None:
    answer = page.post(url(town), typed(opening="{bedrga}"), headers={"HX-Request": "true"})
    found = dict(
        re.findall(r'<div id="fout-(\w+)" hx-swap-oob="true"[^>]*>(.*?)</div>', text_of(answer))
    )
    assert "{bedrga} niet: bedoel je {bedrag}?" in found["opening"]
    assert set(found) == set(shipped_sections(KIND))
    assert {text.strip() for key, text in found.items() if key != "opening"} == {""}


def test_without_a_script_a_button_shows_the_letter(page: Client, town: Municipality) -> None:
    answer = page.post(url(town), typed(opening=GREETING, voorbeeld="1"))
    assert f"<p>{GREETING}</p>" in text_of(answer)
    assert "<html" in text_of(answer)
    assert not LetterText.objects.exists()


def test_html_in_a_text_is_shown_as_words(page: Client, town: Municipality) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    answer = page.post(url(town), typed(opening=evil), headers={"HX-Request": "true"})
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img" in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


def test_a_reader_cannot_ask_for_an_example_of_own_words(town: Municipality) -> None:
    answer = reader(town, Role.ISS).post(url(town), typed(), headers={"HX-Request": "true"})
    assert answer.status_code == 403


def test_the_page_varies_by_who_asks(page: Client, town: Municipality) -> None:
    assert "HX-Request" in page.get(url(town))["Vary"]
