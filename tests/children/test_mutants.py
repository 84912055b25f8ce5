"""Take away each rule of access in turn: the table of who sees what must notice every one.

What a mutant breaks shows in the checks of `test_access.py`; each stops at the first difference.
One that nobody notices is named with its reason in HARMLESS; a reason that is not needed fails.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from django.db import transaction

from children import reading
from children.reach import REACH, Reach, Thing
from children.states import WITHOUT_SCHOOL, ConsentScope
from partners.states import Role
from tests.children import test_access
from tests.children.access_answers import answer_acts, reading_acts, words
from tests.children.access_checks import outcome, pages, rows_seen, unlike
from tests.children.access_files import file_acts
from tests.children.access_guardians import code_acts, link_acts
from tests.children.access_handovers import handovers_seen
from tests.children.access_intake import intakes_seen
from tests.children.access_links import link_pages
from tests.children.access_looks import looks_seen
from tests.children.access_meeting_facts import meetings_seen
from tests.children.access_moves import consent_moves
from tests.children.access_reports import reports_seen
from tests.children.access_request_facts import files_sent, requests_seen
from tests.children.access_team_facts import feeds_seen, teams_seen
from tests.children.access_views import TAKEN, bare_views, foreign_parts
from tests.children.access_world import World
from tests.children.mutation import Mutant, mutants
from tests.sources import listed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
Check = Callable[[World], Iterator[str]]
APART = ("qc", "koc", "kow", "tea", "kcc", "dpo", "qc of both", "tea of both", "dpo beside")
# Who may, and what is replaced; what makes a yes of answers is held by test_consents.py.
MOVES = (
    "prepare", "request", "answer", "close", "_replace_older", "_refuse_reader", "_refuse_closed",
    "_refuse_gone",
)  # fmt: skip
WORDS = ("is_yes", "_standing_words", "who_decides")
FILES = (
    "checked", "keep", "_may_keep", "removable", "remove", "_is_new", "may_add", "listed", "opened",
    "_unscanned", "_own",
)  # fmt: skip
LINKS = (
    "make", "revoke", "forget_codes", "stop_answering", "enter", "known", "renewable", "is_open",
    "is_kept", "can_answer", "_found",
)  # fmt: skip
CODES = ("may_read", "hand_over", "use")
ANSWERING = (
    "Asked.is_given", "Asked.options", "asked_of", "hides_places", "answer", "_heard", "_say",
    "see", "_questions", "_asked", "_is_current",
)  # fmt: skip
KEPT = ("kept", "files", "opened", "_questions", "_acts")
OF_GROUP = ("GroupChangeView.get_form_kwargs", "GroupCloseView.get_context_data")
OF_LIST = ("ConsentListView.locations", "ConsentListView.children")
OF_READING = ("CodeView.enter", "Reading.first_page", "Saving.first_page")
# States of a link: nothing let the guardian in, all did, or something of it is over.
LATER = (
    "not entered", "reading", "revoked", "stale", "wrong code", "lent", "code over",
    "code of another", "reading without authority",
)  # fmt: skip
# Whether a second tap on the same button is quiet (`_was_said`): test_guardian_answers.py.
SEEING = (
    "LookQuestionQuerySet.visible_to", "LookAnswerQuerySet.visible_to", "_keys_of_children",
    "given", "open_on", "of_own_school", "location_is_on", "_asked_at_own_location",
)  # fmt: skip
BETWEEN = ("given", "of_own_school", "location_is_on")
MEETING_CHOICES = (  # choices, no scope
    "MeetingQuerySet.coming", "ActionPointQuerySet.open", "ActionPointQuerySet.due_by",
    "owner_works_here",
)  # fmt: skip
REQUESTS = (
    "ObservationRequestQuerySet.visible_to", "OfRequestQuerySet.visible_to",
    "OtherObservationQuerySet.visible_to", "_keys_of_children", "_keys_of_requests",
)  # fmt: skip
OF_TEAM = (
    "OfTeamQuerySet.visible_to", "OutsiderCodeQuerySet.visible_to", "_teams",
    "SupportTeamQuerySet.handed_over",
)  # fmt: skip
SEES_INTAKES = (  # what a school reads: tests/transitions/test_information.py
    "schools_of", "SchoolRegistrationQuerySet.visible_to", "InformationRequestQuerySet.visible_to",
    "InformationMatchQuerySet.visible_to", "InformationMatchQuerySet.newest",
    "InformationMatchQuerySet._others",
)  # fmt: skip
CHOOSING = (".open", ".carrying")  # no scope: tests/transitions
READS = ("one", "_grounds", "_by_consent", "_by_place")
FEW = ("report", "withdrawn", "none")
HARMLESS: dict[str, str] = {
    "children.consents.answer: never trail.membership_of(by, question.child)":
        "who noted it on paper: test_answer_on_paper_keeps_who_saw_it",
    "children.attachments._own: Q without kind=kind":
        "childcare sees every kind of file on one ground: CHILDCARE in access_table.py",
    "children.attachments.opened: filter without scan=ScanState.CLEAN":
        "visible_to gives clean ones only: test_rows_are_seen_as_the_table_says",
    "children.read_codes.use: without code is not None #2":
        "is_fresh says it: test_checks_find_nothing_without_a_mutant, where no code was made",
    "children.read_codes.use: without code is not None #3":
        "fits says it: test_checks_find_nothing_without_a_mutant, where no code was made",
    "children.guardian_answers.answer: without asked is None":
        "no choice is among no options: the child of another in access_answers.py",
    "children.guardian_answers.answer: without choice not in options":
        "what was said is no option any more: _options in access_answers.py",
    "children.guardian_answers.see: filter without question__in=ids":
        "only these are looked up in it: _seen in access_answers.py",
    "children.views.guardians.OfGuardianMixin.find_guardian: unscoped "
    "Guardian.objects.visible_to(self.request.actor)":
        "of a child that was found as one whose guardians may be seen: its rows in the table",
    "children.views.read_codes.ReadCodeView.get_context_data: unscoped "
    "Guardian.objects.visible_to(actor)":
        "of a child that was found as one whose guardians may be seen: its row in the table",
    "children.views.consents.ConsentListView.children: filter without group=chosen[0]":
        "a choice on the page, no scope: test_consent_pages.py",
    "children.views.consents.ConsentListView.children: without if not wanted or wanted in "
    "{one.stand for one in c.standings}":
        "a choice on the page, no scope: test_consent_pages.py",
    "children.views.consents.ConsentListView.children: without wanted in "
    "{one.stand for one in c.standings}":
        "a choice on the page, no scope: test_consent_pages.py",
    "children.views.consents.ConsentListView.locations: filter without closed_on=None":
        "an own location that closed: who may see its children is asked again in `children`",
    "children.views.guardian_reading.CodeView.enter: without not may":
        "every page behind the code asks it again: test_links_open_what_the_table_says",
    "partners.modules.ModuleRequiredMixin.dispatch: without actor is not None":
        "a visitor: test_addresses_send_visitors_to_the_page_to_sign_in",
    "children.views.attachments.AttachmentRemoveView: without permission":
        "attachments.removable asks for it: REMOVERS in access_files.py",
    "dossier.views.action_points.ActionDoneView: without permission":
        "action_points.finish asks for it: test_finish_by_who_only_reads_is_refused",
    "dossier.views.looks.LookCloseView: without permission":
        "looks.close asks for it: test_close_by_a_coordinator_is_refused",
    "dossier.views.request_lists.NoteRemoveView: without permission":
        "child_signals asks for it: test_remove_by_a_coordinator_is_refused",
    "transitions.views.arrivals.ArrivalCloseView: without permission":
        "arrivals._locked asks for it: test_only_the_school_that_reads_it_notes_anything",
    "transitions.views.boards.BoardView: without permission":
        "boards.of asks for it: test_board_as_a_file_and_empty",
    "transitions.views.handover_lists.ChildrenListView: without permission":
        "handover_lists.children asks for it: test_only_childcare_lists_what_it_has_to_do",
    "transitions.registration_querysets.schools_of: Q without pk__in=actor.organisation_ids":
        "an officer of one school: test_officer_of_a_school_or_its_board_reads_the_list",
    "transitions.registration_querysets.schools_of: without Q(pk__in=actor.organisation_ids)":
        "an officer of one school: test_officer_of_a_school_or_its_board_reads_the_list",
    "children.consents._replace_older: without act in STOPS":
        "who goes to another school: test_newer_yes_supersedes_the_older_of_whatever_school",
    "children.consents._replace_older: without question.scope not in PERHAPS_SCHOOL":
        "partners count: test_no_to_a_support_team_stops_the_older_of_whatever_school",
    "children.views.attachments.AttachmentView: without module":
        "a file is found where the module is on: test_addresses_do_not_exist_without_the_module",
}  # fmt: skip


def is_noticed(world: World, check: Check, people: Iterable[str] = ()) -> bool:
    """Say whether a check of everybody, or of these people, finds a difference.

    One that cannot even be made is noticed too; what it did is undone.
    """
    world.asked = {name: world.actors[name] for name in people or world.actors}
    try:
        with transaction.atomic():
            noticed = next(check(world), None) is not None
            transaction.set_rollback(True)
    except Exception:  # noqa: BLE001 - a mutant may break in any way, and that is seen too
        return True
    return noticed


def survivors(world: World, found: list[Mutant], check: Check) -> list[str]:
    """Return the mutants that a check does not notice.

    People whose ways to a child differ are asked first: they notice nearly every mutant.
    """
    alive = []
    for mutant in found:
        with mutant.alive():
            if not is_noticed(world, check, APART) and not is_noticed(world, check):
                alive.append(mutant.name)
    return alive


def test_checks_find_nothing_without_a_mutant(world: World) -> None:
    shown = inspect.getsource(test_access)  # what is asked there finds nothing: it is a test
    checks = dict.fromkeys(check for _module, check, _wanted in PLAN if check != rows_and_files)
    rest = [check for check in checks if f"{check.__name__}(world)" not in shown]
    assert len(rest) < len(checks)
    assert [check for check in rest if is_noticed(world, check)] == []


# --- the table of reach -----------------------------------------------------------------------


# What a role has elsewhere in the table: given where it has nothing, it must be noticed too.
NATURAL = {**REACH[Thing.CHILD], Role.DPO: REACH[Thing.LOG][Role.DPO]}


def changed(reach: Reach) -> Iterator[tuple[str, Reach | None]]:
    """Return how one entry of the table can be lost, in whole and in part."""
    yield "gone", None
    for scope in sorted(reach.scopes):
        yield f"without {scope}", replace(reach, scopes=reach.scopes - {scope})
    if reach.scopes and not reach.section:
        for scope in sorted(set(ConsentScope) - reach.scopes - WITHOUT_SCHOOL):
            yield f"with {scope} too", replace(reach, scopes=reach.scopes | {scope})
    if reach.section:
        yield "without its section", replace(reach, section=None)
    if reach.own_group:
        yield "without its own group", replace(reach, own_group=False)


@pytest.mark.parametrize("thing", Thing)
def test_table_of_reach_loses_nothing_unnoticed(
    world: World, thing: Thing, monkeypatch: pytest.MonkeyPatch
) -> None:
    alive = []
    entries: Any = REACH[thing]
    for role in Role:
        reach = entries.get(role)
        people = [name for name, actor in world.actors.items() if actor.role == role]
        given = [(f"as {role} sees a child", NATURAL[role])] if role in NATURAL else []
        for what, new in changed(reach) if reach else given:
            with monkeypatch.context() as patch:
                if new is None:
                    patch.delitem(entries, role)
                else:
                    patch.setitem(entries, role, new)
                if not is_noticed(world, rows_seen, people):
                    alive.append(f"{thing} {role}: {what}")
    assert alive == [], listed(alive)


# --- the clauses ------------------------------------------------------------------------------


def rows_and_files(world: World) -> Iterator[str]:
    """Ask every query set, and of a file that was sent who sees it where it goes elsewhere."""
    yield from rows_seen(world)
    yield from files_sent(world)


def read_pages(world: World) -> Iterator[str]:
    """Read children as everybody, and of one without that yes what is about health."""
    given: dict[str, Any] = {"thing": Thing.REPORT, "at": world.at, "is_health": True}
    child, actor = world.cases["report"].child, world.actors["qc"]
    found = outcome(lambda: reading.note(actor, [child], **given))
    yield from unlike("health without its yes", "Http404", found)
    yield from pages(world, ["child"], FEW)
    yield from pages(world, ["child_move"], ["no_group"])


def closed_pages(world: World) -> Iterator[str]:
    """Knock at what only some roles open, and name parts of another child."""
    yield from foreign_parts(world)
    yield from pages(world, ["child_move", "child_log", "child_log_find"], ["report"])


def own_pages(world: World) -> Iterator[str]:
    """Open the pages of a location and of an organisation."""
    return pages(world, ["consents", "consent_policy"])


def inside(world: World) -> Iterator[str]:
    """Knock at the pages of a link."""
    return link_pages(world, ["guardian_choice", "guardian_read", "guardian_file"], LATER)


Plan = tuple[str, Check, Callable[[str], bool]]
PLAN: list[Plan] = [
    ("children.querysets", rows_and_files, bool),
    ("dossier.querysets", looks_seen, SEEING.__contains__),
    ("dossier.support_querysets", rows_seen, bool),
    ("dossier.querysets", meetings_seen, BETWEEN.__contains__),
    ("dossier.querysets", requests_seen, {"given"}.__contains__),
    ("dossier.meeting_querysets", meetings_seen, lambda name: name not in MEETING_CHOICES),
    ("dossier.draft_querysets", rows_seen, bool),
    ("dossier.report_querysets", reports_seen, bool),
    ("dossier.request_querysets", requests_seen, REQUESTS.__contains__),
    ("dossier.team_querysets", teams_seen, lambda name: name not in OF_TEAM),
    ("dossier.team_querysets", rows_seen, OF_TEAM.__contains__),
    ("dossier.feed_querysets", feeds_seen, bool),
    ("transitions.querysets", handovers_seen, lambda name: not name.endswith(CHOOSING)),
    ("transitions.registration_querysets", intakes_seen, SEES_INTAKES.__contains__),
    ("children.reading", read_pages, READS.__contains__),
    ("children.consents", consent_moves, MOVES.__contains__),
    ("children.consents", words, WORDS.__contains__),
    ("children.attachments", file_acts, FILES.__contains__),
    ("children.links", link_acts, LINKS.__contains__),
    ("children.read_codes", code_acts, CODES.__contains__),
    ("children.guardian_answers", answer_acts, ANSWERING.__contains__),
    ("children.guardian_reading", reading_acts, KEPT.__contains__),
    ("children.views.children", closed_pages, {"PermittedMixin.dispatch"}.__contains__),
    ("children.views.child_log", closed_pages, {"LogReaderMixin.dispatch"}.__contains__),
    ("children.views.guardians", closed_pages, {"OfGuardianMixin.find_guardian"}.__contains__),
    ("children.views.read_codes", closed_pages, {"ReadCodeView.get_context_data"}.__contains__),
    ("children.views.starts", closed_pages, {"StartView.location"}.__contains__),
    ("children.views.groups", closed_pages, OF_GROUP.__contains__),
    ("children.views.consents", own_pages, OF_LIST.__contains__),
    ("children.views.holder_choices", own_pages, {"HolderChoiceMixin.holder"}.__contains__),
    ("children.views.guardian", inside, {"has_pass", "GuardianInside.dispatch"}.__contains__),
    ("children.views.guardian_reading", inside, OF_READING.__contains__),
    ("partners.modules", closed_pages, {"ModuleRequiredMixin.dispatch"}.__contains__),
]


@pytest.mark.parametrize(
    ("module", "check", "wanted"),
    PLAN,
    ids=[f"{name}-{check.__name__}" for name, check, _wanted in PLAN],
)
def test_no_clause_goes_unnoticed(
    world: World, module: str, check: Check, wanted: Callable[[str], bool]
) -> None:
    found = mutants(import_module(module), wanted)
    alive = survivors(world, found, check)
    own = (name.removeprefix(f"{module}.").split(":")[0] for name in HARMLESS)
    reasons = {name for name, function in zip(HARMLESS, own, strict=True) if wanted(function)}
    reasons = {name for name in reasons if name.startswith(f"{module}.")}
    assert found
    assert set(alive) == reasons, listed(set(alive) ^ reasons)


@pytest.mark.parametrize("attribute", TAKEN)
def test_no_view_loses_its_permission_or_module_unnoticed(world: World, attribute: str) -> None:
    alive, bare = [], [one for one in bare_views() if one.attribute == attribute]
    for one in bare:
        with one.alive():
            if not is_noticed(world, one.check):
                alive.append(one.name)
    assert bare
    assert alive == [name for name in HARMLESS if name.endswith(f": without {attribute}")]
