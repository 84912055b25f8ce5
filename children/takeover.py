"""What goes along when a colleague takes over a place: the children somebody mentors, and groups.

`partners.contacts` asks for it through its registry, as it knows no child. A group goes only to
who works with children there: a membership of another role would show nobody anything.
"""

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from children import consents, trail
from children.models import Child, GroupWorker
from partners import audit
from partners.access import Actor
from partners.contacts import Mover, Takeover
from partners.models import Membership, Organisation, User
from partners.states import Role


def preview(place: Organisation, person: User, _day: date) -> list[str]:
    """Return in words what a person has here: numbers, no child."""
    children, groups = mentored(place, person).count(), worked_in(place, person).count()
    lines = []
    if children:
        text = ngettext("%d kind als mentor", "%d kinderen als mentor", children)
        lines.append(text % children)
    if groups:
        lines.append(ngettext("%d groep", "%d groepen", groups) % groups)
    return lines


def move(takeover: Takeover, by: Actor, at: datetime) -> list[str]:
    """Let the mentored children and the groups go to who takes over, each with its log line."""
    place, person = takeover.organisation, takeover.leaving
    worker = _worker(takeover, at)
    whole = ("location__organisation", "location__holder__organisation")
    children = consents.lock_children(mentored(place, person).select_related(*whole))
    for child in children:
        child.mentor = worker or takeover.taking
        child.save(update_fields=["mentor"])
        trail.record(child, "child.mentor_taken_over", by=by, at=at)
    said = []
    if children:
        text = ngettext(
            "%d kind heeft nu een andere mentor.", "%d kinderen hebben nu een andere mentor.",
            len(children),
        )  # fmt: skip
        said.append(text % len(children))
    rows = list(worked_in(place, person).select_related("group"))
    if rows and worker is None:
        said.append(
            _("%s is geen pedagogisch professional hier: kies bij Groepen wie er nu werkt.")
            % takeover.taking.user
        )
    elif worker is not None:
        said += [_give(row, worker, by, at) for row in rows]
    return said


def mentored(place: Organisation, person: User) -> QuerySet[Child]:
    """Return the children at a place whose mentor this person is."""
    rows = Child.objects.present().filter(location=place.pk, mentor__organisation=place)
    return rows.filter(mentor__user=person)


def worked_in(place: Organisation, person: User) -> QuerySet[GroupWorker]:
    """Return in which open groups of a place this person works."""
    rows = GroupWorker.objects.filter(membership__user=person, membership__organisation=place)
    return rows.filter(group__closed_on=None).order_by("group__sort_name")


def _worker(takeover: Takeover, at: datetime) -> Membership | None:
    """Return the membership with which the taker works with children here, if any."""
    rows = Membership.objects.active_on(timezone.localdate(at)).filter(
        organisation=takeover.organisation
    )
    return rows.filter(user=takeover.taking.user, role=Role.KOW).first()


def _give(row: GroupWorker, worker: Membership, by: Actor, at: datetime) -> str:
    GroupWorker.objects.get_or_create(group=row.group, membership=worker)
    row.delete()
    place = worker.organisation
    audit.record(by=by, action="group.changed", target=row.group, organisation=place, at=at)
    return _("%(group)s is nu van %(name)s.") % {"group": row.group, "name": worker.user}


MOVERS = (Mover(preview, move),)
