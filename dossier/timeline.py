"""The timeline of one child: what is known of it by date, from every table, newest first.

Each entry comes from a row that `visible_to` gave: who sees little of a child sees few entries, and
no sign that there are others. Each kind is one function in `dossier.timeline_kinds.KINDS`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from children import reading
from children.models import Child
from children.reach import Thing, is_by_consent
from dossier.timeline_kinds import KINDS, Entry, Kind
from partners.access import Actor


@dataclass(frozen=True)
class Chip:
    """A kind that can be chosen, with how many entries an actor sees of it."""

    kind: Kind
    count: int


@dataclass(frozen=True)
class Timeline:
    """All entries of one child that an actor sees, the latest day first."""

    entries: list[Entry]

    @property
    def chips(self) -> list[Chip]:
        """Return the kinds of which there is something."""
        counts = [(kind, sum(one.kind == kind for one in self.entries)) for kind in KINDS]
        return [Chip(kind, count) for kind, count in counts if count]

    def of_kind(self, kind: Kind | None) -> list[Entry]:
        """Return the entries of one kind, or all."""
        return [one for one in self.entries if kind in {None, one.kind}]


def kind_named(code: str) -> Kind | None:
    """Return the kind with this code in an address; None where it is none."""
    return next((kind for kind in KINDS if kind.code == code), None)


def of(actor: Actor, child: Child) -> Timeline:
    """Return the timeline of a child as an actor sees it; who shows it notes it (`note_shown`)."""
    found = [entry for kind in KINDS for entry in kind.find(kind, actor, child)]
    return Timeline(sorted(found, key=lambda one: (one.day, one.order), reverse=True))


def parts(shown: Collection[Entry], day: date) -> list[tuple[bool, list[Entry]]]:
    """Return what is still to come on a day and what is past, as two parts of a page."""
    ahead = [one for one in shown if one.day > day]
    past = [one for one in shown if one.day <= day]
    return [(is_ahead, part) for is_ahead, part in ((True, ahead), (False, past)) if part]


def note_shown(actor: Actor, child: Child, shown: Collection[Entry], *, at: datetime) -> None:
    """Note what an actor reads of a child: one line for each thing and ground that is shown.

    Raises: Http404: a consent ended since it was read.
    """
    for thing, is_health, school in sorted(set(_grounds(actor, shown))):
        reading.note(
            actor,
            [child],
            thing=Thing(thing),
            at=at,
            is_health=is_health,
            school_id=school or None,
        )


def _grounds(actor: Actor, shown: Iterable[Entry]) -> Iterable[tuple[str, bool, int]]:
    """Return of each entry the thing, whether health is in it, and the school that counts."""
    for entry in shown:
        by_consent = is_by_consent(actor.role, entry.thing)
        yield entry.thing.value, entry.is_health, (entry.school_id or 0) if by_consent else 0
