"""Handovers, their forms and who read them, for tests; all names invented."""

from datetime import timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from children.links import hash_of
from children.models import Child, ConsentQuestion, GuardianLink
from children.states import Channel
from partners.models import School
from partners.states import Role
from tests.factories.children import AT, GuardianFactory, make_child
from tests.factories.partners import MembershipFactory
from transitions.models import (
    Arrival,
    FormEntry,
    FormVersion,
    Handover,
    ParentsCode,
    ParentView,
    PreviewOpening,
    ReadReceipt,
)


class HandoverFactory(DjangoModelFactory[Handover]):
    """A handover of a new child that its contact began, and nothing more."""

    class Meta:
        model = Handover

    child = factory.LazyFunction(make_child)
    location = factory.LazyAttribute(lambda made: made.child.location)
    begun_at = changed_at = AT

    @factory.lazy_attribute
    def begun_by(self) -> Any:
        """Let the contact of the location have begun it."""
        return MembershipFactory(organisation=self.location.organisation, role=Role.KOC)


class FormEntryFactory(DjangoModelFactory[FormEntry]):
    """What helps a child, in the form of a new handover."""

    class Meta:
        model = FormEntry

    handover = factory.SubFactory(HandoverFactory)
    field = "helps"
    value = "Eerst kijken, dan samen beginnen."
    by = factory.LazyAttribute(lambda made: made.handover.begun_by)
    at = AT


class FormVersionFactory(DjangoModelFactory[FormVersion]):
    """The first version of a form; under which consent it went must be given."""

    class Meta:
        model = FormVersion

    handover = factory.SubFactory(HandoverFactory)
    number = 1
    content = '{"format": 1, "lines": []}'
    shared_by = factory.LazyAttribute(lambda made: made.handover.begun_by)
    shared_at = AT


class ReadReceiptFactory(DjangoModelFactory[ReadReceipt]):
    """That somebody of the school read a version an hour later."""

    class Meta:
        model = ReadReceipt

    at = AT + timedelta(hours=1)


class ArrivalFactory(DjangoModelFactory[Arrival]):
    """What a school noted: that it prepares something."""

    class Meta:
        model = Arrival

    handover = factory.SubFactory(HandoverFactory)
    prepares = "Een vaste plek in de kring."


class ParentViewFactory(DjangoModelFactory[ParentView]):
    """What a parent wrote beside a form."""

    class Meta:
        model = ParentView

    handover = factory.SubFactory(HandoverFactory)
    guardian = factory.LazyAttribute(lambda made: GuardianFactory(child=made.handover.child))
    text = "Thuis helpt zingen."
    said_at = AT


class PreviewOpeningFactory(DjangoModelFactory[PreviewOpening]):
    """That a parent opened a form."""

    class Meta:
        model = PreviewOpening

    handover = factory.SubFactory(HandoverFactory)
    guardian = factory.LazyAttribute(lambda made: GuardianFactory(child=made.handover.child))
    at = AT


class ParentsCodeFactory(DjangoModelFactory[ParentsCode]):
    """A code that a parent made, of an empty form."""

    class Meta:
        model = ParentsCode

    handover = factory.SubFactory(HandoverFactory)
    guardian = factory.LazyAttribute(lambda made: GuardianFactory(child=made.handover.child))
    code_hash = factory.Sequence(lambda number: f"{number:064d}")
    content = '{"format": 1, "lines": []}'
    made_at = AT
    expires_at = AT + timedelta(days=28)

    @factory.lazy_attribute
    def link(self) -> Any:
        """Let it be made on a link of this guardian."""
        name = f"link of {self.code_hash}"
        return GuardianLink.objects.create(
            guardian=self.guardian,
            token_hash=hash_of(name),
            channel=Channel.SHEET,
            made_at=AT,
            expires_at=AT + timedelta(days=14),
        )


def shared_with(school: School, child: Child, question: ConsentQuestion | None) -> Handover:
    """Make a handover to a school with a row of every kind; a version where something was asked."""
    moments = {"offered_at": AT, "discussed_at": AT, "discussed_on": AT.date(), "shared_at": AT}
    handover: Handover = HandoverFactory(child=child)
    Handover.objects.filter(pk=handover.pk).update(
        school=school, offered_by=handover.begun_by, discussed_by=handover.begun_by, **moments
    )
    handover.refresh_from_db()
    guardian = child.guardians.order_by("pk").first() or GuardianFactory(child=child)
    FormEntryFactory(handover=handover)
    ParentViewFactory(handover=handover, guardian=guardian)
    PreviewOpeningFactory(handover=handover, guardian=guardian)
    ArrivalFactory(handover=handover)
    ParentsCodeFactory(handover=handover, guardian=guardian)
    if question is not None:
        version = FormVersionFactory(handover=handover, question=question)
        member = MembershipFactory(organisation=school.organisation, role=Role.SCH)
        ReadReceiptFactory(version=version, membership=member)
    return handover
