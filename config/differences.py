"""What differs between two texts: by line, and within lines that changed by word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from re import findall

SAME, ADDED, REMOVED = "same", "added", "removed"
MOST_WORDS = 4000  # or lines, of both sides together: above it what changed is shown as a whole


@dataclass(frozen=True)
class Piece:
    """A part of one or both texts."""

    kind: str
    text: str


def between(old: str, new: str) -> list[Piece]:
    """Return the pieces of both texts in their order; without the removed ones it reads as new.

    A browser sends other ends of lines than we keep: those are no difference.
    """
    return _joined(_by_line(_lines(old), _lines(new)))


def is_alike(old: str, new: str) -> bool:
    """Say whether two texts are the same but for the way in which lines end."""
    return old.splitlines() == new.splitlines()


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").splitlines(keepends=True)


def _by_line(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    if len(old) + len(new) > MOST_WORDS:
        yield from _by_word(["".join(old)], ["".join(new)])
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        before, after = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if tag == "replace":
            yield from _by_word(_words(before), _words(after))
        else:
            yield from _pieces(before, after, is_same=tag == "equal")


def _by_word(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    if len(old) + len(new) > MOST_WORDS:
        yield from _pieces("".join(old), "".join(new), is_same=False)
        return
    before = after = ""
    parts = list(_word_parts(old, new))
    for place, (was, became, is_same) in enumerate(parts):
        is_between = 0 < place < len(parts) - 1 and not was.strip()  # a space between changed words
        if not is_same or is_between:
            before, after = before + was, after + became
            continue
        yield from _pieces(before, after, is_same=False)
        yield Piece(SAME, became)
        before = after = ""
    yield from _pieces(before, after, is_same=False)


def _word_parts(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str, bool]]:
    """Return the parts of two lines in turn: as it was, as it became, whether it is the same."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        was, became = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        yield was, became, tag == "equal"


def _words(text: str) -> list[str]:
    """Return words and what stands between them."""
    return findall(r"\w+|\s+|[^\w\s]", text)


def _pieces(before: str, after: str, *, is_same: bool) -> Iterator[Piece]:
    if is_same:
        yield Piece(SAME, after)
        return
    if before:
        yield Piece(REMOVED, before)
    if after:
        yield Piece(ADDED, after)


def _joined(pieces: Iterator[Piece]) -> list[Piece]:
    """Put neighbours of one kind together."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].kind == piece.kind:
            found[-1] = Piece(piece.kind, found[-1].text + piece.text)
        else:
            found.append(piece)
    return found
