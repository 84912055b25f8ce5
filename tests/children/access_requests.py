"""Requests in the proofs of access: every child has one that its school was sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from children.states import FileKind
from dossier.models import (
    AskedTeam,
    ObservationRequest,
    OtherObservation,
    ParentTalk,
    Signal,
)
from dossier.request_states import RequestedOf
from tests.children.access_areas import Area
from tests.children.access_rows import CHILDCARE, ELSEWHERE, Row, nobody
from tests.factories.requests import (
    AskedTeamFactory,
    ObservationRequestFactory,
    OtherObservationFactory,
    ParentTalkFactory,
    SignalFactory,
)

if TYPE_CHECKING:
    from children.models import Child
    from partners.access import Actor
    from tests.children.access_world import World

OBSERVED = {"qc": "observe", "qc of both": "observe"}
REQUESTS = CHILDCARE | OBSERVED
TOWN = ("gem", "adm", "sig", "iss", "dpo of town")
IN_TOWN = (
    *TOWN, "kcc", "koc", "kow", "dpo", "kcc beside", "koc beside", "kow beside", "kcc elsewhere",
    "koc elsewhere", "kow elsewhere", "dpo elsewhere",
)  # fmt: skip


def fill(world: World, child: Child) -> dict[str, Any]:
    """Let the coordinator of the school have been sent a request, whatever parents said."""
    by = world.actors["koc"].memberships[0]
    asked = child.consent_questions.order_by("pk").first()
    sent = {"consent": asked, "requested_by": by, "requested_at": world.at} if asked else {}
    noted: dict[str, Any] = {"child": child, "noted_by": by}
    file = child.attachments.get(kind=FileKind.SCREENING)
    request = ObservationRequestFactory(
        child=child, asked=RequestedOf.SCHOOL_COORDINATOR, school=world.schools["school"],
        screening=file, question=f"Kanarie {child.last_name}", prepared_by=by, **sent,
    )  # fmt: skip
    SignalFactory(request=request, **noted)
    today = {"talked_on": world.day, "noted_at": world.at}  # of what was noted since, it tells
    ParentTalkFactory(request=request, **today, **noted)
    other = OtherObservationFactory(
        request=request, noted_by=world.actors["kcc"].memberships[0], text="Kanarie van buiten"
    )
    bare = {"signal": SignalFactory(**noted).pk, "talk": ParentTalkFactory(**noted).pk}
    return {"request": request.key, "other": other.key, **bare}


def world_fill(world: World) -> dict[str, Any]:
    """Let the town have a team that can be asked."""
    return {"asked_team": AskedTeamFactory(municipality=world.town).pk}


def states_of(model: Any) -> Callable[[World, Actor], set[str]]:
    """Return what an actor sees of a table, as the states of its children."""

    def seen(_world: World, actor: Actor) -> set[str]:
        rows = model.objects.visible_to(actor).values_list("child__last_name", flat=True)
        return {str(name) for name in rows}

    return seen


def teams(_world: World, actor: Actor) -> set[str]:
    """Say whether an actor sees the team."""
    return {"there"} if AskedTeam.objects.visible_to(actor).exists() else set()


CARERS = {name: states for name, states in CHILDCARE.items() if name[:3] == "kcc"}
# Who entered it, of whom the world made one alone: the others of that role find nothing.
ENTERED = {"kcc": CHILDCARE["kcc"]} | nobody("kcc beside")
NOTED = {"koc": CHILDCARE["koc"]} | nobody("koc beside", "kcc", "kcc beside", "kow")
AREA = Area(
    things={"request": REQUESTS},
    addresses={
        "requests": Row("/verzoeken/", REQUESTS | ELSEWHERE | nobody("qc elsewhere")),
        "child_requests": Row("/kinderen/{child}/verzoeken/", REQUESTS),
        "request_ask": Row("/kinderen/{child}/verzoeken/nieuw/", CHILDCARE),
        "signal_note": Row("/kinderen/{child}/verzoeken/signaal/", CHILDCARE, method="POST"),
        "talk_note": Row("/kinderen/{child}/verzoeken/gesprek/", CHILDCARE, method="POST"),
        "signal_remove": Row(
            "/kinderen/{child}/verzoeken/signaal/{signal}/weghalen/", NOTED, method="POST"
        ),
        "talk_remove": Row(
            "/kinderen/{child}/verzoeken/gesprek/{talk}/weghalen/", NOTED, method="POST"
        ),
        "request": Row("/kinderen/{child}/verzoeken/{request}/", REQUESTS),
        "other_note": Row("/kinderen/{child}/verzoeken/{request}/anderen/", CARERS),
        "other_change": Row("/kinderen/{child}/verzoeken/{request}/anderen/{other}/", ENTERED),
        "other_remove": Row(
            "/kinderen/{child}/verzoeken/{request}/anderen/{other}/weghalen/",
            ENTERED,
            method="POST",
        ),
        "request_sign": Row(
            "/kinderen/{child}/verzoeken/{request}/handtekening/", CHILDCARE, method="POST"
        ),
        "request_step": Row(
            "/kinderen/{child}/verzoeken/{request}/plannen/", REQUESTS, method="POST"
        ),
    },
    no_child={
        "asked_teams": "teams of a municipality; no child in it",
        "asked_team_switch": "teams of a municipality; no child in it",
    },
    link_pages={
        "guardian_requests": ("/ouder/{token}/lezen/verzoeken/", "reading, lent"),
        "guardian_request_file": ("/ouder/{token}/lezen/verzoeken/bestand/{screening}/", "reading"),
    },
    keys=frozenset({"request", "other", "signal", "talk"}),
    fill=fill,
    world_fill=world_fill,
    seen=(
        ("requests", REQUESTS, states_of(ObservationRequest)),
        ("signals", REQUESTS, states_of(Signal)),
        ("talks", REQUESTS, states_of(ParentTalk)),
        ("others", REQUESTS, states_of(OtherObservation)),
        ("teams to ask", dict.fromkeys(IN_TOWN, "there"), teams),
    ),
)
