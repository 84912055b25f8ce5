"""The report of a support team: versions while it is written, then shared with who takes part."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from children.models import Child
from dossier import drafts, teams
from dossier.long_texts import checked
from dossier.models import SupportTeam, TeamReport
from dossier.team_states import LONGEST_REPORT
from dossier.teams import TeamError
from partners.access import Actor
from partners.roles import Permission, can

SAVED, SHARED = "team.report_saved", "team.report_shared"


class SavedMeanwhileError(TeamError):
    """Somebody else saved the report since this text was begun; nothing was overwritten."""

    def __init__(self, newest: TeamReport) -> None:
        """Keep what stands there now."""
        super().__init__(
            _("Een ander bewaarde intussen ook: lees die versie hieronder, en bewaar dan opnieuw."),
            "text",
        )
        self.newest = newest


def place(key: UUID) -> str:
    """Return where a draft of the report of a team is kept."""
    return f"team:{key}"


@transaction.atomic
def save(*, key: UUID, text: str, seen: int, by: Actor, at: datetime) -> TeamReport:
    """Save a version of the report; the earlier ones stay.

    Args: seen: the version that stood there when this one was begun.
    Raises: DoesNotExist, PermissionDenied, TextError, TeamError: not held yet. SavedMeanwhileError.
    """
    team = _held(key, by)
    text = checked(text, field="text", most=LONGEST_REPORT, empty=_("Schrijf wat is besproken."))
    last: TeamReport | None = team.reports.order_by("-number").first()
    number = last.number if last else 0
    if last is not None and seen != number:
        raise SavedMeanwhileError(last)
    drafts.drop(where=place(key), by=by)
    if last is not None and last.text == text:
        return last
    version = TeamReport.objects.create(
        team=team, number=number + 1, text=text, written_at=at,
        written_by=teams.member_of(by, team.child),
    )  # fmt: skip
    teams.log(team, SAVED, by=by, at=at, version=version.number)
    return version


@transaction.atomic
def share(*, key: UUID, seen: int, by: Actor, at: datetime) -> SupportTeam:
    """Share the newest version with all who take part; outsiders read it with a code.

    Args: seen: the version that stood on the page with the button.
    Raises: DoesNotExist, PermissionDenied, TeamError: nothing written, a newer version that was not
    read, or no yes that holds.
    """
    team = _held(key, by)
    last = team.reports.order_by("-number").first()
    if last is None:
        raise TeamError(_("Er is nog geen verslag: schrijf het eerst."))
    if last.number != seen:
        raise TeamError(_("Intussen is er een nieuwe versie: lees die eerst, en deel dan."))
    if not team.partners.taking_part().agreed_on(by.day).exists():
        raise TeamError(_("De toestemming van de ouders geldt niet meer: er wordt niets gedeeld."))
    if last.shared_at is None:
        last.shared_at = at
        last.save(update_fields=["shared_at"])
        team.shared_at, team.shared_by = at, teams.member_of(by, team.child)
        team.save(update_fields=["shared_at", "shared_by"])
        teams.log(team, SHARED, by=by, at=at, version=last.number)
    return team


@drafts.place("team")
def may_write(by: Actor, key: str) -> Child | None:
    """Return the child of a team whose report the actor may write. Raises: DoesNotExist."""
    if not can(by, Permission.RUN_TEAMS):
        raise SupportTeam.DoesNotExist
    team = SupportTeam.objects.visible_to(by).open().select_related("child").get(key=key)
    return team.child


def _held(key: UUID, by: Actor) -> SupportTeam:
    team = teams.locked(key, by)
    if team.meeting is None or team.meeting.held_at is None:
        raise TeamError(_("Noteer eerst wie er bij het overleg waren."))
    return team
