"""Drafts: a long text is kept while it is typed, apart from what is said (ADR 0023).

Each place where something long is written is registered by who owns it: a function that gives the
child it is about, or raises DoesNotExist for whoever may not write there (now).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from children.models import Child
from config import citizen_numbers
from dossier.models import Draft
from partners.access import Actor
from partners.refusals import RefusedError

LIFE = timedelta(days=14)
LONGEST = 200_000  # characters: several times what any field takes, so that a paste is not lost
MOST = 200  # drafts of one person
HIDDEN = "•"  # stands in a draft for each digit of what can be a BSN

Place = Callable[[Actor, str], Child | None]
PLACES: dict[str, Place] = {}


class DraftError(RefusedError):
    """A draft cannot be kept."""


@dataclass(frozen=True)
class Kept:
    """What was kept: when, and whether a number was left out of it."""

    at: datetime
    left_out: bool = False


def place(prefix: str) -> Callable[[Place], Place]:
    """Register who may write at the places that begin with a prefix."""

    def register(may_write: Place) -> Place:
        PLACES[prefix] = may_write
        return may_write

    return register


def child_at(where: str, by: Actor) -> Child | None:
    """Return the child of a place where the actor may write now, None where it has none.

    Raises: DoesNotExist: no such place, or not (any more) for this actor; all alike.
    """
    prefix, _colon, key = where.partition(":")
    if prefix not in PLACES:
        raise Draft.DoesNotExist
    try:
        return PLACES[prefix](by, key)
    except (ValueError, ValidationError) as error:  # a key of another form than its keys have
        raise Draft.DoesNotExist from error


@transaction.atomic
def keep(*, where: str, field: str, text: str, seen: int | None, by: Actor, at: datetime) -> Kept:
    """Keep what was typed so far; an empty text is no draft any more.

    A number that can be a BSN is not written, here neither: bullets stand for its digits.
    Args: seen: the version that stood there when the text was begun, where there are versions.
    Raises: DoesNotExist: no place of the actor. DraftError: too long, or too many.
    """
    child = child_at(where, by)
    text = text.replace("\r\n", "\n")
    mine = Draft.objects.filter(user=by.user, place=where, field=field)
    if not text.strip():
        mine.delete()
        return Kept(at)
    if len(text) > LONGEST:
        raise DraftError(
            _("Niet bewaard: dit zijn %(n)d tekens, een concept heeft er hooguit %(most)d.")
            % {"n": len(text), "most": LONGEST}
        )
    if Draft.objects.filter(user=by.user).count() >= MOST and not mine.exists():
        raise DraftError(_("Niet bewaard: je hebt al veel concepten. Maak er eerst een paar af."))
    plain = without_numbers(text)
    written = {"text": plain, "seen": seen, "child": child, "saved_at": at}
    Draft.objects.update_or_create(user=by.user, place=where, field=field, defaults=written)
    return Kept(at, left_out=plain != text)


def found(*, places: Collection[str], by: Actor, at: datetime) -> dict[tuple[str, str], Draft]:
    """Return one's drafts by place and field; the page of a place asked who may write there."""
    rows = Draft.objects.visible_to(by).filter(place__in=places, saved_at__gt=at - LIFE)
    return {(draft.place, draft.field): draft for draft in rows}


def throw_away(*, where: str, field: str, by: Actor) -> None:
    """Forget one draft. Raises: DoesNotExist: no place of the actor."""
    child_at(where, by)
    Draft.objects.filter(user=by.user, place=where, field=field).delete()


def lock_up(  # noqa: PLR0913 - the columns of one row, each by name
    *, where: str, field: str, text: str, seen: int, child: Child, by: Actor, at: datetime
) -> None:
    """Keep what somebody sent at the moment that the place closed to him; only who writes there
    again reads it.
    """
    if text.strip() and len(text) <= LONGEST:
        plain = without_numbers(text.replace("\r\n", "\n"))
        written = {"text": plain, "seen": seen, "child": child, "saved_at": at}
        Draft.objects.update_or_create(user=by.user, place=where, field=field, defaults=written)


def drop(*, where: str, by: Actor, fields: Collection[str] = ()) -> None:
    """Forget one's drafts at a place, in the transaction in which the text is said there.

    Args: fields: which ones, where a place has fields of several forms; all where none is named.
    """
    rows = Draft.objects.filter(user=by.user, place=where)
    (rows.filter(field__in=fields) if fields else rows).delete()


def sweep(*, at: datetime) -> int:
    """Erase the drafts that nobody went on with for fourteen days; return how many."""
    return Draft.objects.filter(saved_at__lte=at - LIFE).delete()[0]


def without_numbers(text: str) -> str:
    """Return a text with bullets for the digits of each number that can be a BSN."""
    for number in list(citizen_numbers.found_in(text)):
        hidden = "".join(HIDDEN if sign.isdecimal() else sign for sign in number)
        text = text.replace(number, hidden)
    return text
