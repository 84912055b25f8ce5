"""Files about a child: taken in clean, scanned, opened through the permission check only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from children import file_contents, reading, trail
from children.file_contents import CleanFile
from children.models import Attachment, Child
from children.querysets import THING_OF_FILE
from children.reach import Ground, reach_of
from children.states import SENT_KINDS, FileKind, ScanState
from config import malware
from partners.access import Actor
from partners.roles import Permission, can, require

ADDED, REMOVED, SCANNED = "file.added", "file.removed", "file.scanned"
REMOVE_TERM = timedelta(days=14)
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

    Raises: Http404, FileRefusedError, PermissionDenied; then nothing was kept.
    """
    clean = checked(child=child, new=new, by=by, at=at)
    return keep(child=child, new=new, clean=clean, by=by, at=at)


def checked(*, child: Child, new: NewFile, by: Actor, at: datetime) -> CleanFile:
    """Return a file as it can be kept, after asking whether it may be; outside a transaction.

    Raises: Http404, PermissionDenied, FileRefusedError.
    """
    if not _may_keep(child, new.kind, by):
        reading.miss(by, child.key, thing=THING_OF_FILE[new.kind], at=at)
    return file_contents.clean(new.raw)


@transaction.atomic
def keep(*, child: Child, new: NewFile, clean: CleanFile, by: Actor, at: datetime) -> Attachment:
    """Keep a file that was `checked`. Raises: PermissionDenied: it may not be any more."""
    if not _may_keep(child, new.kind, by):
        raise PermissionDenied
    attachment = Attachment.objects.create(
        child=child,
        kind=new.kind,
        title=new.title,
        content=clean.content,
        media_type=clean.media_type,
        size=len(clean.content),
        is_health=new.is_health,
        added_by=trail.membership_of(by, child),
        added_at=at,
    )
    details = {"kind": attachment.kind, "file": str(attachment.key), "size": attachment.size}
    trail.record(child, ADDED, by=by, at=at, details=details)
    return attachment


def _may_keep(child: Child, kind: FileKind, by: Actor) -> bool:
    """Say whether the actor sees this child. Raises: PermissionDenied: the role adds no files."""
    thing = THING_OF_FILE[kind]
    reach = reach_of(by.role, thing)
    if reach is None or reach.ground == Ground.CONSENT:  # a school reads and adds nothing
        raise PermissionDenied
    return Child.objects.visible_to(by, thing).filter(pk=child.pk).exists()


def removable(*, key: UUID, by: Actor, at: datetime) -> Attachment:
    """Return a file of the own location that was added in the last 14 days, without its content.

    What belongs to a request is taken away on its own page, by who noted it.
    Raises: PermissionDenied, Http404: none, another's, of a request, or added longer ago.
    """
    require(by, Permission.UNDO_CHILDREN, None)
    rows = Attachment.objects.select_related("child__location__holder__organisation")
    attachment = rows.filter(_own(by), key=key).defer("content").first()
    if attachment is None or not _can_go(attachment, at):
        reading.miss(by, thing=THING_OF_FILE[FileKind.REPORT], at=at)
    return attachment


def remove(*, key: UUID, by: Actor, at: datetime) -> Child:
    """Take away a file that was added by mistake; that it was there stays in the log.

    Raises: PermissionDenied, Http404.
    """
    attachment = removable(key=key, by=by, at=at)
    drop(attachment, by=by, at=at)
    return attachment.child


@transaction.atomic
def drop(attachment: Attachment, *, by: Actor, at: datetime) -> None:
    """Take away a file that `by` may take away. Raises: Http404: somebody was first."""
    if not Attachment.objects.filter(pk=attachment.pk).delete()[0]:
        raise Http404
    details = {"kind": attachment.kind, "file": str(attachment.key), "size": attachment.size}
    trail.record(attachment.child, REMOVED, by=by, at=at, details=details)


def _can_go(attachment: Attachment, at: datetime) -> bool:
    """Say whether a file is new, and of a kind that goes with nothing else."""
    return attachment.kind not in SENT_KINDS and at <= attachment.added_at + REMOVE_TERM


@dataclass(frozen=True)
class Kept:
    """A file as a list shows it; `why_not` says why it cannot be opened, where it cannot."""

    attachment: Attachment
    why_not: str
    may_remove: bool


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
    may_remove = can(by, Permission.UNDO_CHILDREN)
    return [Kept(row, why_not(row), may_remove and _can_go(row, at)) for row in rows]


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
    return Attachment.objects.filter(_own(by)).exclude(scan=ScanState.CLEAN).defer("content")


def _own(by: Actor) -> Q:
    """Return the condition for the files of the actor's own childcare."""
    own = Q(pk__in=[])
    for kind, thing in THING_OF_FILE.items():
        reach = reach_of(by.role, thing)
        if reach is not None and reach.ground != Ground.CONSENT:
            own |= Q(kind=kind, child__in=Child.objects.visible_to(by, thing).values("pk"))
    return own


def clean_reports(child: Child) -> QuerySet[Attachment]:
    """Return the reports of the observation system about a child that can be opened."""
    rows = child.attachments.filter(kind=FileKind.REPORT, scan=ScanState.CLEAN)
    return rows.defer("content")


def with_clean_report(children: Iterable[Child]) -> set[int]:
    """Return the numbers of those of whom there is such a report."""
    rows = Attachment.objects.filter(child__in=[child.pk for child in children])
    found = rows.filter(kind=FileKind.REPORT, scan=ScanState.CLEAN)
    return set(found.order_by().values_list("child", flat=True))


def why_not(attachment: Attachment) -> str:
    """Return in one sentence why a file cannot be opened; "" when it can."""
    if attachment.scan == ScanState.CLEAN:
        return ""
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
    attachment = rows.select_for_update(skip_locked=True, no_key=True).first()
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
