"""What the group notes before anybody is asked: signals, and talks with parents in one line.

Both are childcare's own until they go along with a request (ADR 0022).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from children import consents, trail
from children.models import Child
from children.reach import Thing
from dossier.models import ObservationRequest, ParentTalk, Signal
from dossier.request_states import SignalKind, SignalPick
from partners.access import Actor
from partners.refusals import RefusedError
from partners.roles import Permission, require

NOTED, TALKED = "signal.noted", "parent_talk.noted"
LONGEST = 4000  # characters of a question or an outcome: a page and a half
LONGEST_LINE = 500  # characters of what is one line
TALK_TERM = timedelta(days=365)  # a talk is noted at most a year later


class NoteError(RefusedError):
    """A signal or a talk cannot be noted like this."""


@dataclass(frozen=True)
class NewSignal:
    """What somebody saw: boxes, a sentence, or both."""

    kind: SignalKind
    picks: tuple[SignalPick, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class NewTalk:
    """A talk with parents: when, with whom (a guardian's number, None for all), what was agreed."""

    talked_on: date
    agreed: str
    guardian_id: int | None = None


@transaction.atomic
def note(*, child_key: UUID, new: NewSignal, by: Actor, at: datetime) -> Signal:
    """Note a signal of a child of the own childcare.

    Raises: DoesNotExist, PermissionDenied, NoteError: nothing was said, too long, or it left.
    """
    child = child_to_note(child_key, by)
    text = plain(new.text, "text", most=LONGEST)
    if not text and not new.picks:
        raise NoteError(_("Kies iets, of schrijf in een zin wat je zag."), "text")
    signal = Signal.objects.create(
        child=child,
        kind=new.kind,
        picks=[pick.value for pick in SignalPick if pick in new.picks],
        text=text,
        noted_by=trail.membership_of(by, child),
        noted_at=at,
    )
    trail.record(child, NOTED, by=by, at=at, details={"signal": signal.pk})
    return signal


@transaction.atomic
def note_talk(
    *,
    child_key: UUID,
    new: NewTalk,
    request_key: UUID | None = None,
    by: Actor,
    at: datetime,
) -> ParentTalk:
    """Note a talk with parents, about a child or about one request.

    Raises: DoesNotExist, PermissionDenied, NoteError: not said what was agreed, or no such day.
    """
    child = child_to_note(child_key, by)
    day = timezone.localdate(at)
    if not day - TALK_TERM <= new.talked_on <= day:
        raise NoteError(_("Kies een dag van het afgelopen jaar, ten laatste vandaag."), "talked_on")
    rows = ObservationRequest.objects.visible_to(by).filter(child=child)
    talk = ParentTalk.objects.create(
        child=child,
        request=rows.get(key=request_key) if request_key else None,
        talked_on=new.talked_on,
        guardian=child.guardians.get(pk=new.guardian_id) if new.guardian_id else None,
        agreed=plain(
            new.agreed, "agreed", most=LONGEST_LINE, empty=_("Schrijf wat jullie afspraken.")
        ),
        noted_by=trail.membership_of(by, child),
        noted_at=at,
    )
    trail.record(child, TALKED, by=by, at=at, details={"talk": talk.pk})
    return talk


def child_to_note(key: UUID, by: Actor) -> Child:
    """Return a child of the own childcare that is still there, locked.

    Raises: DoesNotExist, PermissionDenied, NoteError.
    """
    require(by, Permission.ASK_REQUEST, None)
    rows = Child.objects.visible_to(by, Thing.REQUEST).order_by()
    child = consents.lock_child(rows.values_list("pk", flat=True).get(key=key))
    rows.get(pk=child.pk)  # seen still, now that nobody moves it
    if child.left_on is not None:
        raise NoteError(_("Dit kind is niet meer op de opvang: er komt niets meer bij."))
    return child


def plain(text: str, field: str, *, most: int, empty: str = "") -> str:
    """Return a text as it is kept. Raises: NoteError: too long, or empty where that is said."""
    text = text.replace("\r\n", "\n").strip()
    if not text and empty:
        raise NoteError(empty, field)
    if len(text) > most:
        raise NoteError(
            _("Dit zijn %(n)d tekens; er passen er %(most)d. Kort het in.")
            % {"n": len(text), "most": most},
            field,
        )
    return text
