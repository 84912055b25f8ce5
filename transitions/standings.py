"""Where the handovers of children stand and who is at turn, for many in as many queries as for one.

For childcare only: a school knows what was shared with it (`transitions.reads`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from children import ages, attachments
from children import stands as consent_stands
from children.models import Child, ConsentQuestion
from children.states import ConsentScope, ConsentStand, FormSection
from partners import holidays
from transitions import arrival_facts, filling, registrations, schedule, sharing, stands
from transitions.models import FormVersion, Handover, ParentsCode, ReadReceipt
from transitions.stands import Facts
from transitions.states import HandoverStand, Turn

NEXT = {
    HandoverStand.SCHOOL_UNKNOWN: _("Vraag de ouders welke school het wordt"),
    HandoverStand.SCHOOL_KNOWN: _("Vraag de ouders of de school het formulier mag lezen"),
    HandoverStand.DISCUSSED: _("Deel het formulier met de school"),
    HandoverStand.SUBMITTED: _("Wacht op de school"),
    HandoverStand.UPCOMING: _("Nu hoeft er nog niets"),
    HandoverStand.READ: _("De school heeft het gelezen"),
    HandoverStand.INTAKE_PLANNED: _("De school plande de intake"),
    HandoverStand.INTAKE_HELD: _("De school sprak de ouders"),
    HandoverStand.ENROLLED: _("Het kind is ingeschreven"),
    HandoverStand.WARM_PLANNED: _("Jullie spreken de school"),
    HandoverStand.WARM_HELD: _("Jullie spraken de school"),
    HandoverStand.PLACED: _("De school koos een groep"),
    HandoverStand.FEEDBACK_GIVEN: _("Lees wat de school terugkoppelt"),
    HandoverStand.CLOSED: _("De overdracht is klaar"),
    HandoverStand.GIVEN_TO_PARENTS: _("Ouders geven het zelf aan een school"),
    HandoverStand.REFUSED: _("Ouders willen dit niet delen"),
    HandoverStand.WITHDRAWN: _("Ouders zijn gestopt met delen"),
    HandoverStand.REROUTED: _("Het kind gaat naar een andere school"),
}
CHANGED = _("Deel wat er sindsdien veranderde")
FILL_IN, TALK, WAIT, CALL = (
    _("Vul het formulier in"),
    _("Bespreek het met de ouders"),
    _("Wacht op de ouders"),
    _("Geen antwoord: vraag het opnieuw of bel de ouders"),
)


@dataclass(frozen=True)
class Standing:
    """The handover of one child on a day; `question`: the open one to share with its school."""

    child: Child
    handover: Handover | None
    question: ConsentQuestion | None
    consent: ConsentStand | None
    has_report: bool
    day: date
    intake_on: date | None = None
    is_carried: bool = False  # a parent made a code to let a school read it

    @property
    def handover_day(self) -> date:
        """Return the day on which the child turns three and a half."""
        return ages.handover_day(self.child.born_on)

    @cached_property
    def versions(self) -> list[FormVersion]:
        """Return what was shared, the newest first; without the text."""
        return list(self.handover.versions.all()) if self.handover else []

    @property
    def receipts(self) -> list[ReadReceipt]:
        """Return who read the newest version."""
        return list(self.versions[0].receipts.all()) if self.versions else []

    @property
    def has_changed(self) -> bool:
        """Say whether the form was changed after it was shared the last time."""
        last = self.versions[0].shared_at if self.versions else None
        return bool(self.handover and last and self.handover.changed_at > last)

    @property
    def granted(self) -> ConsentQuestion | None:
        """Return the question to which parents said yes."""
        return self.question if self.consent == ConsentStand.GRANTED else None

    @cached_property
    def unfilled(self) -> list[str]:
        """Return what is still to be filled in, of what parents allow or are asked."""
        sections = self.question.sections if self.question else [FormSection.BASICS.value]
        values = filling.values_of(self.handover)
        return sharing.unfilled(values, sections, has_report=self.has_report)

    @cached_property
    def talks(self) -> stands.Talks:
        """Return when parents were told, could read along, read along and said yes."""
        return sharing.talks_of(self.handover, self.granted) if self.handover else stands.Talks()

    @cached_property
    def facts(self) -> Facts:
        """Return what the stand is made of."""
        handover, child = self.handover, self.child
        equated = holidays.equated_days(child.location.municipality)
        is_shared = handover is not None and handover.shared_at is not None
        is_here = handover is not None and handover.school_id == child.school_id
        return Facts(
            is_upcoming=schedule.is_upcoming(child.born_on, self.day, self.intake_on),
            **arrival_facts.of(handover if is_here else None),
            school_known=child.school_id is not None,
            consent=self.consent,
            has_form=handover is not None,
            is_complete=not self.unfilled,
            is_discussed=stands.is_discussed(self.talks, day=self.day, equated=equated),
            shared_with_now=is_shared and is_here,
            is_read=bool(self.receipts),
            noted_as_given=handover is not None and handover.given_at is not None,
            is_carried=self.is_carried,
        )

    @cached_property
    def stand(self) -> HandoverStand:
        """Return where it stands."""
        return stands.stand(self.facts)

    @cached_property
    def turn(self) -> Turn:
        """Return who is at turn: childcare too when it wrote on after sharing."""
        found = stands.turn(self.facts)
        return Turn.CHILDCARE if self._is_to_share_again else found

    @property
    def todo(self) -> str | Promise:
        """Return the next thing in one sentence, for whoever is at turn."""
        if self._is_to_share_again:
            return CHANGED
        if self.facts.is_given:
            return NEXT[self.stand] if self.facts.is_complete else FILL_IN
        if self.consent == ConsentStand.NO_ANSWER:
            return CALL
        if self.stand in NEXT:
            return NEXT[self.stand]
        if not self.facts.is_complete:
            return FILL_IN
        return WAIT if self.consent in stands.ASKED else TALK

    @property
    def _is_to_share_again(self) -> bool:
        return self.facts.shared_with_now and self.granted is not None and self.has_changed


def of(children: QuerySet[Child], *, at: datetime) -> list[Standing]:
    """Return where the handover of each of these children stands, the oldest child first."""
    rows = consent_stands.with_questions(children).order_by("born_on", "sort_name", "pk")
    return of_read(list(rows.select_related("mentor__user")), at=at)


def of_read(found: Sequence[Child], *, at: datetime) -> list[Standing]:
    """Do so for children that were read with their questions, in their order."""
    prefetch_related_objects(found, "location__municipality__equated_days")
    handovers = _handovers(found, at)
    intakes = registrations.intakes_of(found)
    reported = attachments.with_clean_report(found)
    standings = []
    for child in found:
        handover = handovers.get(child.pk)
        if handover is not None:
            handover.child, handover.location = child, child.location
        question = consent_stands.current(child, ConsentScope.SHARE_FORM) if child.school else None
        standings.append(
            Standing(
                child=child,
                handover=handover,
                question=question,
                consent=consent_stands.stand_of(child, question, at) if question else None,
                has_report=child.pk in reported,
                day=timezone.localdate(at),
                intake_on=intakes.get(child.pk),
                is_carried=handover is not None and handover.is_carried,
            )
        )
    return standings


def _handovers(children: Iterable[Child], at: datetime) -> dict[int, Any]:
    """Return the open handover of each child, with all that its stand is made of."""
    versions = FormVersion.objects.defer("content").select_related("shared_by__user")
    receipts = ReadReceipt.objects.select_related("membership__user")
    codes = ParentsCode.objects.carrying(at).filter(handover=OuterRef("pk")).order_by()
    rows = Handover.objects.open().filter(child__in=[child.pk for child in children])
    rows = rows.annotate(is_carried=Exists(codes))
    found = rows.select_related(
        "arrival__registration", "arrival__group", "given_by__user"
    ).prefetch_related(
        "entries__by__user",
        "openings",
        Prefetch("versions", versions.prefetch_related(Prefetch("receipts", receipts))),
    )
    return {handover.child_id: handover for handover in found}
