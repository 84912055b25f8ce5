"""Changes of schools in an established year: report, propose from the registers, decide.

A proposal is made from an objection that was upheld, or from facts of the registers (a school that
closed, moved to another board or is new) and each fact once. `subsidies.tasks.propose_changes`
looks every hour, and so does the page of changes: the import itself belongs to `partners`, which
knows of no subsidy.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.access import Actor
from partners.models import School, SchoolBoard
from partners.roles import Permission, can, require
from partners.states import Role
from subsidies import register_news
from subsidies.amendments import (
    NEEDS_OTHER,
    ChangeError,
    Inputs,
    keep_amounts,
    preview,
)
from subsidies.models import (
    Allocation,
    AmendedAmount,
    DecisionLetter,
    Objection,
    SchoolChange,
    SubsidyYear,
)
from subsidies.register_news import facts_of, is_known
from subsidies.school_years import period_of
from subsidies.states import (
    CHANGE_MOVES,
    ENDING,
    ChangeKind,
    ChangeState,
    IllegalMoveError,
    LetterState,
    YearState,
)
from subsidies.year_log import record

__all__ = ["ChangeError", "Inputs", "accept", "dismiss", "open_changes", "propose_after_objection",
           "propose_everywhere", "propose_from_registers", "report", "schools_to_revise",
           "why_by_hand", "why_outdated"]  # fmt: skip
MAX_REASON = 300
OFFICES = frozenset({Role.GEM, Role.ISS})


@transaction.atomic
def report(  # noqa: PLR0913 - the fields of a report, each by name
    *,
    year_id: int,
    kind: ChangeKind,
    school_id: int,
    effective_on: date,
    by: Actor,
    at: datetime,
    other_id: int | None = None,
    new_board_id: int | None = None,
    note: str = "",
) -> SchoolChange:
    """Report that something happened to a school; gem decides what follows.

    Boards and schools report for their own, and may leave out what gem then fills in.

    Raises: DoesNotExist, PermissionDenied, IllegalMoveError (the year is not established, or is
    closed), ChangeError. Source: Awb art. 4:38; policy choice, docs/verdeelsleutel.md.
    """
    year = _locked_year(by, year_id)
    require(by, Permission.REPORT_SCHOOL_CHANGE, year.municipality.organisation)
    school = School.objects.visible_to(by).get(pk=school_id, municipality=year.municipality)
    other = _other(by, year, other_id)
    board = SchoolBoard.objects.visible_to(by).get(pk=new_board_id) if new_board_id else None
    _refuse_incomplete(by, kind, school, other, board)
    _refuse_day_or_double(year, kind, school, effective_on)
    change = SchoolChange.objects.create(
        year=year,
        kind=kind,
        school=school,
        other=other,
        new_board=board,
        effective_on=effective_on,
        note=note.strip(),
        source=_("Gemeld door %s") % by.organisation_names[:180],
        reported_at=at,
        reported_by=by.user,
    )
    _record(change, "change.reported", by=by, at=at)
    return change


def _refuse_day_or_double(
    year: SubsidyYear, kind: ChangeKind, school: School, effective_on: date
) -> None:
    """Refuse a day outside the year, and what waits for a decision already."""
    first, last = period_of(year)
    if not first <= effective_on <= last:
        raise ChangeError(_("Kies een dag in schooljaar %s.") % year.label, "effective_on")
    if year.changes.filter(school=school, kind=kind, state=ChangeState.PROPOSED).exists():
        raise ChangeError(_("Deze wijziging is al gemeld en wacht op een besluit."), "school")


def _locked_year(by: Actor | None, year_id: int) -> SubsidyYear:
    """Return the year, locked: changes of one year are decided one after the other."""
    years = SubsidyYear.objects.all() if by is None else SubsidyYear.objects.visible_to(by)
    year = years.select_for_update(of=("self",)).get(pk=year_id)
    if year.state != YearState.ESTABLISHED:
        raise IllegalMoveError(
            _("%s is niet vastgesteld of al afgesloten: een wijziging kan nu niet.") % year.label
        )
    return year


def _other(by: Actor, year: SubsidyYear, pk: int | None) -> School | None:
    if pk is None:
        return None
    return School.objects.visible_to(by).get(pk=pk, municipality=year.municipality)


def _refuse_incomplete(
    by: Actor,
    kind: ChangeKind,
    school: School,
    other: School | None,
    board: SchoolBoard | None,
) -> None:
    """Refuse what cannot be, and of an office what is not whole. Raises: ChangeError."""
    if kind == ChangeKind.REVISED:
        raise ChangeError(
            _("Een bedrag na bezwaar volgt uit de beslissing op dat bezwaar."), "kind"
        )
    if other is not None and other.pk == school.pk:
        raise ChangeError(_("Kies twee verschillende scholen."), "other")
    if by.role not in OFFICES:
        return
    if kind in NEEDS_OTHER and other is None:
        raise ChangeError(_("Kies welke andere school erbij hoort."), "other")
    if kind == ChangeKind.BOARD_CHANGED and board is None:
        raise ChangeError(_("Kies naar welk bestuur de school gaat."), "new_board")


# --- from the registers -------------------------------------------------------------------------


@transaction.atomic
def propose_from_registers(
    *, year: SubsidyYear, at: datetime, by: Actor | None = None
) -> list[SchoolChange]:
    """Propose what the registers say and the year does not know; return what is new.

    Running it again changes nothing: each fact is proposed once, also after a dismissal. A year
    that is not established, or is closed, gets no proposals. Source: policy choice.
    """
    year = SubsidyYear.objects.select_for_update(of=("self",)).get(pk=year.pk)
    if year.state != YearState.ESTABLISHED:
        return []
    known = list(year.changes.all())
    made = []
    for fact in facts_of(year, timezone.localdate(at)):
        if is_known(fact, known):
            continue
        change = SchoolChange.objects.create(
            year=year,
            kind=fact.kind,
            school=fact.school,
            new_board=fact.new_board,
            effective_on=fact.day,
            source=fact.source[:200],
            fact=fact.key,
            reported_at=at,
        )
        _record(change, "change.proposed", by=by, at=at)
        made.append(change)
        known.append(change)
    return made


def propose_everywhere(*, at: datetime) -> int:
    """Propose what the registers say in every established year; return how many are new."""
    years = SubsidyYear.objects.filter(state=YearState.ESTABLISHED)
    return sum(len(propose_from_registers(year=year, at=at)) for year in years)


# --- from an objection --------------------------------------------------------------------------


def schools_to_revise(letter: DecisionLetter) -> list[School]:
    """Return the schools whose amount an objection to a letter can change, by code."""
    allocated = Allocation.objects.filter(year=letter.year_id, board=letter.board_id)
    amended = AmendedAmount.objects.filter(change__year=letter.year_id, board=letter.board_id)
    schools = School.objects.filter(pk__in=allocated.values("school")) | School.objects.filter(
        pk__in=amended.values("school")
    )
    return list(schools.select_related("organisation").order_by("organisation__key"))


def why_by_hand(letter: DecisionLetter) -> str:
    """Return what a person does after an objection that is upheld, where no letter can follow.

    Empty where a proposal leads to one: after a grant or an amendment, as long as no withdrawal or
    settlement to the board was sent and the year is not closed. Source: policy choice.
    """
    year = letter.year
    if year.state != YearState.ESTABLISHED:
        reason = _("%s is afgesloten") % year.label
    else:
        ends = year.letters.filter(board=letter.board_id, state=LetterState.SENT, kind__in=ENDING)
        last = ends.order_by("sent_at", "pk").last()
        if last is None:
            return ""
        words = {"letter": last.reference, "kind": last.get_kind_display()}
        reason = _("%(letter)s is een %(kind)s") % words
    return _(
        "%(reason)s, dus hier volgt geen wijziging meer: maak bij een gegrond of deels gegrond "
        "bezwaar het nieuwe besluit zelf, buiten dit systeem, en regel de betaling of de "
        "terugvordering."
    ) % {"reason": reason}


@transaction.atomic
def propose_after_objection(
    *, objection: Objection, school_ids: Iterable[int] | None, by: Actor, at: datetime
) -> list[SchoolChange]:
    """Propose another amount for schools of an objection that was upheld; a person decides.

    Part of the caller's write, who locked the objection and asked for the permission. A school
    of which one waits already for the same board gets none, and nor does a letter of `why_by_hand`.

    Args: school_ids: of `schools_to_revise`; None for all of them.
    Raises: IllegalMoveError: a school that the letter is not about. Source: Awb art. 7:11.
    """
    letter = objection.letter
    year = SubsidyYear.objects.select_for_update(of=("self",)).get(pk=letter.year_id)
    schools = {school.pk: school for school in schools_to_revise(letter)}
    wanted = list(schools) if school_ids is None else list(dict.fromkeys(school_ids))
    if not schools.keys() >= set(wanted):
        raise IllegalMoveError(_("Kies scholen waar deze brief over gaat."))
    if year.state != YearState.ESTABLISHED or why_by_hand(letter):
        return []
    waiting = year.changes.filter(kind=ChangeKind.REVISED, state=ChangeState.PROPOSED)
    own = waiting.filter(objection__letter__board=letter.board_id)
    known = set(own.values_list("school", flat=True))
    return [
        _propose_revision(schools[pk], objection, by=by, at=at) for pk in wanted if pk not in known
    ]


def _propose_revision(
    school: School, objection: Objection, *, by: Actor, at: datetime
) -> SchoolChange:
    letter = objection.letter
    change = SchoolChange.objects.create(
        year=letter.year,
        kind=ChangeKind.REVISED,
        school=school,
        objection=objection,
        effective_on=period_of(letter.year)[0],
        source=_("Bezwaar tegen %(letter)s: %(outcome)s")
        % {"letter": letter.reference, "outcome": objection.get_outcome_display()},
        reported_at=at,
        reported_by=by.user,
    )
    _record(change, "change.revision_proposed", by=by, at=at)
    return change


# --- decisions ----------------------------------------------------------------------------------


@transaction.atomic
def accept(
    *, change_id: int, by: Actor, at: datetime, inputs: Inputs, digest: str | None = None
) -> SchoolChange:
    """Take a change over: the new amounts hold from now, and letters can follow.

    Args: inputs: what gem filled in or corrected. digest: of the outcome that the page showed.
    Raises: DoesNotExist, PermissionDenied, IllegalMoveError (decided already, or the page showed
    something else), ChangeError. Source: Awb art. 4:48; policy choice, docs/verdeelsleutel.md.
    """
    change = _locked(change_id, by)
    _refuse_decided(change, ChangeState.ACCEPTED)
    if reason := why_outdated(change):
        raise IllegalMoveError(reason)
    outcome = preview(change, inputs)
    if digest is not None and digest != outcome.digest:
        raise IllegalMoveError(
            _("De bedragen zijn intussen veranderd: bekijk de wijziging opnieuw.")
        )
    change.effective_on = outcome.inputs.effective_on
    change.other, change.new_board = outcome.inputs.other, outcome.inputs.new_board
    _decide(change, ChangeState.ACCEPTED, by, at)
    keep_amounts(change, outcome.rows)
    details = {"difference": str(outcome.difference), "boards": len(outcome.boards)}
    _record(change, "change.accepted", by=by, at=at, details=details)
    return change


@transaction.atomic
def dismiss(*, change_id: int, reason: str, by: Actor, at: datetime) -> SchoolChange:
    """Leave a change aside, with the reason; the same fact is not proposed again.

    Raises: DoesNotExist, PermissionDenied, IllegalMoveError (decided already), ChangeError.
    """
    change = _locked(change_id, by)
    _refuse_decided(change, ChangeState.DISMISSED)
    note = reason.strip()
    if not note or len(note) > MAX_REASON:
        raise ChangeError(_("Schrijf waarom, in hoogstens %d tekens.") % MAX_REASON, "reason")
    change.decision_note = note
    _decide(change, ChangeState.DISMISSED, by, at)
    _record(change, "change.dismissed", by=by, at=at)
    return change


def _locked(change_id: int, by: Actor) -> SchoolChange:
    """Return a change with its year locked, for who decides about it."""
    change = SchoolChange.objects.visible_to(by).get(pk=change_id)
    organisation = change.year.municipality.organisation
    require(by, Permission.DECIDE_SCHOOL_CHANGE, organisation)
    _locked_year(by, change.year_id)
    rows = SchoolChange.objects.select_for_update(of=("self",))
    return rows.select_related(
        "year__municipality__organisation", "school__organisation", "school__board__organisation"
    ).get(pk=change_id)


def _refuse_decided(change: SchoolChange, target: ChangeState) -> None:
    if target not in CHANGE_MOVES[ChangeState(change.state)]:
        raise IllegalMoveError(
            _("Over deze wijziging is al besloten: %s.") % change.get_state_display()
        )


def _decide(change: SchoolChange, state: ChangeState, by: Actor, at: datetime) -> None:
    change.state, change.decided_at, change.decided_by = state, at, by.user
    change.save()


def why_outdated(change: SchoolChange) -> str:
    """Return why a proposal no longer holds, or nothing: by the registers, or by later letters."""
    if change.objection is not None and change.state == ChangeState.PROPOSED:
        return why_by_hand(change.objection.letter)
    return register_news.why_outdated(change)


def open_changes(actor: Actor) -> QuerySet[SchoolChange]:
    """Return the changes that wait for a decision of this actor, the first to take effect first."""
    if not can(actor, Permission.DECIDE_SCHOOL_CHANGE):
        return SchoolChange.objects.none()
    rows = SchoolChange.objects.visible_to(actor).filter(
        state=ChangeState.PROPOSED, year__state=YearState.ESTABLISHED
    )
    related = rows.select_related("school__organisation", "year__municipality__organisation")
    return related.order_by("effective_on", "pk")


def _record(
    change: SchoolChange,
    action: str,
    *,
    by: Actor | None,
    at: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    """Write the line of the log that goes with a change."""
    what = {"kind": change.kind, "school": change.school.key, **(details or {})}
    record(change.year, action, target=change, by=by, at=at, details=what)
