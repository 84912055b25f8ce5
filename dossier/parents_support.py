"""What parents read of the support of their child: discussed with them, or ten working days old.

Doubt about regular education is a working note: childcare talks about it and gives it on request.
With another guardian's secret address nothing that can hold the name of a place is told.
Source: AVG art. 15; domain 11, rules 13 and 35.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import timezone

from children import guardian_answers, guardian_reading
from children.guardian_reading import Line
from children.models import Guardian
from children.states import Language
from dossier import parents_teams
from dossier.models import PlanMoment
from dossier.parents_telling import Entry, Section, Talk, Telling
from dossier.report_reading import opens_on
from partners import holidays


def shown(guardian: Guardian, language: Language, at: datetime) -> list[Section]:
    """Return what a guardian reads now, the parts in which something stands."""
    hides = guardian_answers.hides_places(guardian)
    telling = Telling(guardian, language, hides, _opening(guardian, at))
    parts: dict[str, Callable[[Telling], Iterable[Entry]]] = {
        "support_teams": parents_teams.entries,
        "support_lead": _leads,
        "support_needs": _needs,
        "support_plans": _plans,
        "support_waiting": _waiting,
        "support_indications": _indications,
        "support_places": _places,
        "support_scores": _scores,
    }
    found = [(telling.word(key), tuple(entries(telling))) for key, entries in parts.items()]
    return [Section(heading, entries) for heading, entries in found if entries]


def _opening(guardian: Guardian, at: datetime) -> Callable[[datetime], bool]:
    """Return whether what was noted at a moment may be read: talked about since, or old enough."""
    held = PlanMoment.objects.filter(plan__child=guardian.child, parents_there=True)
    talks = [day for day in held.values_list("held_on", flat=True) if day is not None]
    equated = holidays.equated_days(guardian.child.location.municipality)
    day = timezone.localdate(at)
    return lambda noted_at: day >= opens_on(noted_at, talks, equated)


def _leads(telling: Telling) -> Iterable[Entry]:
    if telling.hides:
        return
    rows = telling.guardian.child.leads.select_related("membership__user")
    for row in telling.rows(rows):
        yield Entry(row.who, (telling.period(row.since, row.until),))


def _needs(telling: Telling) -> Iterable[Entry]:
    for row in telling.rows(telling.guardian.child.supportneeds):
        level = telling.choice("level", row.level)
        lines = [
            *telling.line("support_where", telling.choice("proximity", row.proximity)),
            *telling.line("support_help", telling.choice("form", row.form)),
            *telling.line("support_funding", telling.choice("funding", row.funding)),
            telling.period(row.since, row.until),
        ]
        title = f"{telling.choice('domain', row.domain)}: {level}"
        yield Entry(title, tuple(lines), telling.free(row.note))


def _plans(telling: Telling) -> Iterable[Entry]:
    rows = telling.guardian.child.supportplans.select_related("need").prefetch_related("moments")
    for row in telling.rows(rows):
        domain = row.need.domain if row.need else ""
        lines = [telling.period(row.from_day, row.until_day, key="support_period")]
        if row.ended_on is not None:
            end = telling.choice("plan_end", row.ended_because)
            lines += telling.line("support_ended", f"{telling.day(row.ended_on)}: {end}")
        waits = [one for one in row.moments.all() if one.held_on is None and row.ended_on is None]
        lines += [Line(telling.word("support_next"), telling.day(one.planned_on)) for one in waits]
        talks = tuple(_talk(telling, one) for one in row.moments.all() if _is_read(telling, one))
        title = telling.choice("domain", domain) or telling.word("support_plans")
        yield Entry(title, tuple(lines), telling.free(row.goal), talks)


def _is_read(telling: Telling, moment: PlanMoment) -> bool:
    if moment.noted_at is None:
        return False
    return bool(moment.parents_there) or telling.is_open(moment.noted_at)


def _talk(telling: Telling, moment: PlanMoment) -> Talk:
    assert moment.held_on is not None  # noqa: S101 - it was noted: the database says so
    who = telling.word("support_with" if moment.parents_there else "support_without")
    decision = telling.choice("decision", moment.decision)
    said = f"{telling.day(moment.held_on)}: {decision}, {who}"
    return Talk(said, telling.free(moment.note), telling.free(moment.goal))


def _waiting(telling: Telling) -> Iterable[Entry]:
    for row in telling.rows(telling.guardian.child.waitingplaces):
        end = telling.line("support_ended", telling.choice("waiting_end", row.ended_because))
        title = telling.choice("form", row.form)
        yield Entry(title, (telling.period(row.since, row.until), *end))


def _indications(telling: Telling) -> Iterable[Entry]:
    for row in telling.rows(telling.guardian.child.indications):
        lines = telling.line("support_asked", telling.day(row.asked_on))
        if row.decided_on is not None:
            said = f"{telling.day(row.decided_on)}: {telling.choice('outcome', row.outcome)}"
            lines += telling.line("support_decided", said)
            lines += telling.line("support_by", telling.free(row.decided_by))
        yield Entry(telling.choice("kind", row.kind), tuple(lines))


def _places(telling: Telling) -> Iterable[Entry]:
    for row in telling.rows(telling.guardian.child.arrangementplaces):
        after = telling.line("support_after", telling.choice("outflow", row.outflow))
        title = telling.free(row.name) or telling.word("support_places")
        yield Entry(title, (telling.period(row.from_day, row.until_day), *after))


def _scores(telling: Telling) -> Iterable[Entry]:
    """Return in which phase the child was seen, an entry for each domain, the oldest day first."""
    seen: dict[str, list[Line]] = defaultdict(list)
    for row in telling.rows(telling.guardian.child.developmentscores):
        phase = telling.word("support_phase").format(number=row.phase)
        seen[row.domain].append(Line(telling.day(row.seen_on), phase))
    for domain, lines in seen.items():
        yield Entry(telling.choice("area", domain), tuple(lines))


def as_facts(guardian: Guardian, at: datetime) -> list[dict[str, Any]]:
    """Return the same for a program, in Dutch. Source: AVG art. 20."""
    return [
        {
            "part": section.heading,
            "what": entry.title,
            "facts": {line.label: line.value for line in entry.lines},
            "text": entry.text,
            "talks": [asdict(talk) for talk in entry.talks],
        }
        for section in shown(guardian, Language.NL, at)
        for entry in section.entries
    ]


guardian_reading.MORE["support"] = as_facts
