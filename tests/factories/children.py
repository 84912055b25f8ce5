"""Children, groups, guardians and what they were asked, for tests; all names invented."""

import hashlib
from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from children import consents
from children.models import (
    Arrangement,
    Attachment,
    Child,
    ConsentQuestion,
    Group,
    GroupWorker,
    Guardian,
    LocationStart,
)
from children.states import (
    Channel,
    ConsentAct,
    ConsentScope,
    FileKind,
    FormSection,
    GroupKind,
    Language,
    ScanState,
)
from partners.models import ChildcareLocation, Membership, Module, School
from partners.states import ModuleKind, Role
from tests.factories.partners import (
    ChildcareLocationFactory,
    MembershipFactory,
    MunicipalityFactory,
    SchoolFactory,
    make_actor,
)

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TEXT = hashlib.sha256(b"de tekst die is getoond").hexdigest()
FIRST_NAMES = ("Levi", "Nora", "Sem", "Yara", "Finn", "Lina", "Daan", "Amira", "Mees", "Zoë")
LAST_NAMES = ("Waterval", "Kersentuin", "Aydin", "Hoogland", "Molenpad", "Bennani")


class GroupFactory(DjangoModelFactory[Group]):
    """A peutergroep of a new location, unless given."""

    class Meta:
        model = Group

    location = factory.SubFactory(ChildcareLocationFactory)
    kind = GroupKind.PEUTER
    name = factory.Sequence(lambda n: f"Vlinders {n}")
    places = 16


class KleuterGroupFactory(GroupFactory):
    """A kleutergroep of a new school, unless given."""

    location = None
    school = factory.SubFactory(SchoolFactory)
    kind = GroupKind.KLEUTER
    places = 25


class ChildFactory(DjangoModelFactory[Child]):
    """A child of three at a new location, without a group or a school."""

    class Meta:
        model = Child

    location = factory.SubFactory(ChildcareLocationFactory)
    first_name = factory.Sequence(lambda n: FIRST_NAMES[n % len(FIRST_NAMES)])
    last_name = factory.Sequence(lambda n: LAST_NAMES[n % len(LAST_NAMES)])
    born_on = date(2023, 9, 4)
    entered_on = date(2026, 3, 2)

    @classmethod
    def _after_postgeneration(cls, instance: Child, *_args: object, **_more: object) -> None:
        switch_on(instance.location)


class GuardianFactory(DjangoModelFactory[Guardian]):
    """A parent with authority of a new child, unless given."""

    class Meta:
        model = Guardian

    child = factory.SubFactory(ChildFactory)
    name = factory.Sequence(lambda n: f"Ouder {n}")
    email = factory.Sequence(lambda n: f"ouder{n}@example.org")


class AttachmentFactory(DjangoModelFactory[Attachment]):
    """A clean report of a new child, unless given."""

    class Meta:
        model = Attachment

    child = factory.SubFactory(ChildFactory)
    kind = FileKind.REPORT
    title = "Verslag van het observatiesysteem"
    content = b"%PDF-1.7 verzonnen"
    media_type = "application/pdf"
    size = 18
    scan = ScanState.CLEAN
    added_by = factory.SubFactory(MembershipFactory, role=Role.KOC)


class ArrangementFactory(DjangoModelFactory[Arrangement]):
    """An arrangement of a new municipality that is on, for children from one and a half."""

    class Meta:
        model = Arrangement

    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Dreumesarrangement {n}")
    from_months = 18
    until_months = 30


def work_in(group: Group, membership: Membership) -> GroupWorker:
    """Let somebody work in a group."""
    return GroupWorker.objects.create(group=group, membership=membership)


def switch_on(place: ChildcareLocation | School) -> None:
    """Switch Overdracht on in the municipality of a place, where children can be seen then."""
    Module.objects.get_or_create(
        municipality=place.municipality,
        kind=ModuleKind.HANDOVER,
        kindcentrum=None,
        defaults={"switched_on_at": AT},
    )


def ask(
    child: Child, scope: ConsentScope, school: School | None, **columns: object
) -> ConsentQuestion:
    """Ask the guardians of a child something, as a contact of its location."""
    by = make_actor(Role.KOC, child.location)
    if school is not None:
        switch_on(school)
    if scope == ConsentScope.SHARE_FORM:
        columns.setdefault("sections", [FormSection.BASICS])
    question = ConsentQuestion(child=child, scope=scope, school=school, text_version="1", **columns)
    consents.prepare(question, by=by, at=AT)
    consents.request(question_id=question.pk, channel=Channel.MAIL, by=by, at=AT)
    return question


def say(question: ConsentQuestion, act: ConsentAct, guardian: Guardian | None = None) -> None:
    """Let a guardian answer: the first one of the child, unless given."""
    who = guardian or question.child.guardians.order_by("pk")[0]
    said = consents.Answer(act, who, Channel.MAIL, Language.NL, TEXT)
    consents.answer(question_id=question.pk, said=said, at=AT)
    question.refresh_from_db()


def make_child(location: ChildcareLocation | None = None, **columns: object) -> Child:
    """Make a child with one parent."""
    child = ChildFactory(**({"location": location} if location else {}), **columns)
    GuardianFactory(child=child)
    return child


def make_started(location: ChildcareLocation) -> LocationStart:
    """Let a location have started, so that its parents may get mail."""
    by = make_actor(Role.KOC, location).memberships[0]
    return LocationStart.objects.create(location=location, started_at=AT, started_by=by)
