"""What parents read of support: once discussed or ten working days old, in their language."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db.models import TextChoices
from django.test import Client

from children import links, read_codes
from children.models import Child, Guardian, GuardianLink
from children.reading_texts import READING
from children.states import Channel, Language
from dossier import parents_support
from dossier.support_states import (
    DevelopmentDomain,
    Funding,
    IndicationKind,
    IndicationOutcome,
    MomentDecision,
    Outflow,
    PlanEnd,
    Proximity,
    SupportDomain,
    SupportForm,
    SupportLevel,
    WaitingEnd,
)
from dossier.team_states import FollowUpOutcome
from partners.models import AuditEntry
from partners.states import Role
from tests.factories.children import AT, GuardianFactory
from tests.factories.meetings import ActionPointFactory, MeetingFactory, MeetingInviteeFactory
from tests.factories.partners import MembershipFactory
from tests.factories.support import (
    GOAL,
    ArrangementPlaceFactory,
    DevelopmentScoreFactory,
    DoubtFactory,
    IndicationFactory,
    LeadFactory,
    PlanMomentFactory,
    SupportNeedFactory,
    SupportPlanFactory,
    WaitingPlaceFactory,
)
from tests.factories.teams import FollowUpFactory, SupportTeamFactory, TeamReportFactory

pytestmark = pytest.mark.django_db
TEN_DAYS_ON = AT + timedelta(days=14)
WORDS: dict[str, type[TextChoices]] = {
    "domain": SupportDomain, "level": SupportLevel, "proximity": Proximity, "form": SupportForm,
    "funding": Funding, "decision": MomentDecision, "plan_end": PlanEnd, "kind": IndicationKind,
    "outcome": IndicationOutcome, "waiting_end": WaitingEnd, "outflow": Outflow,
    "follow_up": FollowUpOutcome, "area": DevelopmentDomain,
}  # fmt: skip


@pytest.fixture
def parent(supported: Child) -> Guardian:
    return supported.guardians.get()


def titles(parent: Guardian, at: Any = TEN_DAYS_ON, language: Language = Language.NL) -> list[str]:
    found = parents_support.shown(parent, language, at)
    return [entry.title for section in found for entry in section.entries]


def everything(child: Child) -> None:
    """Note one of everything about a child, with a name of a place in every text."""
    place = "Bij De Wilg."
    plan = SupportPlanFactory(child=child, goal=place)
    _discussed(plan, note=place, parents_there=False)
    LeadFactory(child=child)
    SupportNeedFactory(child=child, note=place)
    WaitingPlaceFactory(child=child)
    IndicationFactory(child=child, decided_on=AT, outcome="granted", decided_by=place)
    ArrangementPlaceFactory(child=child, name=place)
    DoubtFactory(child=child, consulted=place)
    DevelopmentScoreFactory(child=child, phase=4)
    team = met(child, place)
    FollowUpFactory(team=team, text=place)
    meeting = team.meeting
    ActionPointFactory(
        source="team", child=child, location=child.location, meeting=meeting, text=place,
        owner=None, owner_name="Bo van De Wilg",
    )  # fmt: skip


def met(child: Child, place: str, **more: Any) -> Any:
    """Let a support team of a child have met, and its report be shared."""
    meeting = MeetingFactory(
        location=child.location, kind="support_team", planned_at=AT, place=place,
        **{"state": "held", "held_at": AT, "spent_minutes": 50, **more},
    )  # fmt: skip
    for name in ("Ouders", "Noor van De Wilg"):
        MeetingInviteeFactory(meeting=meeting, membership=None, name=name)
    team = SupportTeamFactory(child=child, reason=place, meeting=meeting)
    TeamReportFactory(team=team, text=place, shared_at=AT)
    TeamReportFactory(team=team, number=2, text="Nog niet gedeeld.")
    return team


def _discussed(plan: Any, **more: Any) -> Any:
    by = MembershipFactory(organisation=plan.child.location.organisation, role=Role.KOC)
    said = {"held_on": AT.date(), "decision": "go", "parents_there": True, "noted_by": by}
    return PlanMomentFactory(plan=plan, noted_at=AT, **{**said, **more})


@pytest.mark.privacy(13)
def test_shown_after_ten_working_days(supported: Child, parent: Guardian) -> None:
    SupportNeedFactory(child=supported)
    assert titles(parent, TEN_DAYS_ON - timedelta(days=1)) == []
    assert titles(parent) == ["taal en spraak: extra"]


@pytest.mark.privacy(13)
def test_shown_at_once_when_it_was_discussed(supported: Child, parent: Guardian) -> None:
    SupportNeedFactory(child=supported)
    _discussed(SupportPlanFactory(child=supported))
    assert titles(parent, AT) == ["taal en spraak: extra", "Het plan"]


@pytest.mark.privacy(13)
def test_shown_is_not_what_was_noted_after_the_talk(supported: Child, parent: Guardian) -> None:
    _discussed(SupportPlanFactory(child=supported))
    SupportNeedFactory(child=supported, added_at=AT + timedelta(days=1))
    assert titles(parent, AT + timedelta(days=1)) == ["Het plan"]


def test_shown_has_everything_but_doubt(supported: Child, parent: Guardian) -> None:
    everything(supported)
    assert titles(parent) == [
        "SOT-overleg", "Sanne de Wit (CJG De Brug)", "taal en spraak: extra", "Het plan",
        "logopedie", "voorschoolse educatie (VE)", "Bij De Wilg.", "taal",
    ]  # fmt: skip
    facts = parents_support.as_facts(parent, TEN_DAYS_ON)
    assert [fact["what"] for fact in facts] == titles(parent)
    said = {"said": "23 november 2026: doorgaan, zonder de ouders", "text": "Bij De Wilg."}
    assert facts[3]["talks"] == [{**said, "goal_before": ""}]


@pytest.mark.privacy(13)
def test_shown_of_a_team_is_what_was_shared_and_agreed(supported: Child, parent: Guardian) -> None:
    everything(supported)
    team = parents_support.as_facts(parent, AT)[0]
    assert team == {
        "part": "Overleg over uw kind",
        "what": "SOT-overleg",
        "facts": {
            "Geweest op": "23 november 2026, 10.00 uur",
            "Waar": "Bij De Wilg.",
            "Wie meedoen": "Noor van De Wilg",
            "Nagebeld": "23 november 2026: de afspraken helpen genoeg. Bij De Wilg.",
        },
        "text": "Bij De Wilg.",
        "talks": [
            {
                "said": "Klaar op 21 december 2026: Bo van De Wilg",
                "text": "Bij De Wilg.",
                "goal_before": "",
            }
        ],
    }


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"state": "scheduled", "held_at": None, "spent_minutes": None}, ["Gepland"]),
        ({"state": "cancelled", "held_at": None, "spent_minutes": None, "cancelled_at": AT}, []),
    ],
)
def test_shown_of_a_team_when_it_is_to_come(
    supported: Child, parent: Guardian, state: dict[str, Any], said: list[str]
) -> None:
    met(supported, "", **state)
    found = parents_support.shown(parent, Language.NL, AT)
    assert [entry.lines[0].label for section in found for entry in section.entries] == said


@pytest.mark.privacy(35)
def test_shown_names_no_place_with_a_secret_address(supported: Child, parent: Guardian) -> None:
    everything(supported)
    GuardianFactory(child=supported, is_secret=True)
    assert "Wilg" not in repr(parents_support.shown(parent, Language.NL, TEN_DAYS_ON))
    assert "Plek in een speciaal aanbod" in titles(parent)


@pytest.mark.parametrize("language", Language)
def test_words_are_there_for_every_choice(language: Language) -> None:
    keys = {f"support.{kind}.{value}" for kind, values in WORDS.items() for value in values.values}
    assert keys - set(READING[language]) == set()


def test_shown_speaks_the_language_of_the_parent(supported: Child, parent: Guardian) -> None:
    SupportNeedFactory(child=supported)
    assert titles(parent, language=Language.EN) == ["language and speech: additional"]


# --- the page -----------------------------------------------------------------------------------


@pytest.fixture
def home(parent: Guardian) -> str:
    with time_machine.travel(AT, tick=False):
        given = {"channel": Channel.SHEET, "by": None, "at": AT}
        return f"/ouder/{links.make(guardian_id=parent.pk, **given)}/"


@pytest.mark.privacy(8, 13, 29)
def test_page_is_behind_the_code_and_noted(supported: Child, home: str) -> None:
    _discussed(SupportPlanFactory(child=supported))
    client = Client()
    with time_machine.travel(AT, tick=False):
        client.post(home, {"geboren": "4-9-2023"})
        assert client.get(f"{home}lezen/ondersteuning/")["Location"] == f"{home}code/"
        code = read_codes.make(link=GuardianLink.objects.get(), by=None, at=AT)
        client.post(f"{home}code/", {"code": code})
        assert f"{home}lezen/ondersteuning/" in client.get(f"{home}lezen/").content.decode()
        text = client.get(f"{home}lezen/ondersteuning/").content.decode()
        copy = client.get(f"{home}lezen/kopie/").json()
    assert GOAL in text
    assert [fact["text"] for fact in copy["support"]] == [GOAL]
    assert "doorgaan, met de ouders" in text
    read = AuditEntry.objects.filter(action="guardian.read", details__part="support")
    assert read.count() == 1
