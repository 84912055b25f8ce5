"""Parents read along and are spoken to; then childcare shares the form with the school they named.

Sharing freezes what the consent allows at that moment. What a school may not read never reaches a
version, and a part that parents take back is out of sight with the next request.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from children import trail
from children.models import Child, ConsentQuestion
from children.states import ConsentAct, ConsentScope, FormSection
from partners import holidays
from partners.access import Actor
from partners.contact_cards import cards_of
from partners.roles import Permission, require
from transitions import filling, form_fields, handover_mails, known_facts, snapshots, stands
from transitions.filling import HandoverError
from transitions.models import FormVersion, Handover
from transitions.snapshots import Line
from transitions.stands import Talks

OFFERED, DISCUSSED, SHARED = "handover.offered", "handover.discussed", "handover.shared"
ENDED = "handover.ended"
WHOLE = ("location__holder__organisation", "location__organisation", "location__municipality")


@dataclass(frozen=True)
class Consent:
    """Under which consent a form goes, and whether it holds for health too."""

    question: ConsentQuestion
    has_health: bool

    @property
    def sections(self) -> Sequence[str]:
        """Return the parts that parents allow."""
        return self.question.sections


@transaction.atomic
def offer(*, key: UUID, by: Actor, at: datetime) -> Handover:
    """Let parents read along from now on. Raises: DoesNotExist, PermissionDenied, HandoverError."""
    require(by, Permission.FILL_HANDOVER, None)
    handover = begun(key, by)
    if handover.offered_at is None:
        handover.offered_by = trail.membership_of(by, handover.child)
        handover.offered_at = at
        handover.save(update_fields=["offered_by", "offered_at"])
        filling.log(handover, OFFERED, by=by, at=at)
    return handover


@transaction.atomic
def note_talk(*, key: UUID, on: date, by: Actor, at: datetime) -> Handover:
    """Note that parents know what stands in the form.

    Raises: DoesNotExist, PermissionDenied, HandoverError: a day to come, or before it was begun.
    """
    require(by, Permission.FILL_HANDOVER, None)
    handover = begun(key, by)
    first = timezone.localdate(handover.begun_at)
    if not first <= on <= timezone.localdate(at):
        raise HandoverError(
            _("Kies de dag van het gesprek: niet voor het formulier er was, en niet na vandaag."),
            "on",
        )
    handover.discussed_on, handover.discussed_at = on, at
    handover.discussed_by = trail.membership_of(by, handover.child)
    handover.save(update_fields=["discussed_on", "discussed_at", "discussed_by"])
    filling.log(handover, DISCUSSED, by=by, at=at)
    return handover


@transaction.atomic
def share(*, key: UUID, seen: datetime, by: Actor, at: datetime) -> FormVersion:
    """Share the form with the school that the consent of the parents names.

    Args: seen: when the form was last changed, as the page showed it.
    Raises: DoesNotExist, PermissionDenied, HandoverError: what is missing; nothing was shared.
    """
    require(by, Permission.SHARE_HANDOVER, None)
    handover = begun(key, by)
    child = whole(handover.child)
    if seen != handover.changed_at:
        raise HandoverError(
            _("Intussen is het formulier veranderd: lees het nog eens na en deel het dan.")
        )
    given = consent_of(child, timezone.localdate(at))
    reasons = missing(child, handover, given, at=at)
    if given is None or reasons:
        raise HandoverError(reasons[0])
    handover = _for_school(handover, given, by, at)
    content = snapshots.frozen(_lines(child, handover, given, timezone.localdate(at)))
    newest = handover.versions.order_by("-number").first()
    if newest is not None and newest.content == content:
        raise HandoverError(_("Deze tekst is al gedeeld: er is niets veranderd."))
    version = FormVersion.objects.create(
        handover=handover,
        number=newest.number + 1 if newest else 1,
        question=given.question,
        content=content,
        shared_by=trail.membership_of(by, child),
        shared_at=at,
    )
    ground, school = str(given.question.pk), given.question.school_id
    details = {"version": version.number, "school": school}
    filling.log(handover, SHARED, by=by, at=at, ground=ground, **details)
    handover_mails.tell(version, at=at)
    return version


def consent_of(child: Child, day: date) -> Consent | None:
    """Return the consent under which the form goes to the school of the child, if one holds."""
    live = ConsentQuestion.objects.live(day).filter(child=child, school=child.school_id)
    found = live.select_related("school__organisation").filter(scope=ConsentScope.SHARE_FORM)
    question = found.order_by("-pk").first() if child.school_id is not None else None
    if question is None:
        return None
    return Consent(question, live.filter(scope=ConsentScope.HEALTH).exists())


def missing(
    child: Child, handover: Handover | None, given: Consent | None, *, at: datetime
) -> list[str]:
    """Return in sentences what is to be done before the form can be shared, the first first."""
    day = timezone.localdate(at)
    values = filling.values_of(handover)
    found = [] if given else [_no_consent(child)]
    sections = given.sections if given else list(FormSection)
    found += unfilled(values, sections, has_report=known_facts.has_report(child))
    if handover is not None and not is_discussed(handover, given, day):
        found.append(
            _("Bespreek het formulier met de ouders, of laat hen meelezen en wacht vijf werkdagen.")
        )
    if cards_of([child.location.organisation], day)[0].fixed is None:
        found.append(_("De locatie heeft geen vaste contactpersoon: wijs eerst iemand aan."))
    return found


def unfilled(values: Mapping[str, str], sections: Iterable[str], *, has_report: bool) -> list[str]:
    """Return what is still to be filled in, of the parts that parents allow."""
    parts = set(sections)
    found = [
        _("Vul in: %s") % field.label
        for field in form_fields.ALL
        if field.is_required and field.section in parts and not values.get(field.code)
    ]
    rated = all(values.get(code) for code in form_fields.ratings())
    if FormSection.REPORT in parts and has_report:
        return found
    if FormSection.DEVELOPMENT in parts and not rated:
        found.append(_("Kies bij elk onderdeel van de ontwikkeling, of voeg het verslag toe."))
    elif FormSection.REPORT in parts and FormSection.DEVELOPMENT not in parts:
        found.append(_("Voeg het verslag van jullie observaties toe als bijlage."))
    return found


def preview(
    child: Child, handover: Handover | None, given: Consent | None, day: date
) -> list[Line]:
    """Return what the school would read, were the form shared now; nothing without a consent."""
    if handover is None or given is None:
        return []
    return _lines(child, handover, given, day)


def is_discussed(handover: Handover, given: Consent | None, day: date) -> bool:
    """Say whether parents know what stands in the form now."""
    equated = holidays.equated_days(handover.location.municipality)
    talks = talks_of(handover, given.question if given else None)
    return stands.is_discussed(talks, day=day, equated=equated)


def talks_of(handover: Handover, granted: ConsentQuestion | None) -> Talks:
    """Return when parents were told, could read along, read along and said yes.

    `granted`: the question to which they said so.
    """
    acts = granted.events.all() if granted else ()
    yes = [event for event in acts if event.act == ConsentAct.GRANTED]
    return Talks(
        changed_at=handover.changed_at,
        talked_at=handover.discussed_at,
        offered_at=handover.offered_at,
        opened_at=max((opening.at for opening in handover.openings.all()), default=None),
        granted_at=max(yes, key=lambda event: event.pk).at if yes else None,
    )


def _no_consent(child: Child) -> str:
    if child.school is None:
        return _("Vraag de ouders eerst welke school het wordt.")
    if child.school.closed_on is not None:
        return _("Deze school sluit: vraag de ouders welke school het wordt.")
    return _("De ouders gaven %s nog geen toestemming om het formulier te lezen.") % child.school


def begun(key: UUID, by: Actor) -> Handover:
    """Return the locked open handover. Raises: DoesNotExist, HandoverError: nothing filled in."""
    child = filling.locked_child(key, by)
    rows = Handover.objects.open().filter(child=child).select_related("location__municipality")
    handover = rows.select_for_update(of=("self",), no_key=True).first()
    if handover is None:
        raise HandoverError(_("Er is nog niets ingevuld."))
    handover.child = child
    return handover


def whole(child: Child) -> Child:
    """Return a child with all that the form says of it without being asked."""
    return Child.objects.select_related(
        *WHOLE, "group", "mentor__user", "school__organisation"
    ).get(pk=child.pk)


def _lines(child: Child, handover: Handover, given: Consent, day: date) -> list[Line]:
    lines = snapshots.lines_of(filling.values_of(handover), known_facts.of(child, day=day))
    return snapshots.allowed(lines, given.sections, health=given.has_health)


def _for_school(handover: Handover, given: Consent, by: Actor, at: datetime) -> Handover:
    """Return the handover to the school of the consent: this one, or the one that takes over."""
    school_id = given.question.school_id
    if handover.shared_at is not None and handover.school_id != school_id:
        handover = _taken_over(handover, at)
        filling.log(handover, filling.BEGUN, by=by, at=at)
    if handover.shared_at is None:
        handover.school_id, handover.shared_at = school_id, at
        handover.save(update_fields=["school", "shared_at"])
    return handover


def _taken_over(old: Handover, at: datetime) -> Handover:
    """End a handover to a school that the child does not go to, and go on with all of it."""
    old.ended_at = at
    old.save(update_fields=["ended_at"])
    filling.log(old, ENDED, by=None, at=at)
    kept: dict[str, Any] = {
        name: getattr(old, name)
        for name in ("child", "location", "begun_by", "begun_at", "changed_at", "offered_by",
                     "offered_at", "discussed_on", "discussed_by", "discussed_at")
    }  # fmt: skip
    new = Handover.objects.create(**kept)
    old.entries.update(handover=new)
    old.openings.update(handover=new)
    old.views.update(handover=new)
    old.parents_codes.update(handover=new)
    return new
