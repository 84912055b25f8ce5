"""What the letter pages show: the letters of a year, how each stands, and what I can do next.

The desk is one list for drafter, checker and signatory: everybody sees the same letters, each with
the step that is this person's own. A letter is looked at before anything is done with it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.formats import date_words, moment_words
from config.forms import Text
from partners.access import Actor
from partners.roles import Permission, can
from subsidies import letter_moves, letter_rules, letter_stands, openings
from subsidies.models import DecisionLetter, SubsidyYear
from subsidies.outcome import Chip
from subsidies.progress import Making, making_of
from subsidies.querysets import DecisionLetterQuerySet
from subsidies.states import LetterStand, LetterState, RenderState


@dataclass(frozen=True)
class Step:
    """One of the three moves that letters make on their way out."""

    name: str
    verb: Text
    permission: Permission
    source: LetterState
    icon: str


STEPS = (
    Step("check", gettext_lazy("goedkeuren"), Permission.CHECK_LETTERS, LetterState.DRAFT, "check"),
    Step(
        "sign", gettext_lazy("ondertekenen"), Permission.SIGN_LETTERS, LetterState.CHECKED, "pencil"
    ),
    Step("send", gettext_lazy("verzenden"), Permission.SEND_LETTERS, LetterState.SIGNED, "mail"),
)
ALL = ""
# The chips: which stands each of them shows.
GROUPS: dict[str, tuple[Text, frozenset[LetterStand]]] = {
    "concept": (gettext_lazy("Concept"), frozenset({LetterStand.DRAFT})),
    "klaar": (gettext_lazy("Klaar voor controle"), frozenset({LetterStand.COMPLETE})),
    "gecontroleerd": (gettext_lazy("Gecontroleerd"), frozenset({LetterStand.CHECKED})),
    "ondertekend": (gettext_lazy("Ondertekend"), frozenset({LetterStand.SIGNED})),
    "verzonden": (
        gettext_lazy("Verzonden"),
        frozenset(
            {
                LetterStand.SENT,
                LetterStand.OBJECTION_OPEN,
                LetterStand.OBJECTION_DECIDED,
                LetterStand.FINAL,
                LetterStand.AMENDED,
                LetterStand.WITHDRAWN,
                LetterStand.SETTLED,
            }
        ),
    ),
    "bezwaar": (gettext_lazy("Bezwaar"), frozenset({LetterStand.OBJECTION_RECEIVED})),
    "vervallen": (gettext_lazy("Vervallen"), frozenset({LetterStand.CANCELLED})),
}
ORDERS = {
    "naam": lambda row: (row.letter.board.organisation.sort_name, row.letter.reference_number),
    "bedrag": lambda row: (row.letter.amount, row.letter.reference_number),
    "kenmerk": lambda row: (row.letter.reference_year, row.letter.reference_number),
}


@dataclass(frozen=True)
class DeskRow:
    """A letter on the desk: `step` is what this person could do next, `obstacle` why not yet."""

    letter: DecisionLetter
    stand: LetterStand
    is_opened: bool
    step: Step | None
    obstacle: str

    @property
    def is_ready(self) -> bool:
        """Say whether the step can be made now; these letters are chosen beforehand."""
        return self.step is not None and not self.obstacle

    @property
    def waits_for_look(self) -> bool:
        """Say whether this person must still look at the letter, which has a PDF to look at."""
        is_made = self.letter.render_state == RenderState.DONE
        return self.step is not None and not self.is_opened and is_made

    @property
    def note(self) -> str:
        """Return the obstacle for the list, which says at the link what waits for a look."""
        return "" if self.obstacle == str(letter_rules.LOOK_FIRST) else self.obstacle


@dataclass(frozen=True)
class Desk:
    """All that the desk of one year shows to one person."""

    rows: list[DeskRow]
    chips: list[Chip]
    making: Making
    steps: list[Step]
    next_to_open: DecisionLetter | None

    @property
    def has_drafts(self) -> bool:
        """Say whether a shown letter can still be planned."""
        return any(row.letter.state == LetterState.DRAFT for row in self.rows)

    @property
    def has_agreed(self) -> bool:
        """Say whether a shown letter was checked or signed, and can go back."""
        agreed = {LetterState.CHECKED, LetterState.SIGNED}
        return any(row.letter.state in agreed for row in self.rows)

    @property
    def ready(self) -> int:
        """Return how many of the shown letters are ready for the next step."""
        return sum(row.is_ready for row in self.rows)


def in_order(year: SubsidyYear, actor: Actor) -> DecisionLetterQuerySet:
    """Return the letters of a year that the actor sees, in the order of the desk."""
    rows = DecisionLetter.objects.visible_to(actor).filter(year=year)
    return rows.select_related("board__organisation").order_by(
        "board__organisation__sort_name", "reference_year", "reference_number"
    )


def letters_of(year: SubsidyYear, actor: Actor) -> list[DecisionLetter]:
    """Return all letters of a year that the actor sees, with what a list needs of them."""
    rows = letter_stands.with_stands(in_order(year, actor))
    return list(rows.select_related("mandate", "run", "counter"))


def desk_of(
    year: SubsidyYear, actor: Actor, *, at: datetime, group: str = ALL, order: str = "naam"
) -> Desk:
    """Collect the desk; an unknown group shows all, an unknown order is by name."""
    letters = letters_of(year, actor)
    opened = openings.opened_by(letters, actor.user)
    all_rows = [row_of(letter, actor, at=at, is_opened=letter.pk in opened) for letter in letters]
    stands = GROUPS[group][1] if group in GROUPS else frozenset(LetterStand)
    rows = [row for row in all_rows if row.stand in stands]
    key = order.removeprefix("-")
    rows.sort(key=ORDERS.get(key, ORDERS["naam"]), reverse=order.startswith("-"))
    waiting = [row.letter for row in rows if row.waits_for_look]
    return Desk(
        rows=rows,
        chips=_chips(all_rows, group),
        making=making_of(letters),
        steps=[step for step in STEPS if any(row.step == step for row in rows)],
        next_to_open=waiting[0] if waiting else None,
    )


def row_of(letter: DecisionLetter, actor: Actor, *, at: datetime, is_opened: bool) -> DeskRow:
    """Return how one letter stands for one person."""
    today = timezone.localdate(at)
    step = step_for(letter, actor, at)
    stand = letter_stands.stand_of(letter, today)
    obstacle = letter_moves.why_not(step.name, letter, by=actor, at=at) if step else ""
    if step and not obstacle and stand == LetterStand.DRAFT:
        obstacle = _("Er ontbreekt nog iets: op de pagina van de brief staat wat en waar.")
    return DeskRow(letter, stand, is_opened, step, obstacle)


def step_for(letter: DecisionLetter, actor: Actor, at: datetime) -> Step | None:
    """Return the step with a letter in this state that is this person's; none when another's."""
    organisation = letter.year.municipality.organisation
    for step in STEPS:
        if step.source == letter.state and can(actor, step.permission, organisation):
            is_other = letter_rules.why_not_you(step.name, letter, by=actor, at=at)
            return None if is_other else step
    return None


def _chips(rows: Sequence[DeskRow], chosen: str) -> list[Chip]:
    """Return the filters with their counts; those without letters are left out."""
    chips = [Chip(ALL, gettext_lazy("Alle"), len(rows), chosen not in GROUPS)]
    for key, (label, stands) in GROUPS.items():
        count = sum(row.stand in stands for row in rows)
        if count or key == chosen:
            chips.append(Chip(key, label, count, key == chosen))
    return chips


def neighbours(
    letter: DecisionLetter, letters: Iterable[DecisionLetter]
) -> tuple[DecisionLetter | None, DecisionLetter | None]:
    """Return the letter before and after this one in the order of the desk."""
    row = list(letters)
    place = row.index(letter)
    before = row[place - 1] if place else None
    after = row[place + 1] if place + 1 < len(row) else None
    return before, after


@dataclass(frozen=True)
class Event:
    """One line of what happened to a letter, or will."""

    title: Text
    on: date | datetime | None
    who: str = ""
    is_done: bool = True

    @property
    def when(self) -> str:
        """Return the day in words, of a moment with its time."""
        if isinstance(self.on, datetime):
            return moment_words(self.on)
        return date_words(self.on) if self.on else ""


def events_of(letter: DecisionLetter, *, names: bool) -> list[Event]:
    """Return the life of a letter in order; `names`: with who did it, for who works on letters."""

    def who(user: object) -> str:
        return str(user) if names and user else ""

    events = [Event(gettext_lazy("Opgesteld"), letter.drafted_at, who(letter.drafted_by))]
    moves = (
        (gettext_lazy("Gecontroleerd"), letter.checked_at, letter.checked_by),
        (gettext_lazy("Ondertekend"), letter.signed_at, letter.signed_by),
        (gettext_lazy("Verzonden"), letter.sent_at, letter.sent_by),
        (gettext_lazy("Vervallen"), letter.cancelled_at, letter.cancelled_by),
    )
    events += [Event(title, at, who(by)) for title, at, by in moves if at]
    if letter.state not in {LetterState.SENT, LetterState.CANCELLED} and letter.sending_on:
        events.append(Event(gettext_lazy("Verzenden gepland"), letter.sending_on, is_done=False))
    return events
