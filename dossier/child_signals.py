"""What the group notes before anybody is asked: signals, and talks with parents in one line.

Both are childcare's own until they go along with a request (ADR 0022).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from children import consents, trail
from children.models import Child
from children.reach import Thing
from dossier import drafts
from dossier.long_texts import checked
from dossier.models import ObservationRequest, ParentTalk, Signal
from dossier.request_states import SignalKind, SignalPick
from partners.access import Actor
from partners.refusals import RefusedError
from partners.roles import Permission, can, require

NOTED, TALKED = "signal.noted", "parent_talk.noted"
# What the log says of what is taken away, and how it names it.
REMOVED: dict[type[Signal | ParentTalk], tuple[str, str]] = {
    Signal: ("signal.removed", "signal"),
    ParentTalk: ("parent_talk.removed", "talk"),
}
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
    """A talk with parents: when, with whom (a guardian's number, None for all), what was agreed.

    `is_together`: it was asked, and all of them were there.
    """

    talked_on: date
    agreed: str
    guardian_id: int | None = None
    is_together: bool = False


def place(key: UUID) -> str:
    """Return where drafts are kept of what is noted of a child: a signal, and a talk."""
    return f"signals:{key}"


@drafts.place("signals")
def _noting(by: Actor, key: str) -> Child:
    """Let childcare note something of a child that is still there."""
    if not can(by, Permission.ASK_REQUEST):
        raise Child.DoesNotExist
    found: Child = Child.objects.visible_to(by, Thing.REQUEST).present().get(key=key)
    return found


def talk_place(request_key: UUID) -> str:
    """Return where a draft of a talk about one request is kept: it goes to who was asked."""
    return f"request_talk:{request_key}"


@drafts.place("request_talk")
def _talking(by: Actor, key: str) -> Child | None:
    """Let childcare note a talk about a request that goes on, of a child that is still there."""
    rows = ObservationRequest.objects.visible_to(by).filter(end="", key=key)
    return _noting(by, str(rows.select_related("child").get().child.key))


@transaction.atomic
def note(*, child_key: UUID, new: NewSignal, by: Actor, at: datetime) -> Signal:
    """Note a signal of a child of the own childcare.

    Raises: DoesNotExist, PermissionDenied, NoteError: nothing was said, or it left. TextError.
    """
    child = child_to_note(child_key, by)
    text = checked(new.text, field="text", name=_("Wat je zag"), most=LONGEST)
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
    drafts.drop(where=place(child_key), by=by, fields=("text",))
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

    Raises: DoesNotExist, PermissionDenied, NoteError: no such day. TextError.
    """
    child = child_to_note(child_key, by)
    day = timezone.localdate(at)
    if not day - TALK_TERM <= new.talked_on <= day:
        raise NoteError(_("Kies een dag van het afgelopen jaar, ten laatste vandaag."), "talked_on")
    empty = _("Schrijf wat jullie afspraken.")
    words = {"field": "agreed", "name": _("Wat jullie afspraken"), "empty": empty}
    agreed = checked(new.agreed, most=LONGEST_LINE, **words)
    rows = ObservationRequest.objects.visible_to(by).filter(child=child)
    talk = ParentTalk.objects.create(
        child=child,
        request=rows.get(key=request_key) if request_key else None,
        talked_on=new.talked_on,
        guardian=child.guardians.get(pk=new.guardian_id) if new.guardian_id else None,
        is_together=new.is_together and not new.guardian_id,
        agreed=agreed,
        noted_by=trail.membership_of(by, child),
        noted_at=at,
    )
    where = talk_place(request_key) if request_key else place(child_key)
    drafts.drop(where=where, by=by, fields=("agreed",))
    trail.record(child, TALKED, by=by, at=at, details={"talk": talk.pk})
    return talk


@transaction.atomic
def remove(
    *, kind: type[Signal | ParentTalk], child_key: UUID, number: int, by: Actor, at: datetime
) -> None:
    """Take away a signal or talk that one noted by mistake, as long as it went along with nothing.

    Raises: DoesNotExist: none, another's, or it went along. PermissionDenied.
    """
    child = _locked(child_key, by)
    own = Q(request=None, noted_by__user=by.user)
    kind.objects.get(own, child=child, pk=number).delete()
    action, name = REMOVED[kind]
    trail.record(child, action, by=by, at=at, details={name: number})


def is_removable(row: Signal | ParentTalk, by: Actor) -> bool:
    """Say whether the actor noted this itself, and it went along with nothing."""
    return row.request_id is None and row.noted_by.user_id == by.user.pk


def child_to_note(key: UUID, by: Actor) -> Child:
    """Return a child of the own childcare that is still there, locked.

    Raises: DoesNotExist, PermissionDenied, NoteError.
    """
    child = _locked(key, by)
    if child.left_on is not None:
        raise NoteError(_("Dit kind is niet meer op de opvang: er komt niets meer bij."))
    return child


def _locked(key: UUID, by: Actor) -> Child:
    """Return a child of the own childcare, locked. Raises: DoesNotExist, PermissionDenied."""
    require(by, Permission.ASK_REQUEST, None)
    rows = Child.objects.visible_to(by, Thing.REQUEST).order_by()
    child = consents.lock_child(rows.values_list("pk", flat=True).get(key=key))
    rows.get(pk=child.pk)  # seen still, now that nobody moves it
    return child
