"""Making a request to observe a child: what is asked, of whom, and with which screening form."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from children import attachments, trail
from children.attachments import NewFile
from children.file_contents import CleanFile
from children.models import Attachment, Child
from children.reach import Thing
from children.states import FileKind
from dossier import drafts, looks, requests, signatures
from dossier.child_signals import LONGEST, child_to_note
from dossier.long_texts import checked
from dossier.models import AskedTeam, LookQuestion, ObservationRequest
from dossier.request_states import RequestedOf, StepOwner
from dossier.requests import RequestError
from partners.access import Actor
from partners.models import School
from partners.roles import Permission, can, require

PREPARED, SCREENING_REMOVED = "request.prepared", "request.screening_removed"


@dataclass(frozen=True)
class NewRequest:
    """What is asked, of whom, and who weighs what comes of it.

    `again_key`: of an earlier one, whose screening form goes along unless there is a new one;
    `is_health`: the new one says something of health, and a school needs a yes for that too.
    """

    child_key: UUID
    question: str
    asked: RequestedOf
    team_id: int | None = None
    owner: StepOwner = StepOwner.CARE_COORDINATOR
    look_key: UUID | None = None
    again_key: UUID | None = None
    screening: bytes = b""
    is_health: bool = False


def place(key: UUID) -> str:
    """Return where a draft of the question about a child is kept."""
    return f"request_ask:{key}"


@drafts.place("request_ask")
def _asking(by: Actor, key: str) -> Child:
    """Let whoever may ask for a child write what is asked."""
    if not can(by, Permission.ASK_REQUEST):
        raise Child.DoesNotExist
    found: Child = Child.objects.visible_to(by, Thing.REQUEST).present().get(key=key)
    return found


def school_to_ask(child: Child, by: Actor) -> School | None:
    """Return the school that parents named, where the location works together with it now."""
    if child.is_practice or child.school_id is None:
        return None
    schools = looks.schools_to_ask([child.location_id], by=by)
    return schools.filter(pk=child.school_id).first()


def teams_to_ask(child: Child, by: Actor) -> QuerySet[AskedTeam]:
    """Return the teams of the municipality of a child's location that can be asked now."""
    town = child.location.municipality_id
    return AskedTeam.objects.visible_to(by).in_use().filter(municipality=town)


def prepare(*, new: NewRequest, by: Actor, at: datetime) -> ObservationRequest:
    """Save a request; it is sent at once where parents signed already.

    Raises: DoesNotExist, Http404, PermissionDenied, RequestError, NoteError, TextError,
    FileRefusedError.
    """
    require(by, Permission.ASK_REQUEST, None)
    child: Child = Child.objects.visible_to(by, Thing.REQUEST).get(key=new.child_key)
    title = _("Screeningsformulier")
    file, clean = NewFile(FileKind.SCREENING, title, new.screening, new.is_health), None
    if new.screening:  # before the child is locked: it takes its time
        clean = attachments.checked(child=child, new=file, by=by, at=at)
    return _prepare(new, file, clean, by, at)


@transaction.atomic
def _prepare(
    new: NewRequest, file: NewFile, clean: CleanFile | None, by: Actor, at: datetime
) -> ObservationRequest:
    child = child_to_note(new.child_key, by)
    empty = _("Schrijf in een paar zinnen waar jullie hulp bij vragen.")
    _refuse_owner(new)
    words = {"field": "question", "name": _("De hulpvraag"), "empty": empty}
    question = checked(new.question, most=LONGEST, **words)
    request = ObservationRequest.objects.create(
        child=child,
        asked=new.asked,
        school=_school(child, new, by),
        team=_team(child, new, by, by.day),
        look=_look(child, new, by),
        question=question,
        owner=new.owner,
        prepared_by=trail.membership_of(by, child),
        prepared_at=at,
    )
    if clean is None:
        request.screening = _screening_before(child, new, by)
    else:
        request.screening = attachments.keep(child=child, new=file, clean=clean, by=by, at=at)
    request.save(update_fields=["screening"])
    drafts.drop(where=place(child.key), by=by)
    requests.log(request, PREPARED, by=by, at=at)
    if signatures.live(request, timezone.localdate(at)) is not None:
        return requests.send(key=request.key, by=by, at=at)
    return request


def _school(child: Child, new: NewRequest, by: Actor) -> School | None:
    if new.asked != RequestedOf.SCHOOL_COORDINATOR:
        return None
    school = school_to_ask(child, by)
    if school is None:
        raise RequestError(
            _(
                "Een school kan meekijken als de ouders haar noemden en jullie met haar "
                "samenwerken. Vraag het anders je eigen zorgcoördinator of een team."
            ),
            "asked",
        )
    return school


def _team(child: Child, new: NewRequest, by: Actor, day: date) -> AskedTeam | None:
    if new.asked == RequestedOf.SCHOOL_COORDINATOR:
        return None
    if not looks.has_carer([child.location], day=day):
        raise RequestError(
            _("Jullie hebben nog geen zorgcoördinator, en die pakt dit verzoek op."), "asked"
        )
    if new.asked == RequestedOf.OWN_COORDINATOR:
        return None
    team = teams_to_ask(child, by).filter(pk=new.team_id or 0).first()
    if team is None:
        raise RequestError(_("Kies een team dat nu gevraagd kan worden."), "asked")
    return team


def _look(child: Child, new: NewRequest, by: Actor) -> LookQuestion | None:
    """Return the look question from which the request grew. Raises: DoesNotExist."""
    if new.look_key is None:
        return None
    found: LookQuestion = LookQuestion.objects.visible_to(by).get(key=new.look_key, child=child)
    return found


def _screening_before(child: Child, new: NewRequest, by: Actor) -> Attachment | None:
    """Return the screening form of the request that is asked again, if it has one."""
    if new.again_key is None:
        return None
    rows = ObservationRequest.objects.visible_to(by).filter(child=child, key=new.again_key)
    before = rows.exclude(end="").first()
    return before.screening if before else None


def _refuse_owner(new: NewRequest) -> None:
    is_school = new.asked == RequestedOf.SCHOOL_COORDINATOR
    if new.owner == StepOwner.SCHOOL_COORDINATOR and not is_school:
        raise RequestError(_("Alleen wie meekijkt kan afwegen: kies iemand anders."), "owner")


# --- a screening form by mistake ----------------------------------------------------------------


def may_remove_screening(request: ObservationRequest, *, is_signed: bool) -> bool:
    """Say whether a request has a screening form, and was neither signed nor sent with it."""
    return request.screening_id is not None and request.requested_at is None and not is_signed


@transaction.atomic
def remove_screening(*, key: UUID, by: Actor, at: datetime) -> ObservationRequest:
    """Take away the screening form that was added to a request by mistake.

    Once a parent signed or it was sent it is kept: that is what they said yes to. The file goes
    too, unless an earlier request was sent with it.
    Raises: DoesNotExist, PermissionDenied, RequestError: signed, sent or ended, or there is none.
    """
    require(by, Permission.ASK_REQUEST, None)
    request = requests.locked(key, by)
    is_signed = signatures.live(request, timezone.localdate(at)) is not None
    form_id = request.screening_id
    if form_id is None or not may_remove_screening(request, is_signed=is_signed):
        raise RequestError(
            _(
                "Er is geen formulier meer, of de ouders tekenden al. Klopt het formulier niet, "
                "stop dit verzoek dan en maak een nieuw."
            )
        )
    file = Attachment.objects.defer("content").get(pk=form_id)
    request.screening = None
    request.save(update_fields=["screening"])
    if not ObservationRequest.objects.filter(screening=file, requested_at__isnull=False).exists():
        file.child = request.child
        attachments.drop(file, by=by, at=at)
    requests.log(request, SCREENING_REMOVED, by=by, at=at)
    return request
