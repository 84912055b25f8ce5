"""Who sees what of a child: every role, own and foreign, in every stand of a consent."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import transaction

from children import consents
from children.models import Attachment, Child, ConsentQuestion, Guardian
from children.reach import REACH, Thing
from children.states import (
    ConsentAct,
    ConsentScope,
    FileKind,
    FormSection,
    GuardianKind,
    LeaveReason,
    ScanState,
)
from partners.access import Actor
from partners.models import School
from partners.states import CHILD_ROLES, Role
from tests.factories.children import (
    AT,
    AttachmentFactory,
    ChildFactory,
    GroupFactory,
    GuardianFactory,
    KleuterGroupFactory,
    ask,
    make_child,
    say,
    work_in,
)
from tests.factories.partners import SchoolFactory, make_actor

pytestmark = pytest.mark.django_db
OWN = {
    Role.QC: "school",
    Role.SCH: "school",
    Role.TEA: "school",
    Role.KCC: "location",
    Role.KOC: "location",
    Role.KOW: "location",
}
SCOPES = [scope for scope in ConsentScope if scope != ConsentScope.ASKED_AT_35]
# Written out on purpose: which scopes let which role see the child record.
SEES_CHILD = {
    Role.QC: {"discuss", "observe", "share_form", "support_team"},
    Role.SCH: {"share_form"},
    Role.TEA: {"share_form"},
}


@dataclass
class Town:
    """One child in one group, a school that is named and one that is not."""

    child: Child
    school: School
    other_school: School

    def actor(self, role: Role, *, own: bool = True) -> Actor:
        """Return somebody of this role: of the child's location or school, or of another."""
        place = {
            "school": self.school if own else self.other_school,
            "location": self.child.location if own else None,
        }.get(OWN.get(role, ""))
        return make_actor(role, place, day=AT.date())


@pytest.fixture
def town() -> Town:
    group = GroupFactory()
    child = make_child(group.location, group=group)
    school = SchoolFactory()
    return Town(child, school, SchoolFactory())


def sees(actor: Actor, child: Child, thing: Thing = Thing.CHILD) -> bool:
    return Child.objects.visible_to(actor, thing).filter(pk=child.pk).exists()


def employ(actor: Actor, child: Child) -> None:
    """Let a member work in the child's group, and a teacher in the group it is placed in."""
    if actor.role == Role.TEA:
        child.school_group = KleuterGroupFactory(
            school=School.objects.get(pk=actor.memberships[0].organisation_id)
        )
        child.save()
        work_in(child.school_group, actor.memberships[0])
    if actor.role == Role.KOW:
        work_in(child.group, actor.memberships[0])


@pytest.mark.parametrize("role", Role)
def test_nobody_sees_a_child_without_consent_but_its_own_childcare(town: Town, role: Role) -> None:
    actor = town.actor(role)
    employ(actor, town.child)
    assert sees(actor, town.child) == (role in {Role.KCC, Role.KOC, Role.KOW})


@pytest.mark.parametrize("role", sorted(CHILD_ROLES))
@pytest.mark.parametrize("scope", SCOPES)
def test_school_roles_see_a_child_by_the_scopes_of_their_own(
    town: Town, role: Role, scope: ConsentScope
) -> None:
    actor, foreign = town.actor(role), town.actor(role, own=False)
    if role == Role.TEA:
        employ(foreign, town.child)
    employ(actor, town.child)
    say(ask(town.child, scope, town.school), ConsentAct.GRANTED)
    assert sees(actor, town.child) == (scope in SEES_CHILD.get(role, SCOPES))
    assert not sees(foreign, town.child)


@pytest.mark.parametrize("role", sorted(set(Role) - CHILD_ROLES))
def test_offices_see_nothing_whatever_was_granted(town: Town, role: Role) -> None:
    for scope in SCOPES:
        say(ask(town.child, scope, town.school), ConsentAct.GRANTED)
    actor = make_actor(role, day=AT.date())
    assert [thing for thing in Thing if sees(actor, town.child, thing)] == []


def withdraw(question: ConsentQuestion) -> None:
    say(question, ConsentAct.WITHDRAWN)


def supersede(question: ConsentQuestion) -> None:
    consents.close(question_id=question.pk, act=ConsentAct.SUPERSEDED, by=None, at=AT)


def end(question: ConsentQuestion) -> None:
    consents.close(question_id=question.pk, act=ConsentAct.ENDED, by=None, at=AT)


def other_parent_objects(question: ConsentQuestion) -> None:
    say(question, ConsentAct.OBJECTED, GuardianFactory(child=question.child))


def other_parent_refuses(question: ConsentQuestion) -> None:
    say(question, ConsentAct.REFUSED, GuardianFactory(child=question.child))


def voogd_comes(question: ConsentQuestion) -> None:
    GuardianFactory(child=question.child, kind=GuardianKind.VOOGD)
    with transaction.atomic():
        consents.settle_child(question.child)


def parents_part(question: ConsentQuestion) -> None:
    GuardianFactory(child=question.child, lives_apart=True)
    with transaction.atomic():
        consents.settle_child(question.child)


def authority_ends(question: ConsentQuestion) -> None:
    question.child.guardians.update(has_authority=False)
    with transaction.atomic():
        consents.settle_child(question.child)


def term_passes(question: ConsentQuestion) -> None:
    question.valid_until = AT.date().replace(day=1)
    question.save()


def school_closes(question: ConsentQuestion) -> None:
    School.objects.filter(pk=question.school_id).update(closed_on=AT.date())


def mistake_is_undone(question: ConsentQuestion) -> None:
    Child.objects.filter(pk=question.child_id).update(
        left_on=AT.date(), left_because=LeaveReason.MISTAKE
    )


def is_practice(question: ConsentQuestion) -> None:
    Child.objects.filter(pk=question.child_id).update(is_practice=True)


@pytest.mark.privacy(9, 10)
@pytest.mark.parametrize("role", [Role.QC, Role.SCH, Role.TEA])
@pytest.mark.parametrize(
    "happens",
    [
        withdraw,
        supersede,
        end,
        other_parent_objects,
        other_parent_refuses,
        voogd_comes,
        parents_part,
        authority_ends,
        term_passes,
        school_closes,
        mistake_is_undone,
        is_practice,
    ],
)
def test_what_ends_a_consent_hides_everything_at_once(
    town: Town, role: Role, happens: Callable[[ConsentQuestion], None]
) -> None:
    actor = town.actor(role)
    employ(actor, town.child)
    sections = [FormSection.BASICS, FormSection.REPORT]
    question = ask(town.child, ConsentScope.SHARE_FORM, town.school, sections=sections)
    report = AttachmentFactory(child=town.child)
    assert not sees(actor, town.child)
    say(question, ConsentAct.GRANTED)
    assert sees(actor, town.child)
    assert Attachment.objects.visible_to(actor).get() == report
    happens(question)
    seen = [thing for thing in Thing if sees(actor, town.child, thing)]
    assert (seen, list(Attachment.objects.visible_to(actor))) == ([], [])
    assert not ConsentQuestion.objects.visible_to(actor).exists()


@pytest.mark.parametrize("role", [Role.KCC, Role.KOC, Role.KOW])
def test_childcare_sees_its_own_location_only(town: Town, role: Role) -> None:
    assert not sees(town.actor(role, own=False), town.child)


def test_group_workers_see_their_own_groups_and_the_children_they_mentor(town: Town) -> None:
    actor = town.actor(Role.KOW)
    other = ChildFactory(
        location=town.child.location, group=GroupFactory(location=town.child.location)
    )
    work_in(town.child.group, actor.memberships[0])
    assert (sees(actor, town.child), sees(actor, other)) == (True, False)
    other.mentor = actor.memberships[0]
    other.save()
    assert sees(actor, other)


def test_care_coordinator_of_the_organisation_sees_all_its_locations(town: Town) -> None:
    actor = make_actor(Role.KCC, town.child.location.holder, day=AT.date())
    assert sees(actor, town.child)


@pytest.mark.parametrize("role", [Role.QC, Role.SCH, Role.TEA, Role.DPO])
def test_guardians_are_seen_by_childcare_only(town: Town, role: Role) -> None:
    say(ask(town.child, ConsentScope.SHARE_FORM, town.school), ConsentAct.GRANTED)
    actor = town.actor(role)
    employ(actor, town.child)
    assert not Guardian.objects.visible_to(actor).exists()
    assert Guardian.objects.visible_to(town.actor(Role.KOC)).exists()


@pytest.mark.parametrize(
    ("section", "health", "scan", "expected"),
    [
        (True, None, ScanState.CLEAN, True),
        (False, None, ScanState.CLEAN, False),
        (True, None, ScanState.WAITING, False),
        (True, None, ScanState.REFUSED, False),
        (True, False, ScanState.CLEAN, False),
        (True, True, ScanState.CLEAN, True),
    ],
)
def test_report_needs_its_section_and_health_its_own_yes(
    town: Town, section: bool, health: bool | None, scan: ScanState, expected: bool
) -> None:
    AttachmentFactory(child=town.child, is_health=health is not None, scan=scan)
    AttachmentFactory(child=town.child, kind=FileKind.PROOF)
    sections = [FormSection.BASICS, *([FormSection.REPORT] if section else [])]
    asked = ask(town.child, ConsentScope.SHARE_FORM, town.school, sections=sections)
    say(asked, ConsentAct.GRANTED)
    if health:
        say(ask(town.child, ConsentScope.HEALTH, town.school), ConsentAct.GRANTED)
    found = Attachment.objects.visible_to(town.actor(Role.QC))
    assert [file.kind for file in found] == ([FileKind.REPORT] if expected else [])


def test_table_names_no_office() -> None:
    named = {role for roles in REACH.values() for role in roles}
    assert named - CHILD_ROLES == {Role.DPO}
