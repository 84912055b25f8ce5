"""Files about a child: taken in clean, scanned, opened through the permission check only."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from children import file_contents, reading, trail
from children.models import Attachment, Child
from children.querysets import THING_OF_FILE
from children.reach import Ground, reach_of
from children.states import FileKind, ScanState
from config import malware
from partners.access import Actor

ADDED, SCANNED = "file.added", "file.scanned"
LIST = "list"
SCANS_AT_ONCE = 50
EXTENSIONS = {
    file_contents.PDF: "pdf",
    file_contents.JPEG: "jpg",
    file_contents.PNG: "png",
}


class NotScannedError(Exception):
    """A file that is there cannot be opened; the message is one Dutch sentence."""


@dataclass(frozen=True)
class NewFile:
    """A file as somebody gives it."""

    kind: FileKind
    title: str
    raw: bytes
    is_health: bool = False


def add(*, child: Child, new: NewFile, by: Actor, at: datetime) -> Attachment:
    """Keep a file about a child of the actor's own childcare, as `file_contents.clean` writes it.

    Raises: FileRefusedError, PermissionDenied; then nothing was kept.
    """
    kept = file_contents.clean(new.raw)  # before the transaction: it takes its time
    attachment = Attachment(
        child=child,
        kind=new.kind,
        title=new.title,
        content=kept.content,
        media_type=kept.media_type,
        size=len(kept.content),
        is_health=new.is_health,
        added_at=at,
    )
    return _save(attachment, by=by, at=at)


@transaction.atomic
def _save(attachment: Attachment, *, by: Actor, at: datetime) -> Attachment:
    child, thing = attachment.child, THING_OF_FILE[FileKind(attachment.kind)]
    reach = reach_of(by.role, thing)
    if reach is None or reach.ground == Ground.CONSENT:  # a school reads and adds nothing
        raise PermissionDenied
    if not Child.objects.visible_to(by, thing).filter(pk=child.pk).exists():
        raise PermissionDenied
    attachment.added_by = trail.membership_of(by, child)
    attachment.save()
    details = {"kind": attachment.kind, "file": str(attachment.key), "size": attachment.size}
    trail.record(child, ADDED, by=by, at=at, details=details)
    return attachment


@dataclass(frozen=True)
class Kept:
    """A file as a list shows it; `why_not` says why it cannot be opened, where it cannot."""

    attachment: Attachment
    why_not: str


def may_add(by: Actor) -> bool:
    """Say whether a role adds files: childcare does, a school reads."""
    reaches = (reach_of(by.role, thing) for thing in THING_OF_FILE.values())
    return any(reach is not None and reach.ground != Ground.CONSENT for reach in reaches)


def listed(*, child: Child, by: Actor, at: datetime) -> list[Kept]:
    """Return the files of a child that an actor may know of, and note what was seen.

    Childcare sees those that wait or were refused too; a school only what it can open.
    """
    clean = Attachment.objects.visible_to(by).filter(child=child).defer("content")
    rows = [*clean, *_unscanned(by).filter(child=child)]
    for thing in {THING_OF_FILE[FileKind(row.kind)] for row in rows}:
        reading.note(by, [child], thing=thing, at=at, section=LIST)
    rows.sort(key=lambda row: (row.added_at, row.pk), reverse=True)
    return [Kept(row, "" if row.scan == ScanState.CLEAN else why_not(row)) for row in rows]


def opened(*, key: UUID, by: Actor, at: datetime) -> Attachment:
    """Return a file that the actor may read, with its content, and note the read.

    Raises: Http404: none, another's, or its consent ended, all alike. NotScannedError.
    """
    rows = Attachment.objects.visible_to(by).filter(scan=ScanState.CLEAN)
    attachment = rows.select_related("child").filter(key=key).first()
    if attachment is None:
        if own := _unscanned(by).filter(key=key).first():
            raise NotScannedError(why_not(own))
        reading.miss(by, thing=THING_OF_FILE[FileKind.REPORT], at=at)
    thing = THING_OF_FILE[FileKind(attachment.kind)]
    part, is_health = str(attachment.key), attachment.is_health
    reading.note(by, [attachment.child], thing=thing, at=at, section=part, is_health=is_health)
    return attachment


def _unscanned(by: Actor) -> QuerySet[Attachment]:
    """Return what waits or was refused at the actor's own childcare; a school has none."""
    own = Q(pk__in=[])
    for kind, thing in THING_OF_FILE.items():
        reach = reach_of(by.role, thing)
        if reach is not None and reach.ground != Ground.CONSENT:
            own |= Q(kind=kind, child__in=Child.objects.visible_to(by, thing).values("pk"))
    return Attachment.objects.filter(own).exclude(scan=ScanState.CLEAN).defer("content")


def why_not(attachment: Attachment) -> str:
    """Return in one sentence why a file that is not clean cannot be opened."""
    if attachment.scan == ScanState.REFUSED:
        return _("In dit bestand zat schadelijke software: het is verwijderd.")
    if malware.is_there():
        return _("Dit bestand wordt nog gecontroleerd op schadelijke software: probeer het straks.")
    return _(
        "Dit bestand wacht op een controle op schadelijke software, en die is hier niet ingesteld: "
        "vraag het de beheerder."
    )


def file_name(attachment: Attachment) -> str:
    """Return under which name a file is saved: what it is, never whom it is about."""
    extension = EXTENSIONS[attachment.media_type]
    return f"{attachment.kind}-{str(attachment.key)[:8]}.{extension}"


def scan_waiting(*, at: datetime) -> int:
    """Scan files that wait, the oldest first, and return how many got a verdict.

    What the scanner says nothing about keeps waiting. Running twice is free.
    """
    if not malware.is_there():
        return 0
    waiting = Attachment.objects.filter(scan=ScanState.WAITING).order_by("added_at", "pk")
    keys = list(waiting.values_list("pk", flat=True)[:SCANS_AT_ONCE])
    return sum(_scan(key, at) for key in keys)


@transaction.atomic
def _scan(key: int, at: datetime) -> bool:
    """Scan one file, unless another worker has it; of a refused one the content goes."""
    rows = Attachment.objects.filter(pk=key, scan=ScanState.WAITING)
    attachment = rows.select_for_update(skip_locked=True).first()
    if attachment is None:
        return False
    try:
        is_clean = malware.is_clean(attachment.content)
    except malware.ScanError:
        return False
    attachment.scan = ScanState.CLEAN if is_clean else ScanState.REFUSED
    if not is_clean:
        attachment.content = b""
    attachment.save(update_fields=["scan"] if is_clean else ["scan", "content"])
    details = {"file": str(attachment.key), "scan": attachment.scan}
    trail.record(attachment.child, SCANNED, by=None, at=at, details=details)
    return True
