"""Outsiders read one report with an address and a code; whatever is wrong gets one answer."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from children.states import ConsentAct
from dossier import outsiders, team_reports, team_rows, teams
from dossier.models import OutsiderCode
from dossier.outsiders import Given
from dossier.team_states import CodeStand
from dossier.teams import TeamError
from partners.models import AuditEntry, Module
from tests.dossier.team_world import LATER, Town, make_town, worker_of
from tests.factories.children import say

pytestmark = pytest.mark.django_db
WRONG = "0000 0000"


@pytest.fixture
def town() -> Town:
    return make_town()


def give(town: Town, at: datetime = LATER) -> Given:
    """Share a report and give the nurse a code."""
    team = town.child.support_teams.first() or town.shared()
    partner = team.partners.get(name="Noor Dijkstra")
    return outsiders.give(key=team.key, partner_id=partner.pk, by=town.carer_at(at), at=at)


def enters(given: Given, at: datetime = LATER, typed: str = "") -> bool:
    found = outsiders.enter(token=given.token, typed=typed or given.code, at=at)
    return found is not None


def reads(given: Given, at: datetime = LATER) -> bool:
    return outsiders.read(token=given.token, at=at) is not None


def test_give_keeps_neither_address_nor_code(town: Town) -> None:
    given = give(town)
    row = OutsiderCode.objects.get()
    digits = given.code.replace(" ", "")
    assert (len(given.token), len(digits)) == (16, 8)
    assert not {given.token, digits} & {row.link_hash, row.code_hash}


def test_give_before_the_report_is_shared_is_refused(town: Town) -> None:
    town.held()
    with pytest.raises(TeamError, match="Deel eerst"):
        give(town)


def test_give_to_somebody_with_an_account_is_refused(town: Town) -> None:
    team = town.shared()
    member = team.partners.get(name="")
    with pytest.raises(TeamError, match="heeft een account"):
        outsiders.give(key=team.key, partner_id=member.pk, by=town.carer_at(LATER), at=LATER)


def test_give_by_a_worker_is_refused(town: Town) -> None:
    team = town.shared()
    partner = team.partners.get(name="Noor Dijkstra")
    with pytest.raises(PermissionDenied):
        outsiders.give(key=team.key, partner_id=partner.pk, by=worker_of(town.child), at=LATER)


def test_enter_opens_the_report_once_for_an_hour(town: Town) -> None:
    given = give(town)
    assert not reads(given)
    assert enters(given)
    assert reads(given, LATER + timedelta(minutes=59))
    assert not reads(given, LATER + timedelta(minutes=61))
    assert not enters(given, LATER + timedelta(minutes=2))


@pytest.mark.parametrize("days", [13, 14])
def test_enter_within_fourteen_days(town: Town, days: int) -> None:
    assert enters(give(town), LATER + timedelta(days=days)) == (days < 14)


def test_enter_with_five_wrong_codes_is_closed_for_a_quarter_of_an_hour(town: Town) -> None:
    given = give(town)
    assert [enters(given, typed=WRONG) for _try in range(5)] == [False] * 5
    assert not enters(given, LATER + timedelta(minutes=14))
    assert enters(given, LATER + timedelta(minutes=16))


def test_enter_during_the_block_does_not_make_it_longer(town: Town) -> None:
    given = give(town)
    for minute in range(15):
        enters(given, LATER + timedelta(minutes=minute), typed=WRONG)
    assert enters(given, LATER + timedelta(minutes=19))


def stand(town: Town, at: datetime) -> CodeStand | None:
    """Return where the code of the nurse stands, as the care coordinator sees it."""
    by, team = town.carer_at(at), town.child.support_teams.get()
    rows = team_rows.partners_of(by, team, at=at)
    return next(one.code for one in rows if one.partner.name)


def test_code_stand_tells_who_gave_it_what_became_of_it(town: Town) -> None:
    town.shared()
    assert stand(town, LATER) is None
    given = give(town)
    assert stand(town, LATER) == CodeStand.GIVEN
    for _try in range(5):
        enters(given, typed=WRONG)
    assert stand(town, LATER) == CodeStand.BLOCKED
    assert stand(town, LATER + timedelta(minutes=15)) == CodeStand.TRIED
    assert stand(town, LATER + timedelta(days=14)) == CodeStand.EXPIRED
    enters(given, LATER + timedelta(minutes=16))
    assert stand(town, LATER + timedelta(minutes=16)) == CodeStand.READ


def test_read_is_what_was_shared_and_nothing_later(town: Town) -> None:
    given = give(town)
    enters(given)
    team, by = town.child.support_teams.get(), town.carer_at(LATER)
    team_reports.save(key=team.key, text="Nog niet.", seen=1, by=by, at=LATER)
    report = outsiders.read(token=given.token, at=LATER)
    assert report is not None
    assert (report.number, report.text) == (1, "Speelt in tweetallen.")


def test_give_again_ends_the_older_code(town: Town) -> None:
    first, second = give(town), give(town)
    assert (enters(first), enters(second)) == (False, True)


def test_enter_with_the_code_of_another_address_is_refused(town: Town) -> None:
    first, second = give(town), give(town)
    assert not enters(second, typed=first.code)


@pytest.mark.privacy(10)
def test_read_closes_at_once_when_a_parent_stops(town: Town) -> None:
    given = give(town)
    enters(given)
    say(town.child.support_teams.get().question, ConsentAct.WITHDRAWN)
    assert (reads(given), enters(give_nothing(given))) == (False, False)


def give_nothing(given: Given) -> Given:
    """Return a code that was never given."""
    return Given(given.partner, "a" * 16, given.code)


@pytest.mark.parametrize("what", ["module", "partner", "team"])
def test_read_closes_with_what_it_rests_on(town: Town, what: str) -> None:
    given = give(town)
    enters(given)
    team, by = town.child.support_teams.get(), town.carer_at(LATER)
    if what == "module":
        Module.objects.all().delete()
    elif what == "partner":
        teams.take_off(key=team.key, partner_id=given.partner.pk, by=by, at=LATER)
    else:
        town.child.support_teams.update(closed_at=LATER, closed_by=by.memberships[0])
    assert not reads(given)


@pytest.mark.privacy(17)
def test_every_read_and_refusal_is_a_line_with_its_consent(town: Town) -> None:
    given = give(town)
    enters(given, typed=WRONG)
    enters(given)
    reads(given)
    lines = AuditEntry.objects.filter(action__startswith="team.outsider").order_by("pk")
    ground = str(town.child.support_teams.get().question_id)
    assert [(line.action, line.ground) for line in lines] == [
        ("team.outsider_refused", ground),
        ("team.outsider_read", ground),
        ("team.outsider_read", ground),
    ]
    assert {line.target_key for line in lines} == {str(town.child.key)}


# --- the pages --------------------------------------------------------------------------------


def test_pages_open_with_the_code_and_close_again(
    town: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = give(town)
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    gate = reverse("outsider", args=[given.token])
    shown = client.post(gate, {"code": given.code}, follow=True)
    assert "Speelt in tweetallen." in shown.content.decode()
    assert shown["X-Robots-Tag"] == "noindex"
    client.post(f"{gate}lezen/")
    assert client.get(f"{gate}lezen/")["Location"] == gate


@pytest.mark.privacy(9, 10)
def test_gate_says_the_same_whatever_is_wrong(town: Town, client: Client) -> None:
    used = give(town)
    enters(used)
    blocked = give(town)
    for _try in range(5):
        enters(blocked, typed=WRONG)
    found = {
        "unknown": answer(client, "a" * 16, used.code),
        "used": answer(client, used.token, used.code),
        "blocked": answer(client, blocked.token, blocked.code),
    }
    given = give(town)
    found["wrong"] = answer(client, given.token, WRONG)
    say(town.child.support_teams.get().question, ConsentAct.WITHDRAWN)
    found["consent ended"] = answer(client, given.token, given.code)
    assert len(set(found.values())) == 1


def answer(client: Client, token: str, code: str) -> str:
    """Return what the gate answers, without what names the address."""
    page = client.post(reverse("outsider", args=[token]), {"code": code}).content.decode()
    return page.split("<main")[1].replace(token, "").split("csrfmiddleware")[0]


def test_report_needs_the_browser_in_which_the_code_was_typed(town: Town, client: Client) -> None:
    given = give(town)
    enters(given)
    page = client.get(reverse("outsider_report", args=[given.token]))
    assert page["Location"] == reverse("outsider", args=[given.token])
