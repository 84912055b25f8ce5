"""Uploaded registers: kept, shown as a preview, then read in or dropped (RegisterUpload)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from config.formats import date_words
from partners import audit
from partners.access import Actor
from partners.board_import import import_boards
from partners.childcare_import import import_childcare
from partners.lrk import without_persons
from partners.models import Municipality, RegisterChange, RegisterUpload
from partners.register_files import MAX_BYTES, RegisterError
from partners.register_results import RegisterImport, RowChange, summary
from partners.register_writes import is_too_many, lock_registers
from partners.roles import Permission, require
from partners.school_import import import_schools
from partners.states import (
    UPLOAD_MOVES,
    IllegalMoveError,
    OrganisationKind,
    RegisterKind,
    UploadState,
)

SHOWN_FAULTS, SHOWN_OLDER = 50, 5


@dataclass(frozen=True)
class Importer:
    """How a register is read in.

    `run` takes raw, name, municipality, by, at and dry_run by name, and what `read_options` makes
    of an upload's options. `kinds` are the choices that the page asks for, with their words.
    `strip` leaves out of a file what may not be kept while it waits.
    """

    run: Callable[..., RegisterImport]
    can_close: bool = False
    kinds: tuple[tuple[str, Any], ...] = ()
    read_options: Callable[[Mapping[str, Any]], dict[str, Any]] = lambda options: {}
    strip: Callable[[bytes, str], bytes] = lambda raw, name: raw


IMPORTERS: dict[RegisterKind, Importer] = {
    RegisterKind.SCHOOLS: Importer(import_schools, can_close=True),
    RegisterKind.BOARDS: Importer(import_boards),
    RegisterKind.CHILDCARE: Importer(import_childcare, can_close=True, strip=without_persons),
}


def add_importer(kind: RegisterKind, importer: Importer) -> None:
    """Let an app above this one read in a register of its own (imports go one way)."""
    IMPORTERS[kind] = importer


@transaction.atomic
def upload(  # noqa: PLR0913 - what the page asks, each by name
    *,
    municipality: Municipality,
    kind: RegisterKind,
    name: str,
    raw: bytes,
    options: Mapping[str, Any],
    by: Actor,
    at: datetime,
) -> RegisterUpload:
    """Keep a file with its preview; nothing of it is read in yet.

    Raises: PermissionDenied; RegisterError: above 50 MB.
    """
    require(by, Permission.IMPORT_REGISTERS, municipality.organisation)
    if len(raw) > MAX_BYTES:
        raise RegisterError(
            _("%s is groter dan 50 MB: kies het bestand van het register zelf.") % name
        )
    kept = RegisterUpload(
        municipality=municipality,
        kind=kind,
        name=name[-200:],
        content=raw,
        options=dict(options),
        uploaded_at=at,
        uploaded_by=by.user,
    )
    stripped = _stripped(kept)
    kept.content = stripped or raw
    kept.outcome = _preview(kept, by, at)  # of what is kept, so that confirming sees the same
    kept.content = stripped
    kept.save()
    _record("register.uploaded", kept, by, at)
    return kept


def _stripped(kept: RegisterUpload) -> bytes:
    """Return what may be kept of a file that waits; of one that cannot be read nothing at all."""
    importer = IMPORTERS[RegisterKind(kept.kind)]
    try:
        return importer.strip(bytes(kept.content), kept.name)
    except RegisterError:
        return b""


def _run(kept: RegisterUpload, by: Actor, at: datetime, **more: Any) -> RegisterImport:
    importer = IMPORTERS[RegisterKind(kept.kind)]
    return importer.run(
        raw=bytes(kept.content),
        name=kept.name,
        municipality=kept.municipality.key,
        by=by,
        at=at,
        **importer.read_options(kept.options),
        **more,
    )


def _preview(kept: RegisterUpload, by: Actor, at: datetime) -> dict[str, Any]:
    """Return what reading in would do now, or why it cannot be done."""
    try:
        result = _run(kept, by, at, dry_run=True)
    except RegisterError as error:
        faults = [fault.as_dict() for fault in error.faults[:SHOWN_FAULTS]]
        return {"error": str(error), "faults": faults, "fault_count": len(error.faults)}
    return {
        "counts": result.as_dict(),
        "rows": summary(result.changes),
        "lacking": result.lacking,
        "open_count": result.open_count,
        "closes_many": is_too_many(len(result.closed), result.open_count),
        "older": _older(result.changes) if kept.kind == RegisterKind.SCHOOLS else [],
    }


def _older(changes: Iterable[RowChange]) -> list[str]:
    """Return what a register of schools would turn back, in sentences: a sign that it is old.

    A school that is closed and would open again, or that would get a name which it once lost.
    """
    turned = [
        (row, change)
        for row in changes
        for change in row.fields
        if row.outcome == "updated" and change.field in {"closed_on", "name"}
    ]
    past = RegisterChange.objects.filter(
        organisation__kind=OrganisationKind.SCHOOL,
        organisation__key__in={row.code for row, _change in turned},
        field="name",
    )
    lost = set(past.values_list("organisation__key", "old"))
    sentences = []
    for row, change in turned:
        words = {"name": row.name, "code": row.code, "old": change.old, "new": change.new}
        if change.field == "closed_on" and not change.new:
            words["day"] = date_words(date.fromisoformat(change.old))
            sentences.append(_("%(name)s (%(code)s) sloot op %(day)s en gaat weer open.") % words)
        elif change.field == "name" and (row.code, change.new) in lost:
            sentences.append(_("“%(old)s” (%(code)s) krijgt de oude naam “%(new)s” terug.") % words)
    more = len(sentences) - SHOWN_OLDER
    return [*sentences[:SHOWN_OLDER], *([_("En nog %d.") % more] if more > 0 else [])]


@transaction.atomic
def confirm(
    *,
    upload_id: int,
    by: Actor,
    at: datetime,
    close_missing: bool = False,
    force: bool = False,
) -> RegisterUpload:
    """Read an upload in, exactly as its preview says; the file itself is then forgotten.

    When the data changed since, the upload stays open with a new preview to look at first.

    Raises: DoesNotExist, PermissionDenied, IllegalMoveError (already decided), RegisterError (the
    file is at fault, or too many would be closed without `force`); then nothing is changed.
    """
    kept = _locked(upload_id, by, UploadState.CONFIRMED)
    lock_registers()
    fresh = _preview(kept, by, at)
    if fresh != kept.outcome:
        kept.outcome = fresh
        kept.save(update_fields=["outcome"])
        return kept
    if "error" in fresh:
        raise RegisterError(fresh["error"])
    closing = {"close_missing": close_missing, "force": force}
    importer = IMPORTERS[RegisterKind(kept.kind)]
    _run(kept, by, at, **(closing if importer.can_close else {}))
    kept.outcome = {"counts": fresh["counts"], "is_closed": close_missing}
    return _decide(kept, UploadState.CONFIRMED, by, at)


@transaction.atomic
def drop(*, upload_id: int, by: Actor, at: datetime) -> RegisterUpload:
    """Decide not to read an upload in; the file is forgotten.

    Raises: DoesNotExist, PermissionDenied, IllegalMoveError.
    """
    kept = _locked(upload_id, by, UploadState.DROPPED)
    kept.outcome = {"counts": kept.outcome.get("counts", {})}
    return _decide(kept, UploadState.DROPPED, by, at)


def _locked(upload_id: int, by: Actor, target: UploadState) -> RegisterUpload:
    """Return an open upload that nobody else can decide on meanwhile."""
    kept = RegisterUpload.objects.visible_to(by).select_for_update().get(pk=upload_id)
    require(by, Permission.IMPORT_REGISTERS, kept.municipality.organisation)
    if target not in UPLOAD_MOVES[UploadState(kept.state)]:
        raise IllegalMoveError(
            _("Over %(name)s is al besloten: %(state)s.")
            % {"name": kept.name, "state": kept.get_state_display().lower()}
        )
    return kept


def _decide(kept: RegisterUpload, state: UploadState, by: Actor, at: datetime) -> RegisterUpload:
    kept.state, kept.content = state, b""
    kept.decided_at, kept.decided_by = at, by.user
    kept.save(update_fields=["state", "content", "decided_at", "decided_by", "outcome"])
    _record(f"register.{state.value}", kept, by, at)
    return kept


def _record(action: str, kept: RegisterUpload, by: Actor, at: datetime) -> None:
    audit.record(
        by=by,
        action=action,
        target=kept,
        organisation=kept.municipality.organisation,
        at=at,
        details={"register": kept.kind, "file": kept.name, **kept.outcome.get("counts", {})},
    )
