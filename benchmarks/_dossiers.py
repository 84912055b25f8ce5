"""Ten years of meetings and the dossiers of a country's children, for benchmarks.

A location keeps sixteen meetings a year. A child that is here was on three agendas and has one
action point; one in ten has a need, a plan, a signal, a talk and a request; one in a hundred a
support team. What is written of children who went to school is erased with them, the meetings stay.
"""

from datetime import timedelta
from typing import Any

from benchmarks._country import OF_LOCATION, OF_SCHOOL, Country, copy_row
from benchmarks._country import fill as fill_country

MEETINGS, LINES, HELPED, IN_TEAM = (
    160,
    3,
    10,
    100,
)  # of a location; of a child; one child in so many


def fill(children: int) -> Country:
    """Fill an empty database with this many children and what was said of them."""
    from django.db import connection  # noqa: PLC0415 - after Django is set up

    from children.models import Child  # noqa: PLC0415 - as above

    country = fill_country(children)
    first = Child.objects.select_related("location").get(key=country.child)
    made = _first_dossier(first, country)
    ids = {
        "kids": _ids("children_child"),
        "schools": _ids("partners_school", "organisation_id"),
        "locations": _ids("partners_childcarelocation", "organisation_id"),
    }
    _consents(made, ids)
    _meetings(made, ids, children)
    _help(made, ids, children)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    keys = {
        "request": str(made["request"].key), "meeting": str(made["meeting"].key),
        "team": str(made["team"].key),
    }  # fmt: skip
    return Country(country.people, country.group, country.child, keys)


def _ids(table: str, column: str = "id") -> list[int]:
    from django.db import connection  # noqa: PLC0415 - after Django is set up

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT array_agg({column} ORDER BY {column}) FROM {table}")  # noqa: S608 - our own names
        return list(cursor.fetchone()[0])


def _first_dossier(child: Any, country: Country) -> dict[str, Any]:
    """Make one row of each table, about the first child."""
    from django.utils import timezone  # noqa: PLC0415 - after Django is set up

    from children.models import ConsentQuestion  # noqa: PLC0415 - as above
    from children.states import ConsentAct, ConsentScope  # noqa: PLC0415 - as above
    from tests.factories import meetings, requests, support, teams  # noqa: PLC0415 - as above
    from tests.factories.children import ask, say  # noqa: PLC0415 - as above

    now, qc = timezone.now(), country.people["qc"].memberships[0]
    koc = country.people["koc"].memberships[0]
    school = ConsentQuestion.objects.get(child=child).school
    say(discuss := ask(child, ConsentScope.DISCUSS, school), ConsentAct.GRANTED)
    meeting = meetings.MeetingFactory(
        location=child.location, school=school, planned_at=now + timedelta(days=10), made_by=koc
    )
    line = meetings.AgendaLineFactory(
        meeting=meeting, child=child, version=1, written_by=koc, written_at=now, text="Speelt mee."
    )
    request = requests.sent(child=child, school=school, planned_on=(now + timedelta(days=3)).date())
    return {
        "discuss": discuss,
        "request": request,
        "meeting": meeting,
        "line": line,
        "name": meetings.MeetingInviteeFactory(meeting=meeting, membership=None, name="De JGZ"),
        "invitee": meetings.MeetingInviteeFactory(meeting=meeting, membership=qc),
        "action": meetings.ActionPointFactory(
            meeting=meeting, line=line, child=child, owner=koc, made_by=koc,
            due_on=(now + timedelta(days=2)).date(),
        ),
        "signal": requests.SignalFactory(child=child, noted_by=koc),
        "talk": requests.ParentTalkFactory(child=child, noted_by=koc),
        "need": support.SupportNeedFactory(child=child, added_by=koc),
        "plan": (plan := support.SupportPlanFactory(
            child=child, added_by=koc, until_day=(now + timedelta(days=60)).date())),
        "moment": support.PlanMomentFactory(plan=plan, planned_on=(now + timedelta(days=5)).date()),
        "team": teams.SupportTeamFactory(child=child, school=school),
    }  # fmt: skip


def _consents(made: dict[str, Any], ids: dict[str, list[int]]) -> None:
    """Let the parents of half of the children agree to discuss, of one in ten to observe."""
    for question, one_in in ((made["discuss"], 2), (made["request"].consent, HELPED)):
        copy_row("children_consentquestion", question.pk, len(ids["kids"]) // one_in - 1, {
            "child_id": f"(%(kids)s::bigint[])[{one_in} * n + 1]",
            "school_id": f"(%(schools)s::bigint[])[{one_in} * n / {OF_SCHOOL} + 1]",
        }, **ids)  # fmt: skip


def _meetings(made: dict[str, Any], ids: dict[str, list[int]], children: int) -> None:
    """Let every location have met for ten years, and its children have been on the agenda."""
    past = f"n %% {MEETINGS} = 0"
    copy_row("dossier_meeting", made["meeting"].pk, len(ids["locations"]) * MEETINGS - 1, {
        "key": "gen_random_uuid()",
        "location_id": f"(%(locations)s::bigint[])[n / {MEETINGS} + 1]",
        "school_id": f"(%(schools)s::bigint[])[n / {MEETINGS} * {OF_LOCATION} / {OF_SCHOOL} + 1]",
        "planned_at": f"t.planned_at - (n %% {MEETINGS}) * interval '23 days'",
        "state": f"CASE WHEN {past} THEN 'scheduled' ELSE 'closed' END",
        "held_at": f"CASE WHEN {past} THEN NULL ELSE t.made_at END",
        "closed_at": f"CASE WHEN {past} THEN NULL ELSE t.made_at END",
        "spent_minutes": f"CASE WHEN {past} THEN NULL ELSE 60 END",
    }, **ids)  # fmt: skip
    ids["meetings"] = _ids("dossier_meeting")
    copy_row("dossier_meetinginvitee", made["name"].pk, len(ids["meetings"]) - 1, {
        "meeting_id": "(%(meetings)s::bigint[])[n + 1]"}, **ids)  # fmt: skip
    copy_row("dossier_meetinginvitee", made["invitee"].pk, MEETINGS - 1, {
        "meeting_id": "(%(meetings)s::bigint[])[n + 1]"}, **ids)  # fmt: skip
    of_place = OF_LOCATION * LINES
    copy_row("dossier_agendaline", made["line"].pk, children * LINES - 1, {
        "key": "gen_random_uuid()",
        "child_id": f"(%(kids)s::bigint[])[n / {LINES} + 1]",
        "meeting_id": "(%(meetings)s::bigint[])"
                      f"[n / {of_place} * {MEETINGS} + n %% {of_place} %% {MEETINGS} + 1]",
    }, **ids)  # fmt: skip
    ids["lines"] = _ids("dossier_agendaline")
    copy_row("dossier_actionpoint", made["action"].pk, children - 1, {
        "key": "gen_random_uuid()",
        "child_id": "(%(kids)s::bigint[])[n + 1]",
        "line_id": f"(%(lines)s::bigint[])[n * {LINES} + 1]",
        "meeting_id": f"(%(meetings)s::bigint[])[n / {OF_LOCATION} * {MEETINGS} + 1]",
        "location_id": f"(%(locations)s::bigint[])[n / {OF_LOCATION} + 1]",
        "school_id": f"(%(schools)s::bigint[])[n / {OF_SCHOOL} + 1]",
        "due_on": "t.due_on - n %% 40",
        "done_at": "CASE WHEN n %% 5 = 0 THEN NULL ELSE t.made_at END",
        "done_by_id": "CASE WHEN n %% 5 = 0 THEN NULL ELSE t.made_by_id END",
    }, **ids)  # fmt: skip


def _help(made: dict[str, Any], ids: dict[str, list[int]], children: int) -> None:
    """Let one child in ten have support and a request, and one in a hundred a support team."""
    tenth = {"child_id": f"(%(kids)s::bigint[])[{HELPED} * n + 1]", "key": "gen_random_uuid()"}
    school = f"(%(schools)s::bigint[])[{HELPED} * n / {OF_SCHOOL} + 1]"
    tables = {
        "dossier_signal": "signal", "dossier_parenttalk": "talk", "dossier_supportneed": "need",
        "dossier_supportplan": "plan",
    }  # fmt: skip
    for table, name in tables.items():
        copy_row(table, made[name].pk, children // HELPED - 1, tenth, **ids)
    copy_row("dossier_observationrequest", made["request"].pk, children // HELPED - 1, {
        **tenth, "school_id": school, "planned_on": "t.planned_on - n %% 9",
    }, **ids)  # fmt: skip
    ids["plans"] = _ids("dossier_supportplan")
    copy_row("dossier_planmoment", made["moment"].pk, children // HELPED - 1, {
        "key": "gen_random_uuid()", "plan_id": "(%(plans)s::bigint[])[n + 1]"}, **ids)  # fmt: skip
    copy_row("dossier_supportteam", made["team"].pk, children // IN_TEAM - 1, {
        "key": "gen_random_uuid()",
        "child_id": f"(%(kids)s::bigint[])[{IN_TEAM} * n + 1]",
        "location_id": f"(%(locations)s::bigint[])[{IN_TEAM} * n / {OF_LOCATION} + 1]",
        "school_id": f"(%(schools)s::bigint[])[{IN_TEAM} * n / {OF_SCHOOL} + 1]",
    }, **ids)  # fmt: skip
