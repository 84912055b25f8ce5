"""Who opened which letter: check, sign and send ask for it, and for a board it is the receipt."""

from collections.abc import Iterable
from datetime import datetime

from partners.access import Actor
from partners.models import User
from subsidies.models import DecisionLetter, LetterOpening


def note_opening(letter: DecisionLetter, *, by: Actor, at: datetime) -> LetterOpening | None:
    """Keep that somebody opened a letter's PDF as it is now; once for the same bytes.

    `letter` is the row from which the bytes were read, so that the noted hash is that of what was
    shown. Without a PDF there is nothing to open.
    """
    if not letter.sha256:
        return None
    row, _is_new = LetterOpening.objects.get_or_create(
        letter=letter, user=by.user, sha256=letter.sha256, defaults={"opened_at": at}
    )
    return row


def has_opened(letter: DecisionLetter, user: User) -> bool:
    """Say whether a person opened the PDF as it is now; openings fetched before cost no query."""
    return any(
        row.user_id == user.pk and row.sha256 == letter.sha256 for row in letter.openings.all()
    )


def opened_by(letters: Iterable[DecisionLetter], user: User) -> set[int]:
    """Return the ids of the letters that a person opened as they are now, with one query."""
    current = {letter.pk: letter.sha256 for letter in letters if letter.sha256}
    rows = LetterOpening.objects.filter(letter__in=current, user=user)
    return {pk for pk, sha256 in rows.values_list("letter", "sha256") if current[pk] == sha256}
