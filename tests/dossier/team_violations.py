"""One row per rule of support teams and calendars that the database repeats, and that it breaks."""

from collections.abc import Callable

from tests.factories.children import AT
from tests.factories.partners import MembershipFactory, SchoolFactory
from tests.factories.teams import (
    FollowUpFactory,
    OutsiderCodeFactory,
    SupportTeamFactory,
    TeamPartnerFactory,
    TeamReportFactory,
)


def propose_twice() -> None:
    """Propose a second team while the first one is open."""
    SupportTeamFactory(child=SupportTeamFactory().child)


def number_twice() -> None:
    """Save the same version twice."""
    TeamReportFactory(team=TeamReportFactory().team)


VIOLATIONS: dict[str, Callable[[], object]] = {
    "dossier_supportteam_shared_after_meeting": lambda: SupportTeamFactory(shared_at=AT),
    "dossier_supportteam_closed_by_somebody": lambda: SupportTeamFactory(closed_at=AT),
    "dossier_supportteam_handed_to_somebody": lambda: SupportTeamFactory(
        handed_school=SchoolFactory()
    ),
    "dossier_supportteam_one_open_of_a_child": propose_twice,
    "dossier_teampartner_one_person": lambda: TeamPartnerFactory(
        membership=MembershipFactory(), name="Noor Dijkstra"
    ),
    "dossier_teamreport_number": number_twice,
    "dossier_outsidercode_tries": lambda: OutsiderCodeFactory(wrong_tries=6),
    "dossier_followup_known_outcome": lambda: FollowUpFactory(outcome="misschien"),
}
