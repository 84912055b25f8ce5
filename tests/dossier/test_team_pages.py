"""Pages of support teams: each step leads to the next, and a refusal stands at its field."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from children.models import Child
from children.states import ConsentAct, LeaveReason
from dossier import teams
from dossier.models import SupportTeam
from dossier.teams import NewPartner
from tests.dossier.sighted import sighted
from tests.dossier.team_world import LATER, Town, make_town
from tests.factories.children import AT, GuardianFactory, make_child, say
from tests.factories.teams import SupportTeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def carer(town: Town, client: Client) -> Client:
    client.force_login(town.carer.user)
    return client


def text(client: Client, name: str, team: SupportTeam) -> str:
    return client.get(reverse(name, args=[team.key])).content.decode()


@pytest.fixture
def later(town: Town, client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Sign in after the meeting."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER + timedelta(hours=1))
    client.force_login(town.carer.user)
    return client


def test_hold_leads_to_the_report(town: Town, later: Client) -> None:
    team = town.planned()
    came = [one.pk for one in team.meeting.invitees.all()]
    page = later.post(
        reverse("team_hold", args=[team.key]), {"attended": came, "minutes": 50}, follow=True
    )
    shown = page.content.decode()
    assert "Verslag schrijven" in shown
    assert f"Uren van {town.coordinator.user.name}:" in shown  # no year was established


def test_hold_by_nobody_says_so_at_the_field(town: Town, later: Client) -> None:
    team = town.planned()
    page = later.post(reverse("team_hold", args=[team.key]), {"minutes": 50})
    assert "Kruis aan wie er was." in page.content.decode()


def test_what_is_pasted_from_a_book_is_refused_and_shown_whole(town: Town, carer: Client) -> None:
    pasted = ("Samen kijken wat helpt. " * 2084).strip()
    page = carer.post(reverse("team_propose", args=[town.child.key]), {"reason": pasted})
    shown = page.content.decode()
    assert "Dit zijn 50015 tekens; er passen er 1000. Kort het in." in shown
    assert pasted in shown
    assert "maxlength" not in shown


def test_partner_form_keeps_what_was_typed(town: Town, carer: Client) -> None:
    team = town.propose()
    where = reverse("team_partner", args=[team.key])
    page = carer.post(where, {"who": "anders", "name": "Noor Dijkstra", "what": ""})
    shown = page.content.decode()
    assert "Schrijf functie en organisatie." in shown
    assert 'value="Noor Dijkstra"' in shown


def test_report_tells_the_second_of_two_and_loses_nothing(town: Town, later: Client) -> None:
    team = town.shared()
    where = reverse("team_report", args=[team.key])
    shown = later.post(where, {"text": "Speelt graag in tweetallen.", "seen": 0}).content.decode()
    assert "Een ander bewaarde intussen ook" in shown
    assert "Speelt<ins> graag</ins> in tweetallen." in sighted(shown)
    assert "Speelt graag in tweetallen.</textarea>" in shown
    assert 'name="seen" value="1"' in shown
    later.post(where, {"text": "Speelt graag in tweetallen.", "seen": 1})
    assert [one.number for one in team.reports.all()] == [2, 1]


def test_report_with_another_fault_still_knows_which_version_was_read(
    town: Town, later: Client
) -> None:
    where = reverse("team_report", args=[town.shared().key])
    shown = later.post(where, {"text": "Nummer 123456782", "seen": 0}).content.decode()
    assert 'name="seen" value="0"' in shown


def test_share_of_a_version_that_was_not_read_is_refused(town: Town, later: Client) -> None:
    team = town.shared()
    later.post(reverse("team_report", args=[team.key]), {"text": "Nieuwer.", "seen": 1})
    where = reverse("team_share", args=[team.key])
    page = later.post(where, {"seen": "1"}, follow=True).content.decode()
    assert "Intussen is er een nieuwe versie" in page
    later.post(where, {"seen": "2"})
    assert [one.shared_at is None for one in team.reports.all()] == [False, False]


def test_page_offers_the_report_until_it_is_shared_also_after_the_call(
    town: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    team, month = town.held(), LATER + timedelta(days=28)
    monkeypatch.setattr("django.utils.timezone.now", lambda: month)
    client.force_login(town.carer.user)

    def offered(sent_to: str = "", **data: Any) -> list[str]:
        if sent_to:
            client.post(reverse(sent_to, args=[team.key]), data)
        shown = text(client, "team", team)
        words = ("Nabellen noteren", "Verslag schrijven", "Verslag delen", "Nieuwe versie delen",
                 "Alles is gedaan")  # fmt: skip
        return [one for one in words if one in shown]

    assert offered() == ["Nabellen noteren", "Verslag schrijven"]
    called = {"called_on": month.date().isoformat(), "outcome": "enough"}
    assert offered("team_call", **called) == ["Verslag schrijven"]
    assert offered("team_report", text="Speelt.", seen=0) == ["Verslag delen"]
    assert offered("team_share", seen=1) == ["Alles is gedaan"]
    assert offered("team_report", text="Speelt nu.", seen=1) == ["Nieuwe versie delen"]
    assert offered("team_share", seen=2) == ["Alles is gedaan"]


@pytest.mark.parametrize(
    ("name", "field"), [("team_call", "text"), ("team_report", "text"), ("team_propose", "reason")]
)
def test_long_text_is_kept_while_it_is_typed(
    town: Town, later: Client, name: str, field: str
) -> None:
    team = town.shared()
    key = team.child.key if name == "team_propose" else team.key
    shown = later.get(reverse(name, args=[key])).content.decode()
    place = re.search(rf'name="{field}"[^>]*data-autosave="([^"]+)"', shown)
    assert place is not None
    draft = {"plaats": place[1], "veld": field, "tekst": "Nog niet klaar."}
    assert later.post(reverse("draft"), draft).status_code == 200
    assert 'data-draft="Nog niet klaar."' in later.get(reverse(name, args=[key])).content.decode()


def test_page_of_a_child_that_left_asks_to_close(town: Town, carer: Client) -> None:
    team = town.planned()
    child = Child.objects.filter(pk=town.child.pk)
    child.update(left_on=AT, left_because=LeaveReason.TO_SCHOOL)
    assert "Dit kind is niet meer op de opvang." in text(carer, "team", team)
    shown = text(carer, "team_close", team)
    assert f'value="{town.coordinator.user.name}"' in shown
    assert "wordt afgezegd" in shown


def test_partner_form_warns_of_a_secret_address(town: Town, carer: Client) -> None:
    team = town.propose()
    assert "geheim adres" not in text(carer, "team", team)
    GuardianFactory(child=town.child, is_secret=True)
    assert "geheim adres" in text(carer, "team", team)


def test_page_asks_the_parents_also_after_the_day_was_planned(town: Town, carer: Client) -> None:
    team = town.planned()
    assert reverse("team_ask", args=[team.key]) not in text(carer, "team", team)
    new = NewPartner(what="Auris", name="Bo Smit")
    teams.name_partner(key=team.key, new=new, by=town.carer, at=AT)
    assert reverse("team_ask", args=[team.key]) in text(carer, "team", team)
    say(town.asked(team).question, ConsentAct.GRANTED)
    assert "Ook uitnodigen" in text(carer, "team", team)


def test_page_of_a_reader_has_no_button(town: Town, client: Client) -> None:
    team = town.planned()
    client.force_login(town.coordinator.user)
    shown = text(client, "team", team)
    assert "Noor Dijkstra" in shown
    assert "Nu te doen" not in shown


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_number_of_queries(
    town: Town, carer: Client, count: int, django_assert_num_queries: Any
) -> None:
    for _number in range(count):
        SupportTeamFactory(child=make_child(town.child.location))
    with django_assert_num_queries(10):
        carer.get(reverse("teams"))
