"""Uploading a register: preview, reading in, dropping, and what changed meanwhile."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from partners import uploads
from partners.access import Actor
from partners.models import AuditEntry, Municipality, RegisterUpload, School
from partners.register_files import MAX_BYTES, RegisterError
from partners.states import UPLOAD_MOVES, IllegalMoveError, RegisterKind, Role, UploadState
from tests.factories.partners import MunicipalityFactory, make_actor
from tests.partners.test_childcare_import import lrk
from tests.partners.test_duo import register

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 2, 1, 13, tzinfo=UTC)


@pytest.fixture
def town() -> Municipality:
    made: Municipality = MunicipalityFactory(key="0796")
    return made


@pytest.fixture
def officer(town: Municipality) -> Actor:
    return make_actor(Role.GEM, town)


def put(town: Municipality, by: Actor, *rows: dict[str, str], **more: Any) -> RegisterUpload:
    values = {"kind": RegisterKind.SCHOOLS, "raw": register(*(rows or ({},)))} | more
    return uploads.upload(municipality=town, name="s.csv", options={}, by=by, at=AT, **values)


def test_upload_keeps_the_file_and_its_preview_and_reads_nothing_in(
    town: Municipality, officer: Actor
) -> None:
    kept = put(town, officer)
    assert kept.outcome["counts"]["created"] == 1
    assert kept.outcome["rows"][0]["code"] == "01AB00"
    assert (kept.state, School.objects.exists()) == (UploadState.OPEN, False)
    entry = AuditEntry.objects.get(action="register.uploaded")
    assert entry.organisation == town.organisation


def test_upload_of_a_faulty_file_keeps_why_it_is_refused(
    town: Municipality, officer: Actor
) -> None:
    rows = [{"VESTIGINGSCODE": f"kapot{n}"} for n in range(60)]
    kept = put(town, officer, *rows)
    assert kept.outcome["error"].startswith("s.csv, regel 2, kolom VESTIGINGSCODE")
    assert (len(kept.outcome["faults"]), kept.outcome["fault_count"]) == (50, 60)


def test_upload_of_more_than_50_mb_is_refused(town: Municipality, officer: Actor) -> None:
    with pytest.raises(RegisterError, match="groter dan 50 MB"):
        put(town, officer, raw=b"x" * (MAX_BYTES + 1))


@pytest.mark.parametrize("role", [Role.SIG, Role.DPO])
def test_upload_by_a_role_without_the_permission_is_refused(town: Municipality, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        put(town, make_actor(role, town))


def test_upload_for_another_municipality_is_refused(town: Municipality) -> None:
    with pytest.raises(PermissionDenied):
        put(town, make_actor(Role.GEM))


def test_confirm_reads_in_what_the_preview_showed_and_forgets_the_file(
    town: Municipality, officer: Actor
) -> None:
    kept = uploads.confirm(upload_id=put(town, officer).pk, by=officer, at=LATER)
    kept.refresh_from_db()
    assert (kept.state, bytes(kept.content), kept.decided_at) == ("confirmed", b"", LATER)
    assert (kept.outcome["counts"]["created"], "rows" in kept.outcome) == (1, False)
    assert School.objects.count() == 1
    actions = AuditEntry.objects.values_list("action", flat=True)
    assert {"schools.imported", "register.confirmed"} <= set(actions)


def test_confirm_after_somebody_else_changed_the_data_shows_a_new_preview(
    town: Municipality, officer: Actor
) -> None:
    first, second = put(town, officer), put(town, officer)
    uploads.confirm(upload_id=first.pk, by=officer, at=LATER)
    kept = uploads.confirm(upload_id=second.pk, by=officer, at=LATER)
    kept.refresh_from_db()
    assert (kept.state, kept.outcome["counts"]["unchanged"]) == (UploadState.OPEN, 1)
    kept = uploads.confirm(upload_id=second.pk, by=officer, at=LATER)
    assert kept.state == UploadState.CONFIRMED


def test_confirm_of_a_refused_file_is_refused(town: Municipality, officer: Actor) -> None:
    kept = put(town, officer, {"VESTIGINGSCODE": "kapot"})
    with pytest.raises(RegisterError, match="hier horen zes tekens"):
        uploads.confirm(upload_id=kept.pk, by=officer, at=LATER)
    assert not School.objects.exists()


def test_upload_that_takes_a_school_of_another_municipality_cannot_be_confirmed(
    town: Municipality, officer: Actor
) -> None:
    uploads.confirm(upload_id=put(town, officer).pk, by=officer, at=AT)
    other = MunicipalityFactory(key="0855")
    thief = make_actor(Role.GEM, other)
    kept = put(other, thief, {"GEMEENTENUMMER": "0855"})
    assert kept.outcome["error"].startswith("s.csv, regel 2, kolom GEMEENTENUMMER: “0855”, ")
    with pytest.raises(RegisterError, match="beheerder van de installatie"):
        uploads.confirm(upload_id=kept.pk, by=thief, at=LATER)
    assert School.objects.get().municipality == town


def test_confirm_closes_what_vanished_only_when_asked_and_sure(
    town: Municipality, officer: Actor
) -> None:
    first = put(town, officer, {}, {"VESTIGINGSCODE": "01AC00"})
    uploads.confirm(upload_id=first.pk, by=officer, at=AT)
    kept = put(town, officer)
    assert kept.outcome["closes_many"]
    with pytest.raises(RegisterError, match="bevestig"):
        uploads.confirm(upload_id=kept.pk, by=officer, at=LATER, close_missing=True)
    uploads.confirm(upload_id=kept.pk, by=officer, at=LATER, close_missing=True, force=True)
    assert School.objects.get(organisation__key="01AC00").closed_on == LATER.date()


def test_drop_forgets_the_file_and_reads_nothing_in(town: Municipality, officer: Actor) -> None:
    kept = uploads.drop(upload_id=put(town, officer).pk, by=officer, at=LATER)
    kept.refresh_from_db()
    assert (kept.state, bytes(kept.content), kept.decided_by) == ("dropped", b"", officer.user)
    assert not School.objects.exists()
    assert AuditEntry.objects.filter(action="register.dropped").exists()


def test_upload_of_childcare_keeps_no_person_while_it_waits(
    town: Municipality, officer: Actor
) -> None:
    minder = {"type_oko": "VGO", "lrk_id": "1234", "naam_houder": "Een Gastouder"}
    kept = put(town, officer, kind=RegisterKind.CHILDCARE, raw=lrk({}, minder))
    kept.refresh_from_db()
    text = bytes(kept.content).decode()
    assert not [w for w in ("Iemand", "iemand@", "Gastouder", "1234;VGO") if w in text]
    kept = uploads.confirm(upload_id=kept.pk, by=officer, at=AT)
    assert (kept.state, kept.outcome["counts"]["skipped"]) == (UploadState.CONFIRMED, 1)


def test_upload_of_a_broken_register_of_childcare_keeps_nothing_of_it(
    town: Municipality, officer: Actor
) -> None:
    kept = put(town, officer, kind=RegisterKind.CHILDCARE, raw=lrk({})[:-9] + b";x\r\n;;\r\n")
    kept.refresh_from_db()
    assert (bytes(kept.content), "error" in kept.outcome) == (b"", True)


def test_upload_of_an_older_register_says_what_it_would_turn_back(
    town: Municipality, officer: Actor
) -> None:
    for row in ({}, {"VESTIGINGSNAAM": "De Ontluiking"}):
        uploads.confirm(upload_id=put(town, officer, row).pk, by=officer, at=AT)
    [sentence] = put(town, officer).outcome["older"]
    assert sentence.startswith("“De Ontluiking” (01AB00) krijgt de oude naam “Kindcentrum")
    School.objects.update(closed_on="2025-08-01")
    [_name, sentence] = put(town, officer).outcome["older"]
    assert sentence.endswith("(01AB00) sloot op 1 augustus 2025 en gaat weer open.")


def test_upload_of_a_newer_register_warns_of_nothing(town: Municipality, officer: Actor) -> None:
    uploads.confirm(upload_id=put(town, officer).pk, by=officer, at=AT)
    assert put(town, officer, {"VESTIGINGSNAAM": "De Ontluiking"}).outcome["older"] == []


FORBIDDEN = [
    (source, move)
    for source in UploadState
    for move, target in (("confirm", UploadState.CONFIRMED), ("drop", UploadState.DROPPED))
    if target not in UPLOAD_MOVES[source]
]


@pytest.mark.parametrize(("source", "move"), FORBIDDEN)
def test_decision_on_what_was_decided_is_refused(
    town: Municipality, officer: Actor, source: UploadState, move: str
) -> None:
    kept = put(town, officer)
    getattr(uploads, {"confirmed": "confirm", "dropped": "drop"}[source])(
        upload_id=kept.pk, by=officer, at=AT
    )
    with pytest.raises(IllegalMoveError, match="is al besloten"):
        getattr(uploads, move)(upload_id=kept.pk, by=officer, at=LATER)


@pytest.mark.parametrize("move", ["confirm", "drop"])
def test_decision_of_an_outsider_finds_nothing(
    town: Municipality, officer: Actor, move: str
) -> None:
    kept = put(town, officer)
    outsider = make_actor(Role.GEM)
    with pytest.raises(RegisterUpload.DoesNotExist):
        getattr(uploads, move)(upload_id=kept.pk, by=outsider, at=LATER)
