"""Which letters go along, under which names, in which order, and with how many queries."""

import hashlib
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from partners.models import AuditEntry, BoardRelation, Message
from partners.states import MessageState, Role
from subsidies import letter_bundles, print_file
from subsidies.letter_bundles import (
    LEFT_OUT_FILE,
    NothingToTakeError,
    choose,
    hidden_boards,
    note_taken,
    pdfs_of,
    post_order,
    print_job,
    zip_of,
)
from subsidies.models import Allocation, AmendedAmount, DecisionLetter, SubsidyYear
from subsidies.states import ChangeKind, LetterState, RenderState
from tests.factories.issued import (
    SENT_AT,
    address,
    agree_digital,
    bare_year,
    finish,
    send,
    sign,
    small_count_year,
    small_pdf,
)
from tests.factories.partners import UserFactory, make_actor
from tests.factories.subsidies import make_bare_letters, make_established, make_municipality

pytestmark = pytest.mark.django_db


def all_of(year: SubsidyYear) -> Any:
    return year.letters.all()


def clerk(year: SubsidyYear, role: str = Role.GEM) -> Any:
    return make_actor(role, year.municipality)


def opened(year: SubsidyYear, by: Any) -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(b"".join(zip_of(choose(all_of(year), by=by)))))


# --- the ZIP --------------------------------------------------------------------------------


def test_zip_holds_every_letter_by_reference_with_its_own_bytes() -> None:
    year, letters = bare_year(3)
    for letter in reversed(letters):
        finish(letter)
    archive = opened(year, clerk(year))
    assert archive.namelist() == [f"{letter.reference}.pdf" for letter in letters]
    for letter in DecisionLetter.objects.all():
        content = archive.read(f"{letter.reference}.pdf")
        assert hashlib.sha256(content).hexdigest() == letter.sha256


def test_zip_of_the_same_letters_has_the_same_bytes() -> None:
    year, letters = bare_year(2)
    for letter in letters:
        finish(letter)
    by = clerk(year)
    first = b"".join(zip_of(choose(all_of(year), by=by)))
    assert first == b"".join(zip_of(choose(all_of(year).order_by("-pk"), by=by)))


def test_zip_names_the_letters_that_are_not_made_yet() -> None:
    year, letters = bare_year(2)
    finish(letters[0])
    archive = opened(year, clerk(year))
    assert archive.namelist() == ["KOPO-2026-001.pdf", LEFT_OUT_FILE]
    assert archive.read(LEFT_OUT_FILE).decode() == "KOPO-2026-002: de pdf is nog niet gemaakt\r\n"


def test_zip_leaves_cancelled_letters_out_without_a_word() -> None:
    year, letters = bare_year(2)
    for letter in letters:
        finish(letter)
    user = clerk(year).user
    DecisionLetter.objects.filter(pk=letters[1].pk).update(
        state=LetterState.CANCELLED, cancelled_at=SENT_AT, cancelled_by=user
    )
    assert opened(year, clerk(year)).namelist() == ["KOPO-2026-001.pdf"]


def test_zip_of_more_municipalities_begins_each_name_with_the_code() -> None:
    years = [bare_year(1)[0] for _ in range(2)]
    for letter in DecisionLetter.objects.all():
        finish(letter)
    bundle = choose(DecisionLetter.objects.all(), by=clerk(years[0]))
    codes = sorted(year.municipality.key for year in years)
    assert list(bundle.names.values()) == [f"{code}-KOPO-2026-001.pdf" for code in codes]


def test_choose_without_any_pdf_is_refused_with_a_sentence() -> None:
    year, _letters = bare_year(1)
    with pytest.raises(NothingToTakeError, match="nog geen brief met een pdf"):
        choose(all_of(year), by=clerk(year))


@pytest.mark.parametrize("count", [1, 4])
def test_zip_takes_two_queries_for_up_to_fifty_letters(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    year, letters = bare_year(count)
    for letter in letters:
        finish(letter)
    by = clerk(year)
    with django_assert_num_queries(2):  # the letters; their PDFs
        b"".join(zip_of(choose(all_of(year), by=by)))


def test_pdfs_of_asks_for_a_few_at_a_time(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _year, letters = bare_year(5)
    for letter in letters:
        finish(letter)
    monkeypatch.setattr(letter_bundles, "CHUNK", 2)
    hashes = {letter.pk: letter.sha256 for letter in reversed(letters)}
    with django_assert_num_queries(3):
        assert [pk for pk, _content in pdfs_of(hashes)] == list(hashes)


def test_pdfs_of_reads_nothing_before_it_is_asked(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        pdfs_of({1: "a", 2: "b", 3: "c"})


# --- what changes between the choice and the file --------------------------------------------


def reopen_letter(letter: DecisionLetter) -> None:
    """Make a letter a concept again, past the moves: its old PDF lies there until the new one."""
    DecisionLetter.objects.filter(pk=letter.pk).update(
        render_state=RenderState.QUEUED, sha256="", pages=0
    )


def make_anew(letter: DecisionLetter) -> None:
    finish(letter, small_pdf("CONCEPT"))


def cancel_letter(letter: DecisionLetter) -> None:
    DecisionLetter.objects.filter(pk=letter.pk).update(
        state=LetterState.CANCELLED, cancelled_at=SENT_AT, cancelled_by=UserFactory()
    )


MEANWHILE = [reopen_letter, make_anew, cancel_letter]


@pytest.mark.parametrize("change", MEANWHILE)
def test_zip_leaves_out_and_names_what_changed_after_the_choice(change: Any) -> None:
    year, letters = bare_year(2)
    for letter in letters:
        sign(letter)
    bundle = choose(all_of(year), by=clerk(year))
    change(letters[0])
    archive = zipfile.ZipFile(BytesIO(b"".join(zip_of(bundle))))
    assert archive.namelist() == ["KOPO-2026-002.pdf", LEFT_OUT_FILE]
    said = archive.read(LEFT_OUT_FILE).decode()
    assert said == "KOPO-2026-001: intussen gewijzigd of vervallen\r\n"


@pytest.mark.parametrize("change", MEANWHILE)
def test_print_job_with_a_letter_that_changed_after_the_choice_is_refused(
    change: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    year, letters = bare_year(2)
    for letter in letters:
        sign(letter)

    def order(*of: Any) -> dict[int, str]:
        chosen = post_order(*of)
        change(letters[1])
        return chosen

    monkeypatch.setattr(letter_bundles, "post_order", order)
    with pytest.raises(NothingToTakeError, match="KOPO-2026-002 is intussen gewijzigd"):
        print_job(all_of(year), year, by=clerk(year))


# --- counts below five ----------------------------------------------------------------------


def test_zip_for_a_privacy_officer_leaves_out_and_names_small_counts() -> None:
    year, _letters = small_count_year()
    archive = opened(year, clerk(year, Role.DPO))
    assert archive.namelist() == ["KOPO-2026-002.pdf", LEFT_OUT_FILE]
    assert "KOPO-2026-001: hierin staat een aantal" in archive.read(LEFT_OUT_FILE).decode()


@pytest.mark.parametrize("role", [Role.GEM, Role.SIG])
def test_zip_for_who_calculates_or_signs_holds_small_counts(role: Role) -> None:
    year, _letters = small_count_year()
    names = opened(year, clerk(year, role)).namelist()
    assert names == ["KOPO-2026-001.pdf", "KOPO-2026-002.pdf"]


def test_choose_of_small_counts_only_is_forbidden_to_a_privacy_officer() -> None:
    year, letters = small_count_year()
    with pytest.raises(PermissionDenied, match="onder de vijf"):
        choose(all_of(year).filter(pk=letters[0].pk), by=clerk(year, Role.DPO))


def test_hidden_boards_has_the_new_board_of_a_school_with_a_small_count() -> None:
    year, letters = small_count_year()
    school = Allocation.objects.get(board=letters[0].board).school
    change = year.changes.create(
        kind=ChangeKind.BOARD_CHANGED, school=school, effective_on="2026-11-01", reported_at=SENT_AT
    )
    AmendedAmount.objects.create(
        change=change, school=school, board=letters[1].board, before="0.00", after="10.00",
        explanation="",
    )  # fmt: skip
    pairs = {(year.pk, letter.board_id) for letter in letters}
    assert hidden_boards([year.pk], by=clerk(year, Role.DPO)) == pairs
    assert hidden_boards([year.pk], by=clerk(year)) == set()


# --- the print file -------------------------------------------------------------------------


def printed(year: SubsidyYear, **of: Any) -> list[str]:
    job = print_job(all_of(year).filter(**of), year, by=clerk(year))
    with job.file as file:
        return [page.extract_text().strip() for page in PdfReader(BytesIO(file.read())).pages]


def test_post_order_goes_by_postcode_number_and_name() -> None:
    year, letters = bare_year(6)
    places = [
        ["Aweg 10 b", "5211 AB  Wilgenstad"],
        ["Bweg 9", "5211AB  Wilgenstad"],
        ["Plein 1944 2", "5211 AB  Wilgenstad"],
        ["Cweg 1", "1000 ZZ  Elders"],
        ["Zonder postcode 1", "Elders"],
        ["Aweg 9", "5211 AB  Wilgenstad"],
    ]
    for letter, lines in zip(letters, places, strict=True):
        address(letter, *lines)
        sign(letter)
    order = [letters[place].pk for place in (3, 2, 5, 1, 0, 4)]
    assert list(post_order(all_of(year), year)) == order


def test_print_job_puts_an_empty_page_behind_an_odd_number() -> None:
    year, letters = bare_year(2)
    address(letters[0], "Aweg 2", "5211 AB  Wilgenstad")
    address(letters[1], "Aweg 1", "5211 AB  Wilgenstad")
    send(letters[0], small_pdf("een", "twee"))
    sign(letters[1], small_pdf("los"))
    assert printed(year) == ["los", "", "een", "twee"]


def test_print_job_counts_letters_and_sides() -> None:
    year, letters = bare_year(2)
    for letter in letters:
        send(letter)
    job = print_job(all_of(year), year, by=clerk(year))
    job.file.close()
    assert (job.letters, job.pages) == (2, 4)


def test_print_job_leaves_concepts_and_digital_letters_out() -> None:
    year, letters = bare_year(4)
    finish(letters[0])
    send(letters[1], digital=True)
    Message.objects.create(
        cause=f"letter:{letters[1].pk}", address="a@b.example", subject="x", body="x",
        municipality=year.municipality, state=MessageState.SENT, sent_at=SENT_AT,
    )  # fmt: skip
    agree_digital(letters[2])
    sign(letters[2])
    sign(letters[3])
    assert printed(year)[0] == letters[3].reference
    assert list(post_order(all_of(year), year)) == [letters[3].pk]


def test_print_job_has_a_digital_letter_whose_mail_came_back() -> None:
    year, letters = bare_year(1)
    send(letters[0], digital=True)
    Message.objects.create(
        cause=f"letter:{letters[0].pk}", address="a@b.example", subject="x", body="x",
        municipality=year.municipality, state=MessageState.FAILED,
    )  # fmt: skip
    assert list(post_order(all_of(year), year)) == [letters[0].pk]


def test_print_job_of_concepts_only_is_refused_with_what_to_do() -> None:
    year, letters = bare_year(1)
    finish(letters[0])
    with pytest.raises(NothingToTakeError, match="onderteken eerst"):
        print_job(all_of(year), year, by=clerk(year))


def test_print_job_of_digital_boards_only_is_refused() -> None:
    year, letters = bare_year(1)
    agree_digital(letters[0])
    sign(letters[0])
    with pytest.raises(NothingToTakeError, match="digitaal"):
        print_job(all_of(year), year, by=clerk(year))


def test_print_job_has_the_letter_to_a_board_that_agrees_after_the_sending_day() -> None:
    year, letters = bare_year(1)
    relation = agree_digital(letters[0])
    signed = sign(letters[0])
    assert signed.sending_on is not None
    later = signed.sending_on + timedelta(days=1)
    BoardRelation.objects.filter(pk=relation.pk).update(digital_agreed_on=later)
    assert list(post_order(all_of(year), year)) == [signed.pk]


def test_print_job_of_a_signed_letter_whose_pdf_is_not_made_is_refused() -> None:
    year, letters = bare_year(1)
    sign(letters[0])
    DecisionLetter.objects.update(render_state=RenderState.QUEUED, sha256="", pages=0)
    with pytest.raises(NothingToTakeError):
        print_job(all_of(year), year, by=clerk(year))


def test_print_job_with_small_counts_is_forbidden_to_a_privacy_officer() -> None:
    year, letters = small_count_year()
    for letter in letters:
        send(letter)
    with pytest.raises(PermissionDenied, match="onder de vijf"):
        print_job(all_of(year), year, by=clerk(year, Role.DPO))


def test_print_job_that_breaks_off_leaves_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    year, letters = bare_year(1)
    send(letters[0], small_pdf("x"))
    made = []
    real = letter_bundles.tempfile.TemporaryFile

    def temporary() -> Any:
        made.append(real())
        return made[-1]

    def break_off(*_arguments: object) -> int:
        raise OSError("schijf vol")

    monkeypatch.setattr(letter_bundles.tempfile, "TemporaryFile", temporary)
    monkeypatch.setattr(print_file.PrintFile, "add", break_off)
    with pytest.raises(OSError, match="schijf vol"):
        print_job(all_of(year), year, by=clerk(year))
    assert made[0].closed


@pytest.mark.parametrize("count", [1, 4])
def test_print_job_takes_four_queries_for_up_to_fifty_letters(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    year, letters = bare_year(count)
    for letter in letters:
        send(letter)
    by = clerk(year)
    with django_assert_num_queries(4):
        print_job(all_of(year), year, by=by).file.close()


# --- the log --------------------------------------------------------------------------------


def test_note_taken_logs_how_many_for_the_municipality() -> None:
    year, _letters = bare_year(1)
    by = clerk(year)
    note_taken("letters.zipped", 7, year=year, by=by, at=SENT_AT)
    entry = AuditEntry.objects.get(action="letters.zipped")
    assert (entry.organisation, entry.user, entry.details) == (
        year.municipality.organisation,
        by.user,
        {"letters": 7},
    )


def test_note_taken_of_a_board_stands_in_its_own_log() -> None:
    letter = make_bare_letters(make_established(make_municipality(boards=1, schools=1)))[0]
    board = make_actor(Role.BRD, letter.board)
    note_taken("letters.zipped", 1, by=board, at=SENT_AT)
    assert AuditEntry.objects.get(action="letters.zipped").organisation == letter.board.organisation
