"""One check per element of a letter: each returns what the letter says of it, "" when it lacks.

They read the printed content; only what is no content (the planned day, the terms of the year, what
a board got before) comes from the database.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.formats import date_words
from subsidies.letter_composing import OPEN
from subsidies.letter_content import LetterContent
from subsidies.letter_facts import text_kind_of
from subsidies.letter_signs import SignFault, unprintable_in
from subsidies.models import DecisionLetter, LetterTerms
from subsidies.school_years import period_of
from subsidies.states import LetterKind, LetterState, TextKind

# What the law or the Uitvoeringskader wants to read, in any wording around it.
ACTIVITIES = ("onder andere", "binnen en waar mogelijk buiten het kindcentrum")
OBJECTION = ("zes weken", "handtekening", "kenmerk")
SHORT = 120
IN_PROGRESS = frozenset({LetterState.DRAFT, LetterState.CHECKED, LetterState.SIGNED})


@dataclass(frozen=True)
class Letter:
    """A letter to judge: its row, what it says, and the day of today."""

    row: DecisionLetter
    content: LetterContent
    today: date

    @cached_property
    def text_kind(self) -> TextKind:
        """Return which texts it uses."""
        return text_kind_of(self.row)

    @cached_property
    def terms(self) -> LetterTerms | None:
        """Return what was filled in for the letters of its year; fetched before, no query."""
        try:
            return self.row.year.letter_terms
        except LetterTerms.DoesNotExist:
            return None

    @cached_property
    def unprintable(self) -> dict[int, SignFault]:
        """Return for each element that holds a sign the font lacks, what and where."""
        return unprintable_in(self.content, self.text_kind)

    @property
    def is_grant(self) -> bool:
        """Say whether it grants, so that it must say what for."""
        return self.content.kind == LetterKind.GRANT

    def says(self, *keys: str) -> str:
        """Return the beginning of some sections; "" while something in them is open."""
        text = self.content.text_of(*keys)
        if OPEN in text:
            return ""
        line = " ".join(text.split())
        return line if len(line) <= SHORT else f"{line[: SHORT - 1].rstrip()}…"


def cents(amount: str) -> int:
    """Return a printed amount in cents."""
    digits = int("".join(filter(str.isdigit, amount)) or 0)
    return -digits if amount.startswith("\N{MINUS SIGN}") else digits


def authority(letter: Letter) -> str:
    """Name the body that decides. Source: Awb art. 10:10."""
    name = letter.content.municipality.name
    return _("College van burgemeester en wethouders van %s") % name if name else ""


def addressee(letter: Letter) -> str:
    """Name the board and its address. Source: Awb art. 3:41."""
    board = letter.content.board
    if not board.name or not board.address:
        return ""
    number = _("nummer %s") % board.number
    kvk = [f"KvK {board.kvk}"] if board.kvk else []
    return ", ".join([board.name, *board.address, number, *kvk])


def sending_date(letter: Letter) -> str:
    """Return the day of sending: planned, and until it is sent not past. Source: Awb art. 3:41."""
    day = letter.row.sending_on
    if day is None or letter.content.date != date_words(day):
        return ""
    is_past = day < letter.today and letter.row.state in IN_PROGRESS
    return "" if is_past else letter.content.date


def reference(letter: Letter) -> str:
    """Return reference, contact and subject."""
    content = letter.content
    contact = content.issuer.contact or content.issuer.email or content.issuer.phone
    parts = (content.reference, contact, content.subject)
    return ", ".join(parts) if all(parts) else ""


def decision(letter: Letter) -> str:
    """Return the operative sentence."""
    return letter.says("besluit")


def basis(letter: Letter) -> str:
    """Return the legal basis and the version of the Uitvoeringskader. Source: Awb art. 4:23."""
    content = letter.content
    if not content.legal_basis or not content.framework:
        return ""
    return "; ".join([*content.legal_basis, content.framework])


def application(letter: Letter) -> str:
    """Return on which application it decides, or that there was none."""
    return letter.content.application


def needs_application(letter: Letter) -> bool:
    """Say whether the subsidy of this year is given on application."""
    return letter.terms is not None and letter.terms.is_on_application


def activities(letter: Letter) -> str:
    """Return what the money is for, with the words of the Uitvoeringskader. Source: Awb 4:30."""
    text = letter.content.text_of("activiteiten")
    return letter.says("activiteiten") if all(words in text for words in ACTIVITIES) else ""


def amount(letter: Letter) -> str:
    """Return the one exact amount, as the decision names it. Source: Awb art. 4:31, 4:42."""
    total = letter.content.total
    return total if total and total in letter.content.text_of("besluit") else ""


def calculation(letter: Letter) -> str:
    """Return how the amount comes about; the rows must add up. Source: Awb art. 3:46, 3:47."""
    content = letter.content
    rows = [cents(row.amount) for row in content.rows]
    if sum(rows) != cents(content.total) or not (content.calculation or content.text_of(CALC)):
        return ""
    if letter.is_grant and not content.calculation:
        return ""
    return ngettext("%(count)d school, samen %(total)s", "%(count)d scholen, samen %(total)s",
                    len(rows)) % {"count": len(rows), "total": content.total}  # fmt: skip


CALC = "berekening"


def period(letter: Letter) -> str:
    """Return the period, inside the year, where the text names it. Source: ABRvS 2021:2172."""
    content = letter.content
    first, last = (date_words(day) for day in period_of(letter.row.year))
    text = content.text_of()
    is_named = first in text and last in text
    is_inside = (content.period_start, content.period_end) == (first, last)
    return _("%(first)s tot en met %(last)s") % {"first": first, "last": last} if (
        is_named and is_inside
    ) else ""  # fmt: skip


def obligations(letter: Letter) -> str:
    """Return what the board must do. Source: Awb art. 4:37 to 4:39."""
    return letter.says("verplichtingen")


def payment(letter: Letter) -> str:
    """Return when what is paid; a schedule must add up. Source: Awb art. 4:86, 4:87, 4:95."""
    content = letter.content
    parts = [cents(part.amount) for part in content.instalments]
    if parts and sum(parts) != cents(content.total):
        return ""
    if not letter.says("betaling"):
        return ""
    if not parts:
        return letter.says("betaling")
    return "; ".join(f"{part.date}: {part.amount}" for part in content.instalments)


def budget_condition(letter: Letter) -> str:
    """Return the part that rests on a budget not adopted yet. Source: Awb art. 4:34."""
    condition = letter.content.budget_condition
    return condition if condition and letter.says("voorbehoud") else ""


def needs_budget_condition(letter: Letter) -> bool:
    """Say whether a part of this grant is charged to a budget that is not adopted yet."""
    return letter.is_grant and letter.terms is not None and letter.terms.is_budget_open


def ceiling(letter: Letter) -> str:
    """Return the subsidy ceiling. Source: Awb art. 4:25 to 4:28."""
    top = letter.content.ceiling
    return top if top and top in letter.content.text_of() else ""


def accountability(letter: Letter) -> str:
    """Return what the board reports, how and when. Source: Awb art. 4:44 to 4:47."""
    return letter.says("verantwoording")


def settlement(letter: Letter) -> str:
    """Return that a settlement follows, and its grounds. Source: Awb art. 4:44, 4:46."""
    return letter.says("vaststelling")


def grounds(letter: Letter) -> str:
    """Return when the decision can change later. Source: Awb art. 4:48, 4:49, 4:57."""
    return letter.says("wijziging")


def reasons(letter: Letter) -> str:
    """Return the reasons: of a grant its key, and more where a school gets less.

    Source: Awb art. 3:46, 4:51.
    """
    content = letter.content
    if not letter.is_grant or _gets_less(letter):
        return letter.says("motivering")
    key = " ".join(content.calculation)[:SHORT]
    return letter.says("motivering") or key or letter.says(CALC)


def _gets_less(letter: Letter) -> bool:
    """Say whether a school of the board gets less by a first grant than it got last year."""
    if letter.row.change_id is not None:
        return False
    rows = letter.row.year.allocations.all()
    own = [row for row in rows if row.board_id == letter.row.board_id]
    return any(row.previous_amount > row.amount for row in own if row.previous_amount is not None)


def objection(letter: Letter) -> str:
    """Return where and how to object. Source: Awb art. 3:45, 6:5, 6:7."""
    address = letter.content.municipality.objection_address
    text = letter.content.text_of("bezwaar")
    has_all = all(words in text for words in (*OBJECTION, *address))
    return ", ".join(address) if address and has_all else ""


def signature(letter: Letter) -> str:
    """Return who signs and by which mandate. Source: Awb art. 10:10, 10:11."""
    signatory = letter.content.signatory
    if signatory is None or letter.row.mandate_id is None:
        return ""
    parts = (signatory.name, signatory.function, signatory.mandate)
    return ", ".join(parts) if all(re.search(r"\w", part) for part in parts) else ""


def enclosures(letter: Letter) -> str:
    """Return what goes with the letter, and the line that no data of children belong in it."""
    content = letter.content
    return content.framework if content.municipality.privacy_contact else ""
