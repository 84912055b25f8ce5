"""The rules by themselves, and the search for what breaks them."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.access import Actor
from partners.membership_rules import (
    MembershipError,
    Period,
    accounts_of,
    canonical_address,
    check_period,
    check_role,
    effective_period,
    is_same_address,
    municipalities_of,
    violations,
)
from partners.memberships import end
from partners.models import Membership, Municipality, Organisation, School
from partners.states import CHILD_ROLES, MANAGING_ROLES, OFFICE_ROLES, OrganisationKind, Role
from tests.factories.partners import (
    ChildcareLocationFactory,
    IssuerMandateFactory,
    LetterIssuerFactory,
    MembershipFactory,
    SchoolBoardFactory,
    SchoolFactory,
    UserFactory,
)
from tests.partners.cast import TODAY, TOMORROW, YESTERDAY

EVER = Period(date(2020, 8, 1))
DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 12))
PERIODS = st.builds(
    lambda first, length: Period(first, None if length is None else first + timedelta(days=length)),
    DAYS,
    st.none() | st.integers(0, 5),
)


@given(PERIODS, PERIODS)
def test_overlaps_means_a_day_in_both(one: Period, other: Period) -> None:
    def holds(period: Period, day: date) -> bool:
        return period.first <= day and (period.last is None or day <= period.last)

    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(40)]
    shared = any(holds(one, day) and holds(other, day) for day in days)
    assert one.overlaps(other) is shared
    assert other.overlaps(one) is shared


def test_office_and_child_roles_are_apart_and_privacy_is_in_neither() -> None:
    assert not OFFICE_ROLES & CHILD_ROLES
    assert set(Role) - OFFICE_ROLES - CHILD_ROLES == {Role.BRD, Role.DPO}


@pytest.mark.parametrize("role", sorted(set(Role) - MANAGING_ROLES))
def test_check_role_refuses_management_of_members(role: Role) -> None:
    kind = {
        Role.TEA: OrganisationKind.SCHOOL,
        Role.KOW: OrganisationKind.CHILDCARE_LOCATION,
        Role.DPO: OrganisationKind.SCHOOL,
    }[role]
    place = Organisation(kind=kind, key="x", name="x")
    check_role(role, place, is_admin=False)
    with pytest.raises(MembershipError):
        check_role(role, place, is_admin=True)


def test_check_period_refuses_what_is_over() -> None:
    with pytest.raises(MembershipError) as refused:
        check_period(Period(YESTERDAY, YESTERDAY), today=TODAY, is_backdating_allowed=True)
    assert refused.value.field == "valid_until"


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("Noor@Example.org", "noor@example.org"),
        (" noor+school@example.org ", "noor@example.org"),
        ("ｎoor@example.org", "noor@example.org"),
        ("groep-blauw", ""),
        ("", ""),
    ],
)
def test_canonical_address(address: str, canonical: str) -> None:
    assert canonical_address(address) == canonical


def test_is_same_address_never_joins_people_without_one() -> None:
    assert not is_same_address("", "")
    assert not is_same_address("groep-blauw", "groep-blauw")


@pytest.mark.django_db
def test_accounts_of_finds_accounts_of_one_mailbox() -> None:
    one = UserFactory(email="jan@example.org")
    two = UserFactory(email="jan+b@example.org")
    UserFactory(email="janneke@example.org")
    UserFactory(email="jan@elsewhere.example")
    assert set(accounts_of(one)) == {one, two}


def test_municipalities_of_each_kind(municipality: Municipality, school: School) -> None:
    location = ChildcareLocationFactory(municipality=municipality)
    mandate = IssuerMandateFactory(municipality=municipality)
    places = [municipality, school, school.board, location, location.holder, mandate.issuer]
    assert [municipalities_of(place.organisation, EVER) for place in places] == [
        {municipality.pk}
    ] * 6


@pytest.mark.django_db
def test_municipalities_of_board_and_holder_are_all_they_work_in() -> None:
    board = SchoolBoardFactory()
    schools = [SchoolFactory(board=board), SchoolFactory(board=board)]
    assert municipalities_of(board.organisation, EVER) == {s.municipality_id for s in schools}


def test_municipalities_of_issuer_follow_the_mandate(municipality: Municipality) -> None:
    issuer = LetterIssuerFactory()
    IssuerMandateFactory(issuer=issuer, municipality=municipality, valid_until=YESTERDAY)
    assert municipalities_of(issuer.organisation, Period(YESTERDAY)) == {municipality.pk}
    assert municipalities_of(issuer.organisation, Period(TODAY)) == set()


def test_effective_period_ends_the_day_before_an_immediate_end(
    member: Membership, school_admin: Actor, at: datetime
) -> None:
    ended = end(membership_id=member.pk, last_day=None, by=school_admin, at=at)
    assert effective_period(ended) == Period(member.valid_from, YESTERDAY)


def test_effective_period_of_what_never_began_is_none(
    school: School, school_admin: Actor, at: datetime
) -> None:
    later = MembershipFactory(role=Role.QC, organisation=school.organisation, valid_from=TOMORROW)
    ended = end(membership_id=later.pk, last_day=None, by=school_admin, at=at)
    assert effective_period(ended) is None


# --- violations -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_violations_of_sound_memberships_are_none(school_admin: Actor, officer: Actor) -> None:
    assert violations(is_demo=False) == []


@pytest.mark.django_db
def test_violations_names_demo_account_outside_a_demo() -> None:
    user = UserFactory(is_demo=True)
    assert violations(is_demo=False) == [
        f"Account {user.pk} is een demo-account, en dit is geen demo."
    ]
    assert violations(is_demo=True) == []


@pytest.mark.django_db
def test_violations_names_combination_by_a_later_mandate() -> None:
    clerk = MembershipFactory(role=Role.ISS)
    school = SchoolFactory()
    MembershipFactory(user=clerk.user, role=Role.QC, organisation=school.organisation)
    assert violations(is_demo=False) == []
    IssuerMandateFactory(issuer=clerk.organisation.letterissuer, municipality=school.municipality)
    text = f"rol iss bij {clerk.organisation.key} gaat niet samen met rol qc bij {school.key}."
    assert violations(is_demo=False) == [f"Account {clerk.user.pk}: {text}"]


@pytest.mark.django_db
def test_violations_names_combination_over_two_accounts() -> None:
    school = SchoolFactory()
    one = MembershipFactory(
        user=UserFactory(email="jan@example.org"), role=Role.QC, organisation=school.organisation
    )
    MembershipFactory(
        user=UserFactory(email="jan+gemeente@example.org"),
        role=Role.GEM,
        organisation=school.municipality.organisation,
    )
    assert [text.split(":")[0] for text in violations(is_demo=False)] == [f"Account {one.user_id}"]


@pytest.mark.django_db
def test_violations_leaves_periods_that_follow_each_other() -> None:
    clerk = MembershipFactory(role=Role.ISS, valid_until=YESTERDAY)
    school = SchoolFactory()
    MembershipFactory(
        user=clerk.user, role=Role.QC, organisation=school.organisation, valid_from=TODAY
    )
    IssuerMandateFactory(issuer=clerk.organisation.letterissuer, municipality=school.municipality)
    assert violations(is_demo=False) == []


@pytest.mark.django_db
def test_violations_names_role_that_does_not_fit() -> None:
    membership = MembershipFactory(role=Role.QC)
    Organisation.objects.filter(pk=membership.organisation_id).update(
        kind=OrganisationKind.SCHOOL_BOARD, key="49999"
    )
    assert violations(is_demo=False) == [
        f"Lidmaatschap {membership.pk}: rol qc past niet bij school_board 49999."
    ]
