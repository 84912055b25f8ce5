"""What was asked and said about a question, in plain words: for childcare."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from children.models import ConsentEvent, ConsentQuestion
from children.states import ConsentAct, ConsentStand, FormSection

WORDS = {
    ConsentAct.REQUESTED: _lazy("Gevraagd"),
    ConsentAct.SEEN: _lazy("Geopend"),
    ConsentAct.GRANTED: _lazy("Ja"),
    ConsentAct.REFUSED: _lazy("Nee"),
    ConsentAct.WITHDRAWN: _lazy("Gestopt"),
    ConsentAct.OBJECTED: _lazy("Niet mee eens"),
    ConsentAct.SUPERSEDED: _lazy("Vervangen"),
    ConsentAct.ENDED: _lazy("Afgesloten"),
}


@dataclass(frozen=True)
class Line:
    """One thing that happened: when, and in words what, who and how."""

    at: datetime
    text: str


@dataclass(frozen=True)
class History:
    """One question with where it stands and all that happened; `number`: its place at the child."""

    number: int
    question: ConsentQuestion
    stand: ConsentStand
    parts: str
    lines: tuple[Line, ...]
    is_open: bool


def lines_of(question: ConsentQuestion) -> tuple[Line, ...]:
    """Return what happened, the last first; that it was made ready is no news."""
    events = [event for event in question.events.all() if event.act != ConsentAct.PREPARED]
    return tuple(Line(event.at, _text(event)) for event in reversed(events))


def parts_of(question: ConsentQuestion) -> str:
    """Return which parts of the form a question names."""
    return ", ".join(str(FormSection(part).label) for part in question.sections)


def _text(event: ConsentEvent) -> str:
    """Return one line: what, by whom, how, and of paper when it was seen and by whom."""
    words = [str(WORDS[ConsentAct(event.act)])]
    if event.guardian:
        words.append(event.guardian.name)
    if event.channel:
        words.append(str(event.get_channel_display()))
    if event.language and event.guardian:
        words.append(str(event.get_language_display()))
    if event.membership:
        words.append(_("door %s") % event.membership.user)
    return ", ".join(words)
