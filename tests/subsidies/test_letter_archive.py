"""The archive bundle: sent letters only, metadata that agrees with them, hashes that check."""

import csv
import hashlib
import json
import subprocess
import zipfile
from dataclasses import asdict
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django import DjangoAssertNumQueries

from partners.models import EquatedDay, IssuerMandate, Organisation
from partners.states import Role
from subsidies.letter_archive import archive_of, archive_zip
from subsidies.letter_bundles import NothingToTakeError
from subsidies.letter_facts import signatory_of
from subsidies.models import DecisionLetter, LetterPdf, Objection, SubsidyYear
from subsidies.states import LetterKind, ObjectionOutcome
from tests.factories.issued import (
    SENT_AT,
    address,
    bare_year,
    finish,
    mandate_of,
    send,
    sign,
    small_count_year,
)
from tests.factories.partners import make_actor
from tests.factories.subsidies import make_established, make_municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent() -> tuple[SubsidyYear, list[DecisionLetter]]:
    """Return a year with two sent letters, the second one digital, and one concept."""
    year, letters = bare_year(3)
    drafter = make_actor(Role.ISS, mandate_of(year).issuer).user
    signatory = signatory_of(mandate_of(year))
    assert signatory is not None
    for letter, name in zip(letters, ("Stichting =Wilg; “één”", "Eik", "Es"), strict=True):
        address(letter, "Aweg 1", "5211 AB  Wilgenstad", name=name)
        DecisionLetter.objects.filter(pk=letter.pk).update(
            drafted_by=drafter, snapshot=letter.snapshot | {"signatory": asdict(signatory)}
        )
    return year, [send(letters[0]), send(letters[1], digital=True), finish(letters[2])]


def bundle(year: SubsidyYear, role: str = Role.GEM) -> bytes:
    return b"".join(archive_zip(archive_of(year, by=make_actor(role, year.municipality))))


def opened(year: SubsidyYear) -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(bundle(year)))


def metadata(year: SubsidyYear) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(opened(year).read("metadata.json"))["brieven"]
    return rows


def test_archive_names_the_mandate_of_the_letter_whatever_it_says_by_now(
    sent: tuple[SubsidyYear, list[DecisionLetter]],
) -> None:
    before = bundle(sent[0])
    IssuerMandate.objects.update(reference="Z/99", signatory_function="niemand")
    assert bundle(sent[0]) == before


def test_archive_holds_sent_letters_metadata_hashes_and_an_explanation(sent: Any) -> None:
    assert opened(sent[0]).namelist() == [
        "pdf/KOPO-2026-001.pdf",
        "pdf/KOPO-2026-002.pdf",
        "metadata.csv",
        "metadata.json",
        "LEESMIJ.txt",
        "SHA256SUMS",
    ]


def test_archive_passes_sha256sum(sent: Any, tmp_path: Path) -> None:
    opened(sent[0]).extractall(tmp_path)
    done = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout.count(": OK")) == (0, 5)


def test_archive_with_changed_bytes_does_not_pass_sha256sum(sent: Any, tmp_path: Path) -> None:
    opened(sent[0]).extractall(tmp_path)
    changed = tmp_path / "pdf" / "KOPO-2026-001.pdf"
    changed.write_bytes(changed.read_bytes() + b" ")
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True)
    assert done.returncode == 1


def test_archive_is_the_same_twice_and_for_whoever_takes_it(sent: Any) -> None:
    assert bundle(sent[0]) == bundle(sent[0], Role.SIG) == bundle(sent[0], Role.DPO)


def test_archive_is_the_same_after_a_board_got_another_name(sent: Any) -> None:
    before = bundle(sent[0])
    Organisation.objects.filter(pk=sent[1][0].board_id).update(name="Nieuwe naam", sort_name="n")
    assert bundle(sent[0]) == before


def test_archive_lists_the_stored_hash_of_a_letter(sent: Any) -> None:
    lines = opened(sent[0]).read("SHA256SUMS").decode().splitlines()
    assert lines[0] == f"{sent[1][0].sha256}  pdf/KOPO-2026-001.pdf"
    content = bytes(LetterPdf.objects.get(letter=sent[1][0]).content)
    assert hashlib.sha256(content).hexdigest() == sent[1][0].sha256


def test_metadata_says_what_was_decided_when_and_in_which_functions(sent: Any) -> None:
    first = metadata(sent[0])[0]
    mandate = mandate_of(sent[0])
    assert {key: first[key] for key in first if not key.startswith("best")} == {
        "kenmerk": "KOPO-2026-001",
        "kvk_nummer": "01234567",
        "soort": "verlening",
        "versie": "1",
        "bedrag": "2500.00",
        "opgesteld_op": "2026-02-16",
        "opgesteld_door": "medewerker brieven",
        "gecontroleerd_op": "2026-03-02",
        "gecontroleerd_door": "medewerker brieven",
        "ondertekend_op": "2026-03-02",
        "ondertekend_door": mandate.signatory_function,
        "mandaat": mandate.reference,
        "verzonden_op": "2026-03-02",
        "verzonden_door": "medewerker brieven",
        "bezorging": "per post",
        "digitaal_akkoord_op": "",
        "vervangt": "",
        "bezwaar_tot_en_met": "2026-04-13",
        "bezwaren": [],
        "bladzijden": "1",
        "sha256": sent[1][0].sha256,
    }


def test_metadata_of_a_digital_letter_has_the_agreement(sent: Any) -> None:
    second = metadata(sent[0])[1]
    assert (second["bezorging"], second["digitaal_akkoord_op"]) == ("digitaal", "2026-01-15")


def test_metadata_names_no_person(sent: Any) -> None:
    archive = opened(sent[0])
    written = b"".join(archive.read(name) for name in archive.namelist()[2:]).decode()
    people = [sent[1][0].checked_by, sent[1][0].signed_by, sent[1][0].sent_by]
    assert [user.name for user in people if user.name in written] == []


def test_metadata_in_csv_says_the_same_as_in_json(sent: Any) -> None:
    text = opened(sent[0]).read("metadata.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text), delimiter=";"))
    whole = [{key: value or "" for key, value in row.items()} for row in metadata(sent[0])]
    assert rows == whole
    assert rows[0]["bestuur"] == "Stichting =Wilg; “één”"


def test_metadata_of_a_draft_by_the_clock_says_automatic(sent: Any) -> None:
    year, letters = bare_year(1)
    send(letters[0])
    assert metadata(year)[0]["opgesteld_door"] == "automatisch"


def test_metadata_has_objections_with_their_dates_and_outcome(sent: Any) -> None:
    user = make_actor(Role.GEM, sent[0].municipality).user
    Objection.objects.create(
        letter=sent[1][0], received_on=date(2026, 4, 1), objector="Bestuur",
        decide_before="2026-06-01",
        registered_at=SENT_AT, registered_by=user, outcome=ObjectionOutcome.PARTLY,
        decided_on=date(2026, 5, 12), decided_at=SENT_AT, decided_by=user,
    )  # fmt: skip
    first = metadata(sent[0])[0]
    assert first["bezwaren"] == [
        {"ontvangen_op": "2026-04-01", "beslist_op": "2026-05-12", "beslissing": "deels gegrond"}
    ]
    text = opened(sent[0]).read("metadata.csv").decode("utf-8-sig")
    assert "2026-04-01 2026-05-12 deels gegrond" in text


def test_metadata_of_an_amendment_names_the_letter_that_it_changes(sent: Any) -> None:
    year, letters = sent
    later = letters[2]
    DecisionLetter.objects.filter(pk=later.pk).update(
        kind=LetterKind.AMENDMENT, supersedes=letters[0]
    )
    send(later)
    last = metadata(year)[2]
    assert (last["soort"], last["vervangt"]) == ("wijziging", "KOPO-2026-001")


def test_metadata_moves_the_last_day_for_an_objection_by_an_equated_day(sent: Any) -> None:
    EquatedDay.objects.create(
        municipality=sent[0].municipality, day=date(2026, 4, 13), name="Proef", source="Besluit"
    )
    assert metadata(sent[0])[0]["bezwaar_tot_en_met"] == "2026-04-14"


def test_archive_of_signed_letters_only_is_refused_with_a_sentence() -> None:
    year, letters = bare_year(1)
    sign(letters[0])
    with pytest.raises(NothingToTakeError, match="nog geen brief verzonden"):
        bundle(year)


def test_archive_of_a_year_without_letters_is_refused() -> None:
    with pytest.raises(NothingToTakeError):
        bundle(make_established(make_municipality()))


def test_archive_with_small_counts_is_forbidden_to_a_privacy_officer() -> None:
    year, letters = small_count_year()
    for letter in letters:
        send(letter)
    with pytest.raises(PermissionDenied, match="onder de vijf"):
        bundle(year, Role.DPO)
    assert bundle(year, Role.SIG)


def test_archive_of_a_municipality_elsewhere_is_empty(sent: Any) -> None:
    officer = make_actor(Role.GEM)
    with pytest.raises(NothingToTakeError):
        archive_of(sent[0], by=officer)


@pytest.mark.parametrize("count", [1, 4])
def test_archive_takes_six_queries_for_up_to_fifty_letters(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    year, letters = bare_year(count)
    for letter in letters:
        send(letter)
    by = make_actor(Role.GEM, year.municipality)
    with django_assert_num_queries(6):
        b"".join(archive_zip(archive_of(year, by=by)))
