"""One row per rule of meetings and action points that the database repeats, and that it breaks."""

from collections.abc import Callable

from dossier.meeting_states import ActionSource, LineKind, MeetingState
from tests.factories.children import AT, ChildFactory
from tests.factories.meetings import (
    ActionPointFactory,
    AgendaLineFactory,
    MeetingFactory,
    MeetingInviteeFactory,
)


def invite_twice() -> None:
    """Invite the same person to a meeting twice."""
    invitee = MeetingInviteeFactory()
    MeetingInviteeFactory(meeting=invitee.meeting, membership=invitee.membership)


def name_twice() -> None:
    """Put the same child on an agenda twice."""
    line = AgendaLineFactory(child=ChildFactory())
    AgendaLineFactory(meeting=line.meeting, child=line.child)


VIOLATIONS: dict[str, Callable[[], object]] = {
    "dossier_meeting_known_kind": lambda: MeetingFactory(kind="borrel"),
    "dossier_meeting_lasts": lambda: MeetingFactory(minutes=0),
    "dossier_meeting_state_has_evidence": lambda: MeetingFactory(state=MeetingState.CLOSED),
    "dossier_meetinginvitee_one_person": lambda: MeetingInviteeFactory(name="Verpleegkundige"),
    "dossier_meetinginvitee_once": invite_twice,
    "dossier_agendaline_names_a_child_or_none": lambda: AgendaLineFactory(kind=LineKind.CHILD),
    "dossier_agendaline_written_by_somebody": lambda: AgendaLineFactory(written_at=AT),
    "dossier_agendaline_child_once": name_twice,
    "dossier_actionpoint_one_owner": lambda: ActionPointFactory(owner=None),
    "dossier_actionpoint_done_by_somebody": lambda: ActionPointFactory(done_at=AT),
    "dossier_actionpoint_from_its_source": lambda: ActionPointFactory(meeting=None),
    "dossier_actionpoint_of_a_team_names_its_child": lambda: ActionPointFactory(
        source=ActionSource.TEAM
    ),
}
