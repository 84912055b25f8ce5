"""The texts that the product brings for each kind of letter, in plain Dutch (B1).

They lie in `subsidies/shipped_texts/`, a file for each kind, so that a lawyer can read them; a
municipality edits them on screen (`letter_text_versions.py`). Letters are legal documents in Dutch,
whatever language the screen has, so nothing here passes through gettext. A line is a sentence that
can fall away on its own; a blank line begins a paragraph, "- " an item (`letter_wording.py`).

Source: docs/brief.md with the 22 elements; Awb afdeling 4.2; Uitvoeringskader (A1 to A4).
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from subsidies.states import TextKind

FOLDER = Path(__file__).resolve().parent / "shipped_texts"
HEAD, OPTIONAL = "== ", "facultatief"

# In the order of a letter; a kind has some of them.
SECTIONS = (
    "opening",
    "besluit",
    "grondslag",
    "berekening",
    "activiteiten",
    "verplichtingen",
    "verantwoording",
    "vaststelling",
    "betaling",
    "voorbehoud",
    "wijziging",
    "motivering",
    "bezwaar",
    "slot",
)

# The values that a section may not go without, whoever writes it, and the words.
_BASIS = ("grondslag", "uitvoeringskader", "aanvraag")
_CHANGED = ("oud_bedrag", "nieuw_bedrag", "eerder_kenmerk", "schooljaar", "college")
_NEEDS: dict[str, tuple[str, ...]] = {
    "besluit": ("college", "bedrag", "begindatum", "einddatum"),
    "grondslag": _BASIS,
    "berekening": ("plafond",),
    "verantwoording": ("verantwoording_voor",),
    "betaling": ("betaaltermijn",),
    "voorbehoud": ("voorbehoud_bedrag",),
    "bezwaar": ("bezwaaradres", "kenmerk"),
}
_ALSO_NEEDS: dict[TextKind, dict[str, tuple[str, ...]]] = {
    TextKind.GRANT_LIGHT: {"verantwoording": ()},
    TextKind.GRANT_STANDARD: {},
    TextKind.AMENDMENT: {"besluit": _CHANGED, "motivering": ("reden",), "berekening": ()},
    TextKind.WITHDRAWAL: {
        "besluit": _CHANGED, "motivering": ("reden",), "berekening": (), "betaling": (),
    },
    TextKind.SETTLEMENT: {"motivering": ("reden",), "berekening": ("bedrag",), "betaling": ()},
}  # fmt: skip
_WORDS = {
    "activiteiten": ("onder andere", "binnen en waar mogelijk buiten het kindcentrum"),
    "bezwaar": ("zes weken", "handtekening", "kenmerk"),
}


@dataclass(frozen=True)
class SectionSpec:
    """One section of a letter: its key, its heading ("" for none), and the text as shipped.

    `elements` are the numbers of docs/brief.md that it serves. `placeholders` and `words` must
    stand in any text of it; a section that `is_mandatory` may not be empty.
    """

    key: str
    heading: str
    default: str
    is_mandatory: bool
    elements: tuple[int, ...]
    placeholders: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Return how a page calls the section: its heading, or that it opens the letter."""
        return self.heading or "Opening van de brief"


@cache
def sections_of(kind: str) -> tuple[SectionSpec, ...]:
    """Return the sections of a kind of letter, in the order in which they are printed."""
    known = TextKind(kind)
    text = (FOLDER / f"{known.value}.txt").read_text(encoding="utf-8")
    return tuple(_section(known, part) for part in f"\n{text}".split(f"\n{HEAD}")[1:])


def _section(kind: TextKind, part: str) -> SectionSpec:
    """Read `key | heading | numbers [| facultatief]` and the text below it."""
    head, _newline, body = part.partition("\n")
    key, heading, numbers, *more = [word.strip() for word in head.split("|")]
    return SectionSpec(
        key=key,
        heading=heading,
        default=body.strip(),
        is_mandatory=OPTIONAL not in more,
        elements=tuple(int(number) for number in numbers.split(",") if number.strip()),
        placeholders=_ALSO_NEEDS[kind].get(key, _NEEDS.get(key, ())),
        words=_WORDS.get(key, ()),
    )


def section_of(kind: str, key: str) -> SectionSpec | None:
    """Return one section of a kind of letter; None: this kind has no such section."""
    return next((spec for spec in sections_of(kind) if spec.key == key), None)


def shipped_sections(kind: str) -> dict[str, str]:
    """Return the texts that the product brings for a kind of letter, by section."""
    return {spec.key: spec.default for spec in sections_of(kind)}
