"""Signs in a letter that its font lacks: at which element, and where, said before the PDF is made.

What a text took from elsewhere (the name of a board) is told once, where it comes from.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from config.letter_signs import named, unprintable
from subsidies.letter_content import LetterContent
from subsidies.letter_texts import section_of

SHOWN = 60
DECISION = 5  # the element of a section that serves no other


@dataclass(frozen=True)
class SignFault:
    """What cannot be printed, in one sentence; `is_wording`: it is written in a text of letters."""

    sentence: str
    is_wording: bool


def unprintable_in(content: LetterContent, text_kind: str) -> dict[int, SignFault]:
    """Return for each element the first sign in it that cannot be printed, and where it stands.

    Args: text_kind: which texts the letter uses; the sections of a kind serve elements.
    """
    told: set[str] = set()
    faults: dict[int, SignFault] = {}
    for number, text, is_wording in _texts(content, text_kind):
        for sign in unprintable(text):
            if sign not in told:
                told.add(sign)
                words = _("In “%(text)s” staat het teken %(sign)s: het lettertype van de brief "
                          "heeft dat niet, schrijf het zonder.")  # fmt: skip
                values = {"text": _around(text, sign), "sign": named(sign)}
                faults.setdefault(number, SignFault(words % values, is_wording))
    return faults


def _around(text: str, sign: str) -> str:
    """Return a short text whole, of a long one what stands around a sign."""
    line = " ".join(text.split())
    if len(line) <= SHOWN:
        return line
    place = max(0, line.find(sign))
    start = max(0, min(place - SHOWN // 2, len(line) - SHOWN))
    before, after = "…" if start else "", "…" if start + SHOWN < len(line) else ""
    return f"{before}{line[start : start + SHOWN].strip()}{after}"


def _texts(content: LetterContent, text_kind: str) -> Iterator[tuple[int, str, bool]]:
    """Yield every text of a letter with the number of its element: facts first, then the texts."""
    town, issuer, board, signatory = (
        content.municipality, content.issuer, content.board, content.signatory,
    )  # fmt: skip
    facts: dict[int, list[str]] = {
        1: [town.name],
        2: [board.name, board.number, board.kvk, board.attention, *board.address],
        4: [issuer.name, issuer.tagline, *issuer.address, issuer.contact, issuer.email,
            issuer.phone],
        6: [*content.legal_basis, content.framework],
        7: [content.application],
        10: [text for row in content.rows for text in (row.name, row.place)],
        20: [*town.objection_address, town.objection_url],
        21: [signatory.name, signatory.function, signatory.mandate] if signatory else [],
        22: [town.privacy_contact],
    }  # fmt: skip
    facts[10] += [text for row in content.changes for text in (row.name, row.explanation)]
    facts[10] += content.calculation
    yield from ((number, text, False) for number, texts in facts.items() for text in texts)
    for section in content.sections:
        spec = section_of(text_kind, section.key)
        number = next(iter(spec.elements), DECISION) if spec else DECISION
        yield from ((number, block.text, True) for block in section.blocks)
