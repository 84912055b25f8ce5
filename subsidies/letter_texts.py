"""The texts that the product brings for each kind of letter, in plain Dutch (B1).

They lie in `subsidies/shipped_texts/`, a file for each kind, so that a lawyer can read them; a
municipality edits them on screen (`subsidies/letter_text_versions.py`). Letters are legal documents
in Dutch, whatever language the screen has, so nothing here passes through gettext.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from subsidies.states import TextKind

FOLDER = Path(__file__).resolve().parent / "shipped_texts"
HEAD, OPTIONAL = "== ", "facultatief"
NO_REFERENCE = "nog niet bekend (concept)"


@dataclass(frozen=True)
class SectionSpec:
    """One section of a letter: its key, its heading ("" for none), and the text as shipped.

    `elements` are the numbers of docs/brief.md that it serves.
    """

    key: str
    heading: str
    default: str
    is_mandatory: bool
    elements: tuple[int, ...]


@cache
def sections_of(kind: TextKind) -> tuple[SectionSpec, ...]:
    """Return the sections of a kind of letter, in the order in which they are printed."""
    text = (FOLDER / f"{TextKind(kind).value}.txt").read_text(encoding="utf-8")
    return tuple(_section(part) for part in text.split(HEAD)[1:])


def _section(part: str) -> SectionSpec:
    """Read `key | heading | numbers [| facultatief]` and the text below it."""
    head, _newline, body = part.partition("\n")
    key, heading, numbers, *more = [word.strip() for word in head.split("|")]
    elements = tuple(int(number) for number in numbers.split(",") if number.strip())
    return SectionSpec(key, heading, body.strip(), OPTIONAL not in more, elements)


ACTIVITIES = [
    "doet mee aan kindbesprekingen over kinderen van 0 tot 6 jaar;",
    "overlegt met de kinderopvang hoe het gaat met peuters die naar school gaan;",
    (
        "kijkt mee bij een peuter als de pedagogisch professional daarom vraagt, binnen en waar "
        "mogelijk buiten het kindcentrum;"
    ),
    "zorgt dat een kind in de kleutergroep komt die het best past.",
]

OBLIGATIONS_LIGHT = [
    "U gebruikt het geld alleen voor het doel dat in deze brief staat.",
    "Iedere school spreekt vóór 1 oktober met de kinderopvang af hoe zij de uren samen inzet.",
    (
        "Verandert er iets? Bijvoorbeeld omdat een school sluit, fuseert of de uren niet kan "
        "inzetten. Meld het ons dan binnen vier weken."
    ),
]

ACCOUNTABILITY_LIGHT = [
    (
        "Wij stellen de subsidie nu meteen vast. U hoeft geen eindverslag te sturen. Na afloop van "
        "het schooljaar vragen wij u één keer te bevestigen dat de activiteiten zijn uitgevoerd. "
        "Enkele besturen vragen wij te laten zien wat zij hebben gedaan."
    ),
]


def payment(total: str) -> list[str]:
    """Return the default payment paragraphs. Source: Awb art. 4:87 lid 1 (six weeks)."""
    text = (
        f"U ontvangt {total} in één keer. Wij betalen binnen zes weken nadat wij deze brief "
        "hebben verzonden, op het rekeningnummer dat wij van u kennen."
    )
    return [text]
