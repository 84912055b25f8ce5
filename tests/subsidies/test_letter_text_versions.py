"""Versions of texts: saving, taking an old one again, drafts that follow, and two at once."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from partners.access import Actor
from partners.models import AuditEntry, Municipality
from partners.refusals import RefusedError
from partners.states import Role
from subsidies.letter_text_saving import (
    SavedTexts,
    StaleTextError,
)
from subsidies.letter_text_versions import (
    SHIPPED,
    current_text,
    history,
    overview,
    sections_in_force,
    sections_of_version,
    texts_in_force,
)
from subsidies.letter_texts import shipped_sections
from subsidies.letter_wording import WordingError
from subsidies.models import LetterText
from subsidies.states import TextKind
from tests.factories.partners import MunicipalityFactory, make_actor
from tests.factories.subsidies import AT, make_issuer_actor, make_municipality
from tests.factories.texts import GREETING, KIND, own, restore, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Municipality:
    return make_municipality()


@pytest.fixture
def officer(town: Municipality) -> Actor:
    return make_actor(Role.GEM, town)


# --- reading --------------------------------------------------------------------------------------


def test_without_a_version_the_shipped_texts_hold(town: Municipality) -> None:
    assert current_text(town, KIND) is None
    assert sections_in_force(town, KIND) == shipped_sections(KIND)
    texts = texts_in_force(town, KIND)
    assert (texts.row, texts.version, texts.is_own) == (None, SHIPPED, False)


def test_a_version_holds_in_its_own_municipality_and_kind_only(
    town: Municipality, officer: Actor
) -> None:
    save(town, officer, opening=GREETING)
    assert sections_in_force(town, KIND)["opening"] == GREETING
    for place, kind in ((MunicipalityFactory(), KIND), (town, TextKind.GRANT_STANDARD)):
        assert sections_in_force(place, kind) == shipped_sections(kind)


def test_a_section_that_a_version_does_not_know_is_as_shipped(town: Municipality) -> None:
    LetterText.objects.create(
        municipality=town, kind=KIND, version=1, sections={"opening": GREETING}, created_at=AT
    )
    assert sections_in_force(town, KIND) == own(opening=GREETING)


def test_overview_names_all_kinds_with_the_newest_version_in_one_query(
    town: Municipality, officer: Actor, django_assert_num_queries: Any
) -> None:
    save(town, officer, opening=GREETING)
    save(town, officer, 1, opening="Hallo,")
    with django_assert_num_queries(1):
        rows = overview(town)
        assert [str(row.row.created_by) for row in rows if row.row] == [str(officer.user)]
    assert [row.kind for row in rows] == list(TextKind)
    assert [(row.version, row.is_own) for row in rows] == [(2, True)] + 4 * [(SHIPPED, False)]


def test_history_is_newest_first_with_who_in_one_query(
    town: Municipality, officer: Actor, django_assert_num_queries: Any
) -> None:
    save(town, officer, opening=GREETING, note="eerste")
    save(town, officer, 1, opening="Hallo,", note="tweede")
    with django_assert_num_queries(1):
        rows = [(row.version, row.note, str(row.created_by)) for row in history(town, KIND)]
    assert rows == [(2, "tweede", str(officer.user)), (1, "eerste", str(officer.user))]


def test_sections_of_version_reads_an_old_one_and_the_shipped_ones(
    town: Municipality, officer: Actor
) -> None:
    save(town, officer, opening=GREETING)
    save(town, officer, 1, opening="Hallo,")
    assert sections_of_version(town, KIND, 1) == own(opening=GREETING)
    assert sections_of_version(town, KIND, SHIPPED) == shipped_sections(KIND)
    with pytest.raises(LetterText.DoesNotExist):
        sections_of_version(town, KIND, 3)


# --- saving ---------------------------------------------------------------------------------------


def test_save_keeps_a_version_with_who_when_and_why(town: Municipality, officer: Actor) -> None:
    row = save(town, officer, opening=GREETING, note="  Vriendelijker\n begin ").row
    assert row is not None
    assert (row.version, row.note, row.created_at) == (1, "Vriendelijker begin", AT)
    assert (row.created_by, row.sections) == (officer.user, own(opening=GREETING))


def test_save_writes_one_line_in_the_log_without_the_text(
    town: Municipality, officer: Actor
) -> None:
    save(town, officer, opening=GREETING)
    line = AuditEntry.objects.get(action="texts.saved")
    assert (line.user, line.organisation) == (officer.user, town.organisation)
    assert line.details == {"kind": "grant_light", "version": 1}


def test_a_version_never_changes_when_a_newer_one_comes(town: Municipality, officer: Actor) -> None:
    save(town, officer, opening=GREETING)
    before = LetterText.objects.values().get()
    save(town, officer, 1, opening="Hallo,")
    assert LetterText.objects.values().get(version=1) == before


def test_the_same_words_make_no_version(town: Municipality, officer: Actor) -> None:
    assert save(town, officer) == SavedTexts(None)
    save(town, officer, opening=GREETING)
    assert save(town, officer, 1, opening=f"{GREETING}  \r\n\r\n") == SavedTexts(None)
    assert (
        LetterText.objects.count() == AuditEntry.objects.filter(action="texts.saved").count() == 1
    )


def test_hard_spaces_and_curly_quotes_are_kept(town: Municipality, officer: Actor) -> None:
    text = "\u00a0Beste “bestuur” van ’s-Hertogenbosch,\n\n€\u00a05\u00a0"
    save(town, officer, opening=text.replace("\n", "\r\n"))
    assert sections_in_force(town, KIND)["opening"] == text


def test_an_accent_that_stands_apart_joins_its_letter(town: Municipality, officer: Actor) -> None:
    save(town, officer, opening="coo\u0308rdinator")
    assert sections_in_force(town, KIND)["opening"] == "co\u00f6rdinator"


def test_save_from_a_stale_page_is_refused_and_keeps_nothing(
    town: Municipality, officer: Actor
) -> None:
    save(town, officer, opening=GREETING)
    for version in (SHIPPED, 2, -1):
        with pytest.raises(StaleTextError, match="intussen bewaard"):
            save(town, officer, version, opening="Hallo,")
    assert LetterText.objects.count() == 1


@pytest.mark.parametrize(
    ("texts", "section"),
    [
        ({"opening": "{bedrga}"}, "opening"),
        ({"bezwaar": ""}, "bezwaar"),
        ({"slot": "{% for x in y %}"}, "slot"),
        ({"opening": "x\x00"}, "opening"),
        ({"opening": "x" * 20_001}, "opening"),
        ({"geheim": "x"}, "geheim"),
    ],
)
def test_save_refuses_what_is_not_sound_and_keeps_nothing(
    town: Municipality, officer: Actor, texts: dict[str, str], section: str
) -> None:
    with pytest.raises(WordingError) as refused:
        save(town, officer, **texts)
    assert (refused.value.section, LetterText.objects.count()) == (section, 0)


@pytest.mark.parametrize("note", ["x" * 201, "a\x00b", "a\u202eb"])
def test_save_refuses_a_note_that_cannot_be_kept(
    town: Municipality, officer: Actor, note: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        save(town, officer, opening=GREETING, note=note)
    assert (refused.value.field, LetterText.objects.count()) == ("note", 0)


def test_a_note_of_two_hundred_signs_is_kept(town: Municipality, officer: Actor) -> None:
    row = save(town, officer, opening=GREETING, note="é" * 200).row
    assert row is not None
    assert len(row.note) == 200


@pytest.mark.parametrize("role", [Role.SIG, Role.ISS, Role.DPO, Role.ADM])
def test_who_serves_the_town_without_the_permission_is_refused(
    town: Municipality, role: Role
) -> None:
    is_issuer = role in {Role.SIG, Role.ISS}
    by = make_issuer_actor(town, role) if is_issuer else make_actor(role, town)
    with pytest.raises(PermissionDenied):
        save(town, by, opening=GREETING)
    with pytest.raises(PermissionDenied):
        restore(town, by, SHIPPED, SHIPPED)


@pytest.mark.parametrize("role", [Role.BRD, Role.QC, Role.SCH, Role.TEA, Role.KOC, Role.KOW])
def test_other_roles_cannot_save(town: Municipality, role: Role) -> None:
    with pytest.raises((PermissionDenied, Municipality.DoesNotExist)):
        save(town, make_actor(role), opening=GREETING)


def test_an_officer_of_elsewhere_does_not_find_the_town(town: Municipality) -> None:
    elsewhere = make_actor(Role.GEM, MunicipalityFactory())
    with pytest.raises(Municipality.DoesNotExist):
        save(town, elsewhere, opening=GREETING)
    with pytest.raises(Municipality.DoesNotExist):
        restore(town, elsewhere, SHIPPED, SHIPPED)


# --- an old one again -----------------------------------------------------------------------------


def test_restore_makes_a_new_version_of_an_old_text(town: Municipality, officer: Actor) -> None:
    save(town, officer, opening=GREETING)
    save(town, officer, 1, opening="Hallo,")
    row = restore(town, officer, 1, 2).row
    assert row is not None
    assert (row.version, row.note) == (3, "Terug naar versie 1")
    assert sections_in_force(town, KIND) == own(opening=GREETING)


def test_restore_of_the_shipped_texts_keeps_the_history(town: Municipality, officer: Actor) -> None:
    save(town, officer, opening=GREETING)
    row = restore(town, officer, SHIPPED, 1).row
    assert row is not None
    assert (row.version, row.note) == (2, "Terug naar de teksten die worden meegeleverd")
    assert (texts_in_force(town, KIND).is_own, len(history(town, KIND))) == (False, 2)


def test_restore_is_logged_as_such(town: Municipality, officer: Actor) -> None:
    save(town, officer, opening=GREETING)
    restore(town, officer, SHIPPED, 1)
    line = AuditEntry.objects.get(action="texts.restored")
    assert line.details == {"kind": "grant_light", "version": 2}


def test_restore_of_what_holds_changes_nothing(town: Municipality, officer: Actor) -> None:
    save(town, officer, opening=GREETING)
    assert restore(town, officer, 1, 1) == SavedTexts(None)
    assert LetterText.objects.count() == 1


def test_restore_from_a_stale_page_is_refused(town: Municipality, officer: Actor) -> None:
    save(town, officer, opening=GREETING)
    save(town, officer, 1, opening="Hallo,")
    with pytest.raises(StaleTextError):
        restore(town, officer, SHIPPED, 1)


def test_restore_of_a_version_that_is_not_there(town: Municipality, officer: Actor) -> None:
    with pytest.raises(LetterText.DoesNotExist):
        restore(town, officer, 7, SHIPPED)


def test_an_old_text_that_breaks_a_rule_of_today_is_not_restored(
    town: Municipality, officer: Actor
) -> None:
    LetterText.objects.create(
        municipality=town, kind=KIND, version=1, sections=own(opening="{oud}"), created_at=AT
    )
    save(town, officer, 1, opening=GREETING)
    with pytest.raises(WordingError, match=r"\{oud\}"):
        restore(town, officer, 1, 2)
