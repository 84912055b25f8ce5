"""Which rows an actor sees: own ones, those of one's municipality, and never another's."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from partners import audit
from partners.access import Actor
from partners.models import (
    AuditEntry,
    BoardRelation,
    ChildcareLocation,
    ChildcareOrganisation,
    IssuerMandate,
    Kindcentrum,
    LetterIssuer,
    MailboxMessage,
    Membership,
    Message,
    Municipality,
    Organisation,
    School,
    SchoolBoard,
    User,
)
from partners.outbox import queue
from partners.states import Role
from tests.factories.partners import (
    BoardRelationFactory,
    ChildcareLocationFactory,
    IssuerMandateFactory,
    KindcentrumFactory,
    MembershipFactory,
    SchoolFactory,
    UserFactory,
    make_actor,
)
from tests.partners.cast import TODAY, TOMORROW, YESTERDAY

pytestmark = pytest.mark.django_db


class World:
    """One municipality with one of everything."""

    def __init__(self) -> None:
        self.school = SchoolFactory()
        self.municipality = self.school.municipality
        self.board = self.school.board
        self.location = ChildcareLocationFactory(municipality=self.municipality)
        self.holder = self.location.holder
        self.mandate = IssuerMandateFactory(municipality=self.municipality)
        self.issuer = self.mandate.issuer
        self.kindcentrum = KindcentrumFactory(municipality=self.municipality)
        self.relation = BoardRelationFactory(board=self.board, municipality=self.municipality)

    @property
    def places(self) -> list[Any]:
        return [
            self.municipality, self.school, self.board, self.location, self.holder, self.issuer,
        ]  # fmt: skip


@pytest.fixture
def here() -> World:
    return World()


@pytest.fixture(autouse=True)
def elsewhere(here: World) -> World:
    """Make a second world, which nobody of the first may see."""
    return World()


def actor_of(world: World, role: Role) -> Actor:
    places = {
        Role.GEM: world.municipality,
        Role.ADM: world.municipality,
        Role.DPO: world.municipality,
        Role.SIG: world.issuer,
        Role.ISS: world.issuer,
        Role.BRD: world.board,
        Role.QC: world.school,
        Role.SCH: world.school,
        Role.TEA: world.school,
        Role.KCC: world.holder,
        Role.KOC: world.location,
        Role.KOW: world.location,
    }
    return make_actor(role, places[role])


OFFICE = [Role.GEM, Role.ADM, Role.DPO, Role.SIG, Role.ISS]
PLACE = {
    Role.BRD: "board", Role.QC: "school", Role.SCH: "school", Role.TEA: "school",
    Role.KCC: "holder", Role.KOC: "location", Role.KOW: "location",
}  # fmt: skip


def seen(model: Any, actor: Actor) -> set[Any]:
    """Return what is visible, and check that a row can be locked and comes once."""
    rows = model.objects.visible_to(actor)
    found = list(rows.select_for_update())
    assert len(found) == len({row.pk for row in found})
    return set(found)


@pytest.mark.parametrize("role", OFFICE)
def test_office_sees_all_organisations_of_its_municipality(here: World, role: Role) -> None:
    actor = actor_of(here, role)
    assert seen(Organisation, actor) == {place.organisation for place in here.places}


@pytest.mark.parametrize("role", sorted(PLACE))
def test_others_see_their_own_organisation(here: World, role: Role) -> None:
    own = getattr(here, PLACE[role]).organisation
    assert seen(Organisation, actor_of(here, role)) == {own}


@pytest.mark.parametrize("role", OFFICE)
def test_office_sees_the_rows_of_each_kind(here: World, role: Role) -> None:
    actor = actor_of(here, role)
    kinds = [Municipality, School, SchoolBoard, ChildcareLocation, ChildcareOrganisation]
    assert [seen(kind, actor) for kind in kinds] == [
        {here.municipality}, {here.school}, {here.board}, {here.location}, {here.holder},
    ]  # fmt: skip
    assert [seen(kind, actor) for kind in (LetterIssuer, IssuerMandate, BoardRelation)] == [
        {here.issuer}, {here.mandate}, {here.relation},
    ]  # fmt: skip


def test_board_sees_its_schools_and_relation(here: World) -> None:
    actor = actor_of(here, Role.BRD)
    kinds = [SchoolBoard, School, BoardRelation, LetterIssuer, ChildcareLocation]
    assert [seen(kind, actor) for kind in kinds] == [
        {here.board}, {here.school}, {here.relation}, set(), set(),
    ]  # fmt: skip


@pytest.mark.parametrize("role", [Role.QC, Role.SCH, Role.TEA])
def test_school_roles_see_their_school_only(here: World, role: Role) -> None:
    actor = actor_of(here, role)
    kinds = [School, SchoolBoard, ChildcareLocation, ChildcareOrganisation, IssuerMandate]
    assert [seen(kind, actor) for kind in kinds] == [{here.school}, set(), set(), set(), set()]


@pytest.mark.parametrize("role", [Role.KOC, Role.KOW])
def test_location_roles_see_their_location_only(here: World, role: Role) -> None:
    actor = actor_of(here, role)
    kinds = [ChildcareLocation, ChildcareOrganisation, School]
    assert [seen(kind, actor) for kind in kinds] == [{here.location}, set(), set()]


def test_holder_sees_its_locations(here: World) -> None:
    actor = actor_of(here, Role.KCC)
    assert seen(ChildcareLocation, actor) == {here.location}
    assert seen(ChildcareOrganisation, actor) == {here.holder}


@pytest.mark.parametrize("role", sorted(Role))
def test_everybody_sees_municipality_and_kindcentra_of_here(here: World, role: Role) -> None:
    actor = actor_of(here, role)
    assert seen(Municipality, actor) == {here.municipality}
    assert seen(Kindcentrum, actor) == {here.kindcentrum}


def test_school_in_force_follows_its_dates(here: World) -> None:
    school = here.school
    School.objects.filter(pk=school.pk).update(open_from=TODAY, closed_on=TOMORROW)
    rows = School.objects.filter(pk=school.pk)
    days = [YESTERDAY, TODAY, TOMORROW]
    assert [rows.in_force_on(day).exists() for day in days] == [False, True, False]


# --- people -----------------------------------------------------------------------------------


def test_members_see_the_members_of_their_organisation(here: World) -> None:
    actor = actor_of(here, Role.QC)
    colleague = MembershipFactory(role=Role.TEA, organisation=here.school.organisation)
    assert seen(Membership, actor) == {actor.memberships[0], colleague}
    assert set(User.objects.visible_to(actor)) == {actor.user, colleague.user}


@pytest.mark.parametrize("role", [Role.GEM, Role.ADM])
def test_municipality_sees_administrators_elsewhere_and_nobody_else(
    here: World, elsewhere: World, role: Role
) -> None:
    actor = actor_of(here, role)
    admin = MembershipFactory(role=Role.SCH, organisation=here.school.organisation, is_admin=True)
    MembershipFactory(role=Role.QC, organisation=here.school.organisation)
    MembershipFactory(role=Role.SCH, organisation=elsewhere.school.organisation, is_admin=True)
    assert seen(Membership, actor) == {actor.memberships[0], admin}


@pytest.mark.parametrize("role", [Role.SIG, Role.ISS, Role.DPO])
def test_other_office_roles_see_no_members_elsewhere(here: World, role: Role) -> None:
    actor = actor_of(here, role)
    MembershipFactory(role=Role.SCH, organisation=here.school.organisation, is_admin=True)
    assert seen(Membership, actor) == {actor.memberships[0]}


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ({}, [True, True, True]),
        ({"valid_from": TODAY}, [False, True, True]),
        ({"valid_until": TODAY}, [True, True, False]),
    ],
)
def test_active_on_counts_both_days(period: dict[str, Any], days: list[bool]) -> None:
    rows = Membership.objects.filter(pk=MembershipFactory(role=Role.QC, **period).pk)
    assert [rows.active_on(day).exists() for day in (YESTERDAY, TODAY, TOMORROW)] == days


def test_not_over_on_keeps_what_begins_later() -> None:
    later = MembershipFactory(role=Role.QC, valid_from=TOMORROW)
    over = MembershipFactory(role=Role.QC, valid_until=YESTERDAY)
    found = Membership.objects.not_over_on(TODAY)
    assert later in found
    assert over not in found


def test_managing_leaves_out_closed_accounts() -> None:
    open_ = MembershipFactory(role=Role.QC, is_admin=True)
    MembershipFactory(role=Role.QC, is_admin=True, user__is_active=False)
    MembershipFactory(role=Role.QC)
    assert list(Membership.objects.managing()) == [open_]


# --- organisations and who manages them -------------------------------------------------------


def test_with_admins_finds_who_manages_and_the_gap(here: World) -> None:
    admin = MembershipFactory(role=Role.SCH, organisation=here.school.organisation, is_admin=True)
    MembershipFactory(role=Role.QC, organisation=here.school.organisation)
    pks = [here.school.pk, here.board.pk]
    rows = Organisation.objects.filter(pk__in=pks).with_admins(Membership.objects.all())
    found = {row.pk: (row.has_admin, row.admins) for row in rows}
    assert found == {here.school.pk: (True, [admin]), here.board.pk: (False, [])}


def test_open_on_leaves_out_what_is_closed(here: World) -> None:
    School.objects.filter(pk=here.school.pk).update(closed_on=TODAY)
    ChildcareLocation.objects.filter(pk=here.location.pk).update(closed_on=TODAY)
    pks = {place.pk for place in here.places}
    rows = Organisation.objects.filter(pk__in=pks)
    assert set(rows.open_on(YESTERDAY).values_list("pk", flat=True)) == pks
    assert set(rows.open_on(TODAY).values_list("pk", flat=True)) == pks - {
        here.school.pk, here.location.pk,
    }  # fmt: skip


def test_extension_is_the_row_of_the_kind_without_more_queries(
    here: World, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        rows = Organisation.objects.filter(pk=here.school.pk).with_extension()
        assert [row.extension for row in rows] == [here.school]


# --- log, messages, mailbox -------------------------------------------------------------------


@pytest.mark.parametrize(("role", "sees"), [(role, role in {"dpo", "adm"}) for role in Role])
def test_log_is_for_privacy_officer_and_administrator(
    here: World, elsewhere: World, at: Any, role: Role, sees: bool
) -> None:
    actor = actor_of(here, role)
    own = actor.memberships[0].organisation
    line = audit.record(by=None, action="x.done", at=at, organisation=own)
    audit.record(by=None, action="x.done", at=at, organisation=elsewhere.school.organisation)
    assert set(AuditEntry.objects.visible_to(actor)) == ({line} if sees else set())


@pytest.mark.parametrize("role", sorted(Role))
def test_messages_are_for_the_administrator(here: World, at: Any, role: Role) -> None:
    actor = actor_of(here, role)
    mail = {"address": "x@example.org", "subject": "x", "body": "x", "at": at}
    message = queue(**mail, cause="x:1", municipality=here.municipality)
    queue(**mail, cause="x:2", municipality=World().municipality)
    expected = {message} if role == Role.ADM else set()
    assert set(Message.objects.visible_to(actor)) == expected


def test_mailbox_shows_own_mail_only() -> None:
    actor = make_actor(Role.GEM)
    mails = [
        MailboxMessage.objects.create(address=address, sender="x", subject="x", body="x")
        for address in (actor.user.email, "iemand@example.org")
    ]
    assert list(MailboxMessage.objects.visible_to(actor)) == mails[:1]


# --- accounts ---------------------------------------------------------------------------------


def test_create_user_stores_address_in_lower_case_and_no_password() -> None:
    user = User.objects.create_user(name="Noor", email=" Noor@Example.org ")
    assert (user.email, user.login_name) == ("noor@example.org", None)
    assert not user.has_usable_password()


@pytest.mark.parametrize("name", ["NOOR@example.org", "Groep-Blauw"])
def test_get_by_natural_key_ignores_case(name: str) -> None:
    user = UserFactory(email="noor@example.org", login_name="groep-blauw")
    assert User.objects.get_by_natural_key(name) == user


@pytest.mark.parametrize("second", [{"login_name": "Groep-Blauw"}, {"email": "noor@example.org"}])
def test_two_accounts_never_share_a_name(second: dict[str, str]) -> None:
    UserFactory(email="noor@example.org", login_name="groep-blauw")
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(**second)


def test_mandate_active_on_counts_both_days() -> None:
    mandate = IssuerMandateFactory(valid_from=TODAY, valid_until=TODAY + timedelta(days=1))
    rows = IssuerMandate.objects.filter(pk=mandate.pk)
    days = [YESTERDAY, TODAY, TOMORROW, TODAY + timedelta(days=2)]
    assert [rows.active_on(day).exists() for day in days] == [False, True, True, False]
