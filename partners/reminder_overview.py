"""What one person is asked to do, in the role that is active now: the reminders for them.

Read from the rules and not from what was mailed, so it is right before a run and after one; a line
says what a mail says, and no more. A link stands where the rule gives one that this person may
open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise

from partners import reminders
from partners.access import Actor
from partners.models import ReminderLine, ReminderSnooze
from partners.reminders import Key, Link, Occasion, due_on_or_before

AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class Item:
    """One thing that waits for somebody: the words of its rule, and until when it is put off."""

    occasion: Occasion
    text: str
    why: str | Promise
    link: Link | None
    snooze: ReminderSnooze | None


@dataclass(frozen=True)
class Overview:
    """What waits now, what comes in two weeks, and what somebody put off."""

    now: list[Item]
    soon: list[Item]
    put_off: list[Item]


def overview(actor: Actor) -> Overview:
    """Return the reminders for a person today; what is oldest comes first."""
    found = own_occasions(actor, until=actor.day + AHEAD)
    puts = _puts(actor)
    links = _links(found, actor)
    items = [_item(one, puts, links) for one in sorted(found, key=lambda one: one.sending_on)]
    return Overview(
        now=[one for one in items if one.occasion.sending_on <= actor.day and one.snooze is None],
        soon=[one for one in items if one.occasion.sending_on > actor.day],
        put_off=[one for one in items if one.snooze is not None],
    )


def own_occasions(actor: Actor, *, until: date | None = None) -> list[Occasion]:
    """Return what waits for a person, or comes until a day: as a member in the active role."""
    places = reminders.municipalities_of(actor.municipality_ids or _told_in(actor))
    due = due_on_or_before(places, actor.day, until=until, within=actor.organisation_ids)
    return [one for one in due.values() if _is_for(one, actor)]


def _told_in(actor: Actor) -> set[int]:
    """Return where somebody was told of something who works in no municipality: an officer."""
    lines = ReminderLine.objects.filter(user=actor.user).order_by()
    return set(lines.values_list("reminder__municipality", flat=True).distinct())


def _is_for(occasion: Occasion, actor: Actor) -> bool:
    return any(to.holds(member) for to in occasion.audiences for member in actor.memberships)


def _puts(actor: Actor) -> dict[Key, ReminderSnooze]:
    """Return what a person put off until a day after today."""
    rows = ReminderSnooze.objects.visible_to(actor).open().filter(until__gt=actor.day)
    return {row.line.key: row for row in rows.select_related("line__reminder")}


def _links(occasions: Sequence[Occasion], actor: Actor) -> dict[Key, Link]:
    found: dict[Key, Link] = {}
    for code, rule in reminders.RULES.items():
        own = [one for one in occasions if one.rule == code]
        if rule.links is not None and own:
            found.update(rule.links(own, actor))
    return found


def _item(
    occasion: Occasion, puts: Mapping[Key, ReminderSnooze], links: Mapping[Key, Link]
) -> Item:
    rule = reminders.RULES[occasion.rule]
    text = " ".join(rule.words([occasion]))
    key = occasion.key
    return Item(occasion, text, rule.label, links.get(key), puts.get(key))
