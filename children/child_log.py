"""Who saw one child: for its own childcare organisation, for a breach, and in plain words.

The lines are those of `children.reading`. Of another organisation the log tells the role and the
organisation: which person it was is known to that organisation alone.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from children import guardian_answers, read_codes, reading, trail
from children.models import Child, Guardian
from children.reach import Thing
from config.listing import csv_text
from partners.access import Actor
from partners.models import AuditEntry

EXPORTED = "child.log_exported"
CODE = "code"  # beside the things of `children.reach`, and beside the roles
BY_CODE = "handover.code_read"  # somebody whom a parent let read a handover (`transitions`)


@dataclass(frozen=True)
class Sight:
    """One time that somebody saw something of a child.

    `person` is empty for other organisations, `organisation` where places stay unnamed; the codes
    are for who says it in another language.
    """

    at: datetime
    role: str
    organisation: str
    thing: str
    ground: str
    person: str = ""
    part: str = ""
    role_code: str = ""
    thing_code: str = ""


def seen(
    actor: Actor, key: UUID | str, *, since: date, until: date, at: datetime
) -> tuple[Child, list[Sight]]:
    """Return who saw a child between two days, both included, the last one first.

    For the contact and the privacy officer of the child's own childcare organisation; that they
    looked is noted too. Raises: Http404: as of a child that does not exist.
    """
    child = reading.one(actor, key, thing=Thing.LOG, at=at)
    holder = child.location.holder_id
    return child, [_sight(line, holder) for line in _lines(child, since, until)]


def breach_file(*, key: UUID | str, since: date, until: date, by: Actor, at: datetime) -> str:
    """Return `seen` as a CSV for who must report a data breach; the child is its key only.

    Raises: Http404. Source: AVG art. 33 and 34.
    """
    child, sights = seen(by, key, since=since, until=until, at=at)
    details = {"since": since.isoformat(), "until": until.isoformat(), "lines": len(sights)}
    trail.record(child, EXPORTED, by=by, at=at, details=details)
    return csv_text(_header(), (_cells(child, sight) for sight in sights))


def for_guardian(guardian: Guardian, *, since: date, until: date) -> list[Sight]:
    """Return who saw a child as its parent reads it: the role and the organisation, no person.

    With a secret address the other guardian reads no name of a school or a location. Of codes only
    those of this guardian: that one was made to read, and that somebody read with one.
    """
    lines = _lines(guardian.child, since, until, Q(details__guardian=guardian.pk))
    sights = [_sight(line, None) for line in lines]
    if guardian_answers.hides_places(guardian):
        return [replace(sight, organisation="") for sight in sights]
    return sights


def _lines(child: Child, since: date, until: date, codes: Q | None = None) -> QuerySet[AuditEntry]:
    """Return the lines that say that somebody saw this child, or made a code to read about it.

    Args: codes: of which codes; without it all that a worker made or a parent gave.
    """
    of_code = Q(action=read_codes.MADE, user__isnull=False) | Q(action=BY_CODE)
    rows = AuditEntry.objects.filter(
        Q(action=reading.READ) | (of_code & (codes or Q())),
        target_type=reading.CHILD,
        target_key=child.log_key,
        at__date__range=(since, until),
    )
    return rows.select_related("user", "membership__organisation").order_by("-at", "-pk")


def _sight(line: AuditEntry, holder: int | None) -> Sight:
    if line.action == BY_CODE:
        return _sight_by_code(line)
    thing = CODE if line.action == read_codes.MADE else line.details.get("thing", "")
    place = line.membership.organisation.name if line.membership else ""
    is_own = holder is not None and line.organisation_id == holder
    return Sight(
        at=line.at,
        role=line.role_label,
        organisation=place,
        thing=_thing(thing),
        ground=_ground(line.ground),
        person=line.user.get_full_name() if is_own and line.user else "",
        part=line.details.get("section", ""),
        role_code=line.role,
        thing_code=thing,
    )


def _sight_by_code(line: AuditEntry) -> Sight:
    """Return that somebody read with a code of a parent, who alone knows who and where that is."""
    return Sight(
        at=line.at,
        role=_("iemand met een code van een ouder"),
        organisation="",
        thing=_thing(Thing.HANDOVER),
        ground=_("gegeven door een ouder"),
        role_code=CODE,
        thing_code=Thing.HANDOVER,
    )


def _thing(thing: str) -> str:
    if thing == CODE:
        return _("leescode gemaakt voor een ouder")
    return str(Thing(thing).label) if thing in Thing.values else ""


def _ground(ground: str) -> str:
    """Return on which ground somebody saw it; a number is the consent of a guardian."""
    return _("toestemming van een ouder") if ground.replace("+", "").isdecimal() else ground


def _header() -> list[str]:
    return [
        _("Kind (sleutel)"),
        _("Moment"),
        _("Wie"),
        _("Rol"),
        _("Organisatie"),
        _("Wat"),
        _("Onderdeel"),
        _("Op grond van"),
    ]


def _cells(child: Child, sight: Sight) -> list[Any]:
    moment = timezone.localtime(sight.at).isoformat(timespec="seconds")
    return [
        child.log_key,
        moment,
        sight.person,
        sight.role,
        sight.organisation,
        sight.thing,
        sight.part,
        sight.ground,
    ]
