"""Who sees what of a child: every role, own and foreign, in every stand of a consent."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from django.db import transaction

from children import consents
from children.models import Attachment, Child, ConsentQuestion, Guardian
from children.reach import REACH, Thing
from children.states import (
    WITHOUT_SCHOOL,
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
from tests.factories.partners import (
    IssuerMandateFactory,
    MembershipFactory,
    SchoolFactory,
    make_actor,
)

pytestmark = pytest.mark.django_db
OWN = {
    Role.QC: "school",
    Role.SCH: "school",
    Role.TEA: "school",
    Role.KCC: "location",
    Role.KOC: "location",
    Role.KOW: "location",
}
SCOPES = [scope for scope in ConsentScope if scope not in WITHOUT_SCHOOL]
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

    @property
    def offices(self) -> dict[Role, object]:
        """Return where each office sits that has to do with this child's town and school."""
        town = self.child.location.municipality
        issuer = IssuerMandateFactory(municipality=town).issuer
        return {
            Role.GEM: town, Role.ADM: town, Role.SIG: town, Role.ISS: issuer,
            Role.BRD: self.school.board,
        }  # fmt: skip

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


@pytest.mark.privacy(9)
@pytest.mark.parametrize("role", Role)
def test_nobody_sees_a_child_without_consent_but_its_own_childcare(town: Town, role: Role) -> None:
    actor = town.actor(role)
    employ(actor, town.child)
    assert sees(actor, town.child) == (role in {Role.KCC, Role.KOC, Role.KOW})


@pytest.mark.privacy(5, 9)
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


@pytest.mark.privacy(11)
@pytest.mark.parametrize("role", sorted(set(Role) - CHILD_ROLES - {Role.DPO}))
def test_offices_of_the_town_see_nothing_whatever_was_granted(town: Town, role: Role) -> None:
    for scope in SCOPES:
        say(ask(town.child, scope, town.school), ConsentAct.GRANTED)
    actor = make_actor(role, town.offices[role], day=AT.date())
    assert [thing for thing in Thing if sees(actor, town.child, thing)] == []
    assert not ConsentQuestion.objects.visible_to(actor).exists()


def test_privacy_officer_sees_consents_and_log_of_the_own_controller_only(town: Town) -> None:
    ask(town.child, ConsentScope.DISCUSS, town.school)
    own = make_actor(Role.DPO, town.child.location.holder, day=AT.date())
    assert [t for t in Thing if sees(own, town.child, t)] == [Thing.CONSENT, Thing.LOG]
    assert ConsentQuestion.objects.visible_to(own).exists()
    for place in (town.school, town.child.location.municipality, None):
        other = make_actor(Role.DPO, place, day=AT.date())
        assert [t for t in Thing if sees(other, town.child, t)] == []


def test_consent_ends_with_its_last_day(town: Town) -> None:
    actor, day = town.actor(Role.QC), AT.date()
    question = ask(town.child, ConsentScope.OBSERVE, town.school, valid_until=day)
    say(question, ConsentAct.GRANTED)
    assert sees(actor, town.child)
    tomorrow = make_actor(Role.QC, town.school, day=day + timedelta(days=1))
    assert not sees(tomorrow, town.child)


@pytest.mark.parametrize("day", [date(2028, 3, 3), date(2028, 3, 4)])
def test_teacher_reads_until_half_a_year_after_the_fourth_birthday(town: Town, day: date) -> None:
    employ(actor := town.actor(Role.TEA), town.child)
    say(ask(town.child, ConsentScope.SHARE_FORM, town.school), ConsentAct.GRANTED)
    assert town.child.born_on == date(2023, 9, 4)
    assert sees(replace(actor, day=day), town.child) == (day < date(2028, 3, 4))


def test_teacher_needs_the_consent_and_the_group_of_the_same_school(town: Town) -> None:
    actor = make_actor(Role.TEA, town.school, day=AT.date())
    second = MembershipFactory(
        user=actor.user, role=Role.TEA, organisation=town.other_school.organisation
    )
    town.child.school_group = KleuterGroupFactory(school=town.other_school)
    town.child.save()
    work_in(town.child.school_group, second)
    say(ask(town.child, ConsentScope.SHARE_FORM, town.school), ConsentAct.GRANTED)
    both = replace(actor, memberships=(*actor.memberships, second))
    assert not sees(both, town.child)


def test_health_needs_both_consents_for_the_same_school(town: Town) -> None:
    actor = make_actor(Role.QC, town.school, day=AT.date())
    second = MembershipFactory(
        user=actor.user, role=Role.QC, organisation=town.other_school.organisation
    )
    AttachmentFactory(child=town.child, is_health=True)
    sections = [FormSection.REPORT]
    say(
        ask(town.child, ConsentScope.SHARE_FORM, town.school, sections=sections), ConsentAct.GRANTED
    )
    say(ask(town.child, ConsentScope.HEALTH, town.other_school), ConsentAct.GRANTED)
    both = replace(actor, memberships=(*actor.memberships, second))
    assert not Attachment.objects.visible_to(both).exists()
    say(ask(town.child, ConsentScope.HEALTH, town.school), ConsentAct.GRANTED)
    assert Attachment.objects.visible_to(both).exists()


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
        consents.settle_child(question.child, by=None, at=AT)


def parents_part(question: ConsentQuestion) -> None:
    GuardianFactory(child=question.child, lives_apart=True)
    with transaction.atomic():
        consents.settle_child(question.child, by=None, at=AT)


def authority_ends(question: ConsentQuestion) -> None:
    question.child.guardians.update(has_authority=False)
    with transaction.atomic():
        consents.settle_child(question.child, by=None, at=AT)


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
