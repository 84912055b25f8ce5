"""What new texts do to letters, and two people who save at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from partners.models import Municipality
from partners.states import Role
from subsidies.letter_text_saving import (
    SavedTexts,
)
from subsidies.letter_text_versions import (
    SHIPPED,
)
from subsidies.letter_wording import WordingError
from subsidies.models import DecisionLetter, LetterText
from subsidies.rendering import html_of
from subsidies.states import LetterState, RenderState, TextKind
from tests.factories.partners import make_actor
from tests.factories.ready_letters import make_ready_letters, put_in
from tests.factories.subsidies import AT, make_municipality
from tests.factories.texts import GREETING, KIND, restore, save
from tests.subsidies.test_year_races import at_once

pytestmark = pytest.mark.django_db
QUERIES_PER_LETTER = 2  # writing it, and what its row rests on


@pytest.fixture
def town() -> Municipality:
    return make_municipality()


# --- the drafts -----------------------------------------------------------------------------------


def opening_of(letter: DecisionLetter) -> str:
    """Return the first words of a letter as it is stored now."""
    stored = DecisionLetter.objects.get(pk=letter.pk)
    return str(stored.snapshot["sections"][0]["blocks"][0]["text"])


def test_save_renews_the_drafts_of_that_kind_and_says_how_many() -> None:
    letters = make_ready_letters()
    town = letters[0].year.municipality
    saved = save(town, make_actor(Role.GEM, town), opening=GREETING)
    assert saved.renewed == len(letters) > 0
    assert {opening_of(letter) for letter in letters} == {GREETING}


def test_save_of_another_kind_leaves_the_drafts_alone() -> None:
    letters = make_ready_letters()
    town = letters[0].year.municipality
    before = [row.snapshot for row in letters]
    saved = save(town, make_actor(Role.GEM, town), kind=TextKind.GRANT_STANDARD, opening=GREETING)
    assert saved.renewed == 0
    stored = DecisionLetter.objects.filter(pk__in=[letter.pk for letter in letters])
    assert list(stored.order_by("reference_number").values_list("snapshot", flat=True)) == before


def test_save_of_another_kind_does_not_look_at_other_facts_either() -> None:
    letter = make_ready_letters()[0]
    town = letter.year.municipality
    Municipality.objects.filter(pk=town.pk).update(objection_lines=["Postbus 99"])
    officer = make_actor(Role.GEM, town)
    assert save(town, officer, kind=TextKind.GRANT_STANDARD, opening=GREETING).renewed == 0
    assert DecisionLetter.objects.get(pk=letter.pk).snapshot == letter.snapshot


@pytest.mark.parametrize(
    "state", [LetterState.CHECKED, LetterState.SIGNED, LetterState.SENT, LetterState.CANCELLED]
)
def test_a_letter_that_is_no_draft_keeps_its_words(state: LetterState) -> None:
    moved, draft = make_ready_letters(boards=2, schools=2)
    moved.render_state, moved.sha256 = RenderState.DONE, "0" * 64
    put_in(moved, state)
    before = opening_of(moved)
    town = draft.year.municipality
    assert save(town, make_actor(Role.GEM, town), opening=GREETING).renewed == 1
    assert (opening_of(moved), opening_of(draft)) == (before, GREETING)


def test_restore_renews_the_drafts_too() -> None:
    letters = make_ready_letters()
    town, before = letters[0].year.municipality, opening_of(letters[0])
    officer = make_actor(Role.GEM, town)
    save(town, officer, opening=GREETING)
    assert restore(town, officer, SHIPPED, 1).renewed == len(letters)
    assert opening_of(letters[0]) == before


def test_drafts_of_another_town_keep_their_words() -> None:
    letter, town = make_ready_letters()[0], make_municipality()
    before = opening_of(letter)
    assert save(town, make_actor(Role.GEM, town), opening=GREETING).renewed == 0
    assert opening_of(letter) == before


def test_a_refused_text_leaves_drafts_and_history_as_they_were() -> None:
    letter = make_ready_letters()[0]
    before, town = opening_of(letter), letter.year.municipality
    with pytest.raises(WordingError):
        save(town, make_actor(Role.GEM, town), opening="{bedrga}")
    assert (opening_of(letter), LetterText.objects.count()) == (before, 0)


def test_html_in_a_text_is_words_in_the_letter() -> None:
    letter = make_ready_letters()[0]
    town = letter.year.municipality
    save(town, make_actor(Role.GEM, town), opening="<script>alert(1)</script> & <b>vet</b>")
    html = html_of(DecisionLetter.objects.get(pk=letter.pk).snapshot)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;vet&lt;/b&gt;" in html
    assert "<script" not in html


def test_save_reads_a_year_once_however_many_drafts() -> None:
    asked = {}
    for count in (1, 4):
        letter = make_ready_letters(boards=count, schools=count)[0]
        town = letter.year.municipality
        officer = make_actor(Role.GEM, town)
        with CaptureQueriesContext(connection) as queries:
            assert save(town, officer, opening=GREETING).renewed == count
        asked[count] = len(queries)
    assert asked[4] - asked[1] == 3 * QUERIES_PER_LETTER


# --- two at once ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_of_two_who_save_at_once_one_is_told() -> None:
    town = make_municipality()
    people = [make_actor(Role.GEM, town) for _ in range(2)]

    def act(place: int) -> Any:
        return lambda: save(town, people[place], opening=f"Beste bestuurder {place},")

    outcomes = at_once(act(0), act(1))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "SavedTexts",
        "StaleTextError",
    ]
    assert LetterText.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_two_kinds_are_saved_at_once() -> None:
    town = make_municipality()
    people = [make_actor(Role.GEM, town) for _ in range(2)]
    kinds = (TextKind.GRANT_LIGHT, TextKind.WITHDRAWAL)

    def act(place: int) -> Any:
        return lambda: save(town, people[place], kind=kinds[place], opening=GREETING)

    assert all(isinstance(outcome, SavedTexts) for outcome in at_once(act(0), act(1)))
    assert set(LetterText.objects.values_list("kind", "version")) == {(k.value, 1) for k in kinds}


def test_the_database_holds_a_version_once(town: Municipality) -> None:
    values = {"municipality": town, "kind": KIND, "version": 1, "sections": {}}
    LetterText.objects.create(**values, created_at=AT)
    with pytest.raises(IntegrityError, match="subsidies_lettertext_unique"):
        LetterText.objects.create(**values, created_at=AT + timedelta(days=1))
