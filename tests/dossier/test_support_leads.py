"""The regiehouder: one at a time, of childcare or from outside."""

import pytest

from children.models import Child
from dossier import support, support_leads, support_list, support_page
from dossier.models import Lead
from dossier.support import SupportError
from partners.access import Actor
from partners.models import Membership, User
from partners.states import Role
from tests.dossier.support_cast import TODAY, YESTERDAY
from tests.factories.children import AT
from tests.factories.partners import make_actor

pytestmark = pytest.mark.django_db


def outsider(
    child: Child, by: Actor, name: str = "Sanne de Wit", organisation: str = "CJG"
) -> Lead:
    return support_leads.name_outsider(
        child_key=child.key, name=name, organisation=organisation, since=TODAY, by=by, at=AT
    )


def one_of_us(child: Child, by: Actor, member: int) -> Lead:
    return support_leads.name_one_of_us(
        child_key=child.key, membership_id=member, since=TODAY, by=by, at=AT
    )


def test_name_ends_the_one_before(supported: Child, writer: Actor) -> None:
    first = outsider(supported, writer)
    Lead.objects.update(since=YESTERDAY)
    second = one_of_us(supported, writer, writer.memberships[0].pk)
    first.refresh_from_db()
    assert (first.until, support.lead_of(supported)) == (YESTERDAY, second)
    assert second.who == writer.user.name


def test_name_twice_on_a_day_keeps_a_day_for_each(supported: Child, writer: Actor) -> None:
    first = outsider(supported, writer)
    outsider(supported, writer, "Bo Zand")
    first.refresh_from_db()
    assert first.until == TODAY


def test_who_from_outside_has_an_organisation(supported: Child, writer: Actor) -> None:
    assert outsider(supported, writer).who == "Sanne de Wit (CJG)"
    for name, organisation in (("", "CJG"), ("Sanne", " ")):
        with pytest.raises(SupportError):
            outsider(supported, writer, name, organisation)


def test_candidates_are_who_work_at_the_location_or_its_holder(
    supported: Child, writer: Actor
) -> None:
    carer = make_actor(Role.KCC, supported.location.holder)
    make_actor(Role.DPO, supported.location.holder)
    gone = make_actor(Role.KOC, supported.location)
    User.objects.filter(pk=gone.user.pk).update(is_active=False)
    found = support_leads.candidates(supported, day=TODAY)
    assert set(found) == {writer.memberships[0], carer.memberships[0]}


def test_name_somebody_who_works_elsewhere_is_refused(supported: Child, writer: Actor) -> None:
    with pytest.raises(SupportError, match="nu bij jullie werkt"):
        one_of_us(supported, writer, make_actor(Role.KOC).memberships[0].pk)


def test_list_says_that_who_keeps_the_overview_works_here_no_more(
    supported: Child, writer: Actor
) -> None:
    carer = make_actor(Role.KCC, supported.location.holder)
    one_of_us(supported, writer, writer.memberships[0].pk)
    assert [child.has_lead for child in support_list.rows(carer)] == [True]
    Membership.objects.filter(pk=writer.memberships[0].pk).update(valid_until=YESTERDAY)
    [row] = support_list.rows(carer)
    assert (row.has_lead, [lead.is_here for lead in row.leads_now]) == (False, [False])
    shown = support_page.shown(carer, supported.key, at=AT)
    assert [one.row.is_here for one in shown.leads_now] == [False]
