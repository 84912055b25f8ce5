"""What others saw of a child: noted by the care coordinator with a request (domain 5.3).

The samenwerkingsverband, Auris, JGZ: they have no account. Who entered it can correct it and take
it away, also after the request came to its end.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from children import attachments, consents
from children.attachments import NewFile
from children.file_contents import CleanFile
from children.models import Attachment, Child
from children.states import FileKind
from dossier import drafts, requests
from dossier.long_texts import checked
from dossier.models import ObservationRequest, OtherObservation
from dossier.request_states import LONGEST_OBSERVER, LONGEST_SEEN
from partners.access import Actor
from partners.refusals import RefusedError
from partners.roles import Permission, can, require

NOTED, CORRECTED, REMOVED = (
    "other_observation.noted",
    "other_observation.corrected",
    "other_observation.removed",
)
TERM = timedelta(days=2 * 365)  # what was seen longer ago says little of a toddler


class OtherError(RefusedError):
    """What another saw cannot be noted like this."""


@dataclass(frozen=True)
class NewOther:
    """Who observed (organisation and discipline), when, and what: a text, a file, or both."""

    observer: str
    seen_on: date
    text: str = ""
    raw: bytes = b""
    is_health: bool = False

    @property
    def file(self) -> NewFile:
        """Return the file as it is kept."""
        title = _("Observatie door iemand van buiten")
        return NewFile(FileKind.OBSERVATION, title, self.raw, self.is_health)


def note_place(request_key: UUID) -> str:
    """Return where a draft is kept of what another saw, with a request."""
    return f"other_note:{request_key}"


def place(key: UUID) -> str:
    """Return where a draft of its correction is kept."""
    return f"other:{key}"


@drafts.place("other_note")
def _noting(by: Actor, key: str) -> Child:
    """Let who notes what others saw write with a request that goes on."""
    rows = ObservationRequest.objects.visible_to(by).select_related("child")
    request = rows.get(key=key)
    if not may_note(by, request):
        raise ObservationRequest.DoesNotExist
    return request.child


@drafts.place("other")
def _correcting(by: Actor, key: str) -> Child:
    """Let who entered it correct it."""
    if not can(by, Permission.NOTE_OBSERVERS):
        raise OtherObservation.DoesNotExist
    return one(UUID(key), by).request.child


def note(*, key: UUID, new: NewOther, by: Actor, at: datetime) -> OtherObservation:
    """Note with a request that goes on what another saw.

    Raises: DoesNotExist, Http404, PermissionDenied, RequestError, OtherError, TextError,
    FileRefusedError.
    """
    require(by, Permission.NOTE_OBSERVERS, None)
    found = ObservationRequest.objects.visible_to(by).select_related("child").get(key=key)
    clean = _checked(found, new, by, at)
    with transaction.atomic():
        request = requests.locked(key, by)
        row = OtherObservation(child=request.child, request=request, noted_at=at)
        row.noted_by = requests.member_of(by, request)
        _write(row, new, clean, by, at)
        drafts.drop(where=note_place(key), by=by)
        requests.log(request, NOTED, by=by, at=at)
    return row


def correct(*, key: UUID, new: NewOther, by: Actor, at: datetime) -> OtherObservation:
    """Correct what one entered; a new file takes the place of the old one.

    Raises: as `note`; DoesNotExist: another entered it.
    """
    clean = _checked(one(key, by).request, new, by, at)
    with transaction.atomic():
        row = _locked(key, by)
        row.corrected_at = at
        _write(row, new, clean, by, at)
        drafts.drop(where=place(key), by=by)
        requests.log(row.request, CORRECTED, by=by, at=at)
    return row


@transaction.atomic
def remove(*, key: UUID, by: Actor, at: datetime) -> OtherObservation:
    """Take away what one entered, with its file; that it was there stays in the log.

    Raises: DoesNotExist, PermissionDenied.
    """
    row = _locked(key, by)
    if row.file is not None:
        attachments.drop(row.file, by=by, at=at)
    OtherObservation.objects.filter(pk=row.pk).delete()
    drafts.drop(where=place(key), by=by)
    requests.log(row.request, REMOVED, by=by, at=at)
    return row


def may_note(actor: Actor, request: ObservationRequest) -> bool:
    """Say whether the actor can note what another saw with a request that it sees."""
    return can(actor, Permission.NOTE_OBSERVERS) and not request.end


def is_own(actor: Actor, row: OtherObservation) -> bool:
    """Say whether the actor entered it, and so can correct it."""
    return can(actor, Permission.NOTE_OBSERVERS) and row.noted_by.user_id == actor.user.pk


def one(key: UUID, by: Actor) -> OtherObservation:
    """Return what the actor entered itself. Raises: DoesNotExist, PermissionDenied."""
    require(by, Permission.NOTE_OBSERVERS, None)
    rows = OtherObservation.objects.visible_to(by).filter(noted_by__user=by.user)
    found: OtherObservation = rows.select_related(
        "request__child__location__holder__organisation", "file"
    ).get(key=key)
    return found


def _locked(key: UUID, by: Actor) -> OtherObservation:
    """Lock the child and return the row, seen anew."""
    consents.lock_child(one(key, by).child_id)
    return one(key, by)


def _checked(
    request: ObservationRequest, new: NewOther, by: Actor, at: datetime
) -> CleanFile | None:
    """Return the file as it can be kept, before anything is locked: it takes its time."""
    if not new.raw:
        return None
    return attachments.checked(child=request.child, new=new.file, by=by, at=at)


def _write(
    row: OtherObservation, new: NewOther, clean: CleanFile | None, by: Actor, at: datetime
) -> None:
    """Write the facts, and the file where there is a new one."""
    day = timezone.localdate(at)
    if not day - TERM <= new.seen_on <= day:
        raise OtherError(
            _("Kies een dag van de laatste twee jaar, niet later dan vandaag."), "seen_on"
        )
    who, seen = _("Wie keek"), _("Wat is gezien")
    empty = _("Schrijf wie keek: de organisatie, en wat die persoon daar doet.")
    row.observer = checked(
        new.observer, field="observer", name=who, most=LONGEST_OBSERVER, empty=empty
    )
    row.text = checked(new.text, field="text", name=seen, most=LONGEST_SEEN)
    if not row.text and clean is None and row.file is None:
        raise OtherError(_("Schrijf kort wat is gezien, of kies een bestand."), "text")
    row.seen_on, row.is_health = new.seen_on, new.is_health
    before = row.file if clean is not None else None
    if clean is not None:
        row.file = attachments.keep(child=row.child, new=new.file, clean=clean, by=by, at=at)
    row.save()
    school = row.request.school if row.request.requested_at else None
    if row.file_id is not None:
        rows = Attachment.objects.filter(pk=row.file_id)
        rows.update(is_health=new.is_health, sent_to=school)
    if before is not None:
        attachments.drop(before, by=by, at=at)
