"""What parents read of support teams: when it is and who comes, the shared report, what was agreed.

Parents take part in each of them: what was planned or shared they read at once. What childcare
still writes they do not.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from children.guardian_reading import Line
from dossier import team_calendar
from dossier.meeting_states import HAPPENED, ActionSource
from dossier.models import ActionPoint, Meeting, SupportTeam, TeamReport
from dossier.parents_telling import Entry, Talk, Telling

SHARED, AGREED = "shared", "agreed"


def entries(telling: Telling) -> Iterable[Entry]:
    """Return the teams of a child that met or will meet, the newest first."""
    for team in _teams(telling):
        meeting = team.meeting
        is_coming = team_calendar.coming(team) is not None
        if meeting is not None and (is_coming or meeting.state in HAPPENED):
            yield _entry(telling, team, meeting, is_coming=is_coming)


def _teams(telling: Telling) -> Any:
    shared = TeamReport.objects.filter(shared_at__isnull=False).order_by("-number")
    agreed = ActionPoint.objects.filter(source=ActionSource.TEAM).select_related("owner__user")
    return telling.guardian.child.support_teams.select_related("meeting").prefetch_related(
        Prefetch("reports", shared, to_attr=SHARED),
        Prefetch("meeting__action_points", agreed.order_by("due_on", "pk"), to_attr=AGREED),
        "meeting__invitees__membership__user",
        "follow_ups",
    )


def _entry(telling: Telling, team: SupportTeam, meeting: Meeting, *, is_coming: bool) -> Entry:
    shared = getattr(team, SHARED)
    when = "support_team_comes" if is_coming else "support_team_was"
    lines = [
        Line(telling.word(when), _moment(telling, meeting)),
        *telling.line("support_where", telling.free(meeting.place)),
        *telling.line("support_team_who", telling.free(_people(meeting))),
        *(Line(telling.word("support_team_called"), _call(telling, call))
          for call in sorted(team.follow_ups.all(), key=lambda one: one.pk)),
    ]  # fmt: skip
    if team.closed_at is not None:
        ended = telling.day(timezone.localdate(team.closed_at))
        lines += telling.line("support_ended", ended)
        lines += telling.line("support_team_handed", telling.free(team.handed_to))
    text = telling.free(shared[0].text if shared else team.reason)
    talks = tuple(_action(telling, one) for one in getattr(meeting, AGREED))
    return Entry(telling.word("support_team"), tuple(lines), text, talks)


def _moment(telling: Telling, meeting: Meeting) -> str:
    start = timezone.localtime(meeting.planned_at)
    words = telling.word("support_team_moment")
    return words.format(day=telling.day(start.date()), hour=f"{start:%H.%M}")


def _people(meeting: Meeting) -> str:
    """Return who comes beside the parents."""
    people = [one.membership.user.name if one.membership else one.name
              for one in meeting.invitees.all()]  # fmt: skip
    return ", ".join(name for name in people if name != team_calendar.PARENTS)


def _call(telling: Telling, call: Any) -> str:
    said = f"{telling.day(call.called_on)}: {telling.choice('follow_up', call.outcome)}"
    text = telling.free(call.text)
    return f"{said}. {text}" if text else said


def _action(telling: Telling, action: ActionPoint) -> Talk:
    """Return what somebody does, by when; once it is done, since when."""
    done = action.done_at
    key = "support_team_due" if done is None else "support_team_done"
    day = action.due_on if done is None else timezone.localdate(done)
    who = action.owner.user.name if action.owner else action.owner_name
    said = telling.word(key).format(day=telling.day(day))
    return Talk(": ".join(filter(None, [said, telling.free(who)])), telling.free(action.text))
