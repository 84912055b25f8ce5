"""What childcare sees of the handover of one child: the form, where it stands, and what is next."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from children import reading
from children.models import Child
from children.reach import Thing
from children.states import ConsentStand, FormSection
from config.formats import date_words
from partners import holidays
from partners.access import Actor
from partners.roles import Permission, can
from transitions import (
    arrival_facts,
    filling,
    form_fields,
    handover_settings,
    known_facts,
    parents_codes,
    sharing,
    standings,
    stands,
)
from transitions.known_facts import Fact
from transitions.models import Arrival, FormEntry, ParentsCode, ParentView
from transitions.sharing import Consent
from transitions.snapshots import Line
from transitions.standings import Standing
from transitions.states import ParentsCodeStand


@dataclass(frozen=True)
class Step:
    """One step of the way to the school: how far it is, and what is known of it."""

    label: str
    state: str  # done, now or todo
    note: str = ""


@dataclass(frozen=True)
class Page:
    """All that the page of one handover shows, on the day it is opened."""

    standing: Standing
    given: Consent | None
    facts: tuple[Fact, ...]
    missing: tuple[str, ...]
    codes: tuple[tuple[ParentsCode, ParentsCodeStand], ...] = ()
    has_route: bool = False  # parents can bring it to a school themselves
    may_fill: bool = False
    may_share: bool = False

    @property
    def child(self) -> Child:
        """Return of whom it is."""
        return self.standing.child

    @property
    def entries(self) -> dict[str, FormEntry]:
        """Return what stands in the fields, by field."""
        handover = self.standing.handover
        return {entry.field: entry for entry in handover.entries.all()} if handover else {}

    @property
    def views(self) -> list[ParentView]:
        """Return what parents wrote beside the form, the newest first."""
        handover = self.standing.handover
        return list(handover.views.select_related("guardian")) if handover else []

    @property
    def is_stopped(self) -> bool:
        """Say whether parents do not want this school to read anything."""
        return self.standing.consent in stands.STOPPED

    @property
    def leavable(self) -> list[Fact]:
        """Return what is known already and may be left out."""
        return [fact for fact in self.facts if fact.can_leave]

    @property
    def known(self) -> list[tuple[Fact, bool]]:
        """Return what is known already, and of each whether it is left out."""
        left = {code for code, entry in self.entries.items() if entry.value}
        return [(fact, form_fields.LEAVE + fact.code in left) for fact in self.facts]

    @property
    def asks_ratings(self) -> bool:
        """Say whether the ratings are asked: parents allow that part, and no report stands for it.

        Before parents were asked nobody knows, and they can be filled in.
        """
        question = self.standing.question
        parts = question.sections if question else [FormSection.DEVELOPMENT]
        return FormSection.DEVELOPMENT in parts and not self.standing.has_report

    @property
    def is_warm(self) -> bool:
        """Say whether a warm talk is proposed: an indication or extra support (domain 5.6)."""
        asked = filling.values_of(self.standing.handover).get(form_fields.WARM)
        return not asked and any(fact.section in form_fields.EXTRA for fact in self.facts)

    @property
    def silent_from(self) -> date | None:
        """Return from when silence of the parents counts, where they can read along."""
        if self.standing.facts.is_discussed:
            return None
        equated = holidays.equated_days(self.child.location.municipality)
        return stands.silent_from(self.standing.talks, equated=equated)

    @property
    def is_known(self) -> bool:
        """Say whether the school has this form as it stands."""
        return self.standing.facts.shared_with_now and not self.standing.has_changed

    @property
    def arrival(self) -> Arrival | None:
        """Return what the school did with it, where it is the school that the child goes to."""
        handover, facts = self.standing.handover, self.standing.facts
        return arrival_facts.arrival_of(handover) if handover and facts.shared_with_now else None

    @property
    def may_send(self) -> bool:
        """Say whether the form can be shared now."""
        return self.standing.handover is not None and not self.missing and not self.is_known

    @property
    def steps(self) -> list[Step]:
        """Return the way to the school, step by step."""
        return _steps(self)

    @property
    def preview(self) -> list[Line]:
        """Return what the school would read, were it shared now; nothing without a consent."""
        standing = self.standing
        return sharing.preview(self.child, standing.handover, self.given, standing.day)


def of(actor: Actor, key: UUID, *, at: datetime) -> Page:
    """Return the page of a child of the actor's childcare, and note the read.

    Raises: Http404: no such child, or not of this actor.
    """
    reading.one(actor, key, thing=Thing.HANDOVER, at=at)
    rows = Child.objects.visible_to(actor, Thing.HANDOVER).filter(key=key)
    standing = standings.of(rows, at=at)[0]
    child, day = standing.child, standing.day
    given = sharing.consent_of(child, day)
    return Page(
        standing=standing,
        given=given,
        facts=tuple(known_facts.of(child, day=day)),
        missing=tuple(sharing.missing(child, standing.handover, given, at=at)),
        codes=tuple(parents_codes.of(standing.handover, at)) if standing.handover else (),
        has_route=handover_settings.has_parents_route(child.location.municipality_id),
        may_fill=can(actor, Permission.FILL_HANDOVER) and child.left_on is None,
        may_share=can(actor, Permission.SHARE_HANDOVER) and child.left_on is None,
    )


def _steps(page: Page) -> list[Step]:
    facts = page.standing.facts
    done = [
        (_("Toestemming van de ouders"), page.standing.granted is not None, _consent_note(page)),
        (_("Formulier invullen"), facts.has_form and facts.is_complete, ""),
        (_("Met ouders besproken"), facts.is_discussed, _talk_note(page)),
        (_("Gedeeld met de school"), facts.shared_with_now, _share_note(page)),
        (_("Gelezen door de school"), facts.shared_with_now and facts.is_read, _read_note(page)),
    ]
    found, is_first = [], True
    for label, is_done, note in done:
        state = "done" if is_done else "now" if is_first else "todo"
        is_first = is_first and is_done
        found.append(Step(label, state, note))
    return found


def _consent_note(page: Page) -> str:
    standing = page.standing
    if page.child.school is None:
        return _("De school is nog niet bekend.")
    if standing.consent is None:
        return _("Nog niet gevraagd.")
    return "" if standing.consent == ConsentStand.GRANTED else str(standing.consent.label)


def _talk_note(page: Page) -> str:
    handover = page.standing.handover
    if handover is None:
        return ""
    if page.standing.facts.is_discussed and handover.discussed_on:
        return _("Gesprek op %s.") % date_words(handover.discussed_on)
    if page.silent_from is not None:
        words = date_words(page.silent_from)
        return _("Ouders lezen mee. Zonder reactie kun je delen vanaf %s.") % words
    return _("Ouders kunnen meelezen.") if handover.offered_at else ""


def _share_note(page: Page) -> str:
    if page.standing.facts.is_given:
        return _("Via de ouders.")
    if not page.standing.versions:
        words = date_words(page.standing.handover_day)
        return _("Het liefst vóór %s: dan is het kind 3,5 jaar.") % words
    newest = page.standing.versions[0]
    return _said(newest.shared_at, newest.shared_by.user.name)


def _read_note(page: Page) -> str:
    receipts = page.standing.receipts
    return _said(receipts[0].at, receipts[0].membership.user.name) if receipts else ""


def _said(at: datetime, name: str) -> str:
    day = date_words(timezone.localdate(at))
    return _("Op %(day)s door %(name)s.") % {"day": day, "name": name}
