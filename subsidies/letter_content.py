"""What a decision letter says, as plain values: the snapshot that is frozen beside the PDF.

Every amount, number and date is text that is already formatted in Dutch (`€ 4.104,00` with a
no-break space, `60,00`, `10 maart 2026`, `2026–2027`): the template calculates nothing and a later
change of a format cannot alter a letter. A snapshot holds no database key, no moment and no child.
`docs/letter-snapshot.md` lists the keys.
"""

from base64 import b64encode
from dataclasses import asdict, dataclass, fields
from typing import Any, Self, cast

from subsidies.states import LetterKind

SCHEMA = 2


@dataclass(frozen=True)
class Municipality:
    """The municipality in whose name the decision is taken; `logo` is checked SVG, or ""."""

    name: str
    code: str
    objection_address: list[str]
    objection_url: str
    privacy_contact: str
    logo: str = ""

    @property
    def logo_address(self) -> str:
        """Return the logo as an address that holds the picture itself."""
        return f"data:image/svg+xml;base64,{b64encode(self.logo.encode()).decode()}"


@dataclass(frozen=True)
class Issuer:
    """The organisation that prepares and sends the letter (LetterIssuer)."""

    name: str
    tagline: str
    address: list[str]
    contact: str
    email: str
    phone: str


@dataclass(frozen=True)
class Board:
    """The addressee, a legal entity; an empty address is unknown and keeps the letter a concept."""

    name: str
    number: str
    kvk: str
    attention: str
    address: list[str]


@dataclass(frozen=True)
class Component:
    """One part of the key: its label and its sum over the rows."""

    label: str
    total: str


@dataclass(frozen=True)
class Share:
    """What one school gets by one component; `count` is "187 leerlingen", or "" without one."""

    amount: str
    count: str


@dataclass(frozen=True)
class SchoolRow:
    """One school: a share per component, in the order of the components, and the sum."""

    code: str
    name: str
    place: str
    shares: list[Share]
    hours: str
    amount: str


@dataclass(frozen=True)
class Signatory:
    """Who signs, and by which mandate; `mandate` is "" only while the letter is a concept."""

    name: str
    function: str
    mandate: str


@dataclass(frozen=True)
class Block:
    """A paragraph or a list item of a section; `kind` is "paragraph" or "item"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Section:
    """One part of the letter: its key (subsidies/letter_texts.py), its heading and its text."""

    key: str
    heading: str
    blocks: list[Block]


@dataclass(frozen=True)
class ChangeRow:
    """What changes for one school: old and new amount, the difference, and why in words."""

    code: str
    name: str
    before: str
    after: str
    difference: str
    explanation: str


@dataclass(frozen=True)
class Instalment:
    """One payment: its day and its amount."""

    date: str
    amount: str


@dataclass(frozen=True)
class Earlier:
    """The letter that this one changes: its reference, and the day on which it was sent."""

    reference: str
    date: str


@dataclass(frozen=True, kw_only=True)
class LetterContent:
    """The content of a decision letter of any kind, for one board and one subsidy year.

    `rows` are the amounts that hold by this letter and add up to `total`; `changes` sets them
    beside those that held before (`before_total`, `difference`), in letters that change something.
    `legal_basis` are phrases after "op grond van", `framework` is the version of the
    Uitvoeringskader, `budget_condition` the part under the budget condition (Awb 4:34), or "".

    Raises: ValueError: an unknown kind, no school, a row without a share per component, or a
    letter that is no concept and misses one of `_missing`.
    Source: Awb art. 3:41, 3:45, 4:23 and 10:10.
    """

    schema: int = SCHEMA
    kind: str
    concept: bool
    reference: str
    date: str
    subject: str
    year: str
    period_start: str
    period_end: str
    municipality: Municipality
    issuer: Issuer
    board: Board
    total: str
    hours: str
    components: list[Component]
    rows: list[SchoolRow]
    calculation: list[str]
    hourly_rate: str
    ceiling: str
    remainder: str
    legal_basis: list[str]
    framework: str
    application: str
    sections: list[Section]
    changes: list[ChangeRow]
    before_total: str
    difference: str
    supersedes: Earlier | None
    instalments: list[Instalment]
    budget_condition: str
    signatory: Signatory | None

    def __post_init__(self) -> None:
        if self.kind not in LetterKind.values:
            raise ValueError(f"kind: there is no letter of kind {self.kind}")
        if not self.rows:
            raise ValueError("rows: a letter names at least one school")
        for row in self.rows:
            if len(row.shares) != len(self.components):
                raise ValueError(f"rows: {row.code} needs one share per component")
        if missing := [] if self.concept else self._missing():
            raise ValueError(f"only a concept may miss: {', '.join(missing)}")

    def _missing(self) -> list[str]:
        """Name what a final letter may not go without."""
        is_first = self.kind == LetterKind.GRANT
        present = {
            "date": self.date,
            "board.address": self.board.address,
            "legal_basis": self.legal_basis,
            "framework": self.framework,
            "sections": self.sections,
            "supersedes": is_first or (self.supersedes and self.supersedes.reference),
            "municipality.objection_address": self.municipality.objection_address,
            "signatory": self.signatory and self.signatory.mandate,
        }
        return [key for key, value in present.items() if not value]

    def section(self, key: str) -> Section | None:
        """Return the section with a key, if the letter has it."""
        return next((section for section in self.sections if section.key == key), None)

    def text_of(self, *keys: str) -> str:
        """Return the text of some sections, a line per block; of all without a key."""
        wanted = [part for part in self.sections if not keys or part.key in keys]
        return "\n".join(block.text for part in wanted for block in part.blocks)

    def as_json(self) -> dict[str, Any]:
        """Return the snapshot as JSON values, to store and to render from."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read a stored snapshot.

        Raises: ValueError: a snapshot of an older version, or a missing or unknown key by name.
        """
        if data.get("schema") != SCHEMA:
            raise ValueError(
                "Deze brief is opgesteld met een oudere versie van het programma: maak de brieven "
                "van dit jaar opnieuw."
            )
        return cast(Self, _read(cls, data, "letter"))


_PARTS: dict[str, type] = {
    "municipality": Municipality,
    "issuer": Issuer,
    "board": Board,
    "components": Component,
    "rows": SchoolRow,
    "shares": Share,
    "signatory": Signatory,
    "sections": Section,
    "blocks": Block,
    "changes": ChangeRow,
    "instalments": Instalment,
    "supersedes": Earlier,
}


def _read(kind: Any, data: dict[str, Any], path: str) -> object:
    """Build one dataclass from JSON, with exactly its keys."""
    expected = {field.name for field in fields(kind)}
    if wrong := sorted(expected ^ data.keys()):
        raise ValueError(f"{path}: missing or unknown: {', '.join(wrong)}")
    return kind(**{key: _read_value(key, value, path) for key, value in data.items()})


def _read_value(key: str, value: Any, path: str) -> Any:
    part = _PARTS.get(key)
    if part is None or value is None:
        return value
    if isinstance(value, list):
        return [_read(part, item, f"{path}.{key}") for item in value]
    return _read(part, value, f"{path}.{key}")
