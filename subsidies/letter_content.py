"""What a decision letter says, as plain values: the snapshot that is frozen beside the PDF.

Every amount, number and date is text that is already formatted in Dutch (`€ 4.104,00` with a
no-break space, `60,00`, `10 maart 2026`, `2026–2027`): the template calculates nothing and a later
change of a format cannot alter a letter. A snapshot holds no database key, no moment and no child.
`docs/letter-snapshot.md` lists the keys.
"""

from dataclasses import asdict, dataclass, fields
from typing import Any, Self, cast


@dataclass(frozen=True)
class Municipality:
    """The municipality in whose name the decision is taken."""

    name: str
    code: str
    objection_address: list[str]
    objection_url: str
    privacy_contact: str


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
class GrantContent:
    """The content of a grant letter (verlening) for one board and one subsidy year.

    Raises: ValueError: no school, a row without a share per component, or a letter that is no
    concept and misses its date, address, legal basis, objection address, or signatory with mandate.
    Source: Awb art. 3:41, 3:45, 4:23 and 10:10.
    """

    concept: bool
    reference: str
    date: str
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
    activities: list[str]
    obligations: list[str]
    accountability: list[str]
    payment: list[str]
    signatory: Signatory | None

    def __post_init__(self) -> None:
        if not self.rows:
            raise ValueError("rows: a letter names at least one school")
        for row in self.rows:
            if len(row.shares) != len(self.components):
                raise ValueError(f"rows: {row.code} needs one share per component")
        if missing := [] if self.concept else self._missing():
            raise ValueError(f"only a concept may miss: {', '.join(missing)}")

    def _missing(self) -> list[str]:
        """Name the elements that a final letter may not go without."""
        present = {
            "date": self.date,
            "board.address": self.board.address,
            "legal_basis": self.legal_basis,
            "municipality.objection_address": self.municipality.objection_address,
            "signatory": self.signatory and self.signatory.mandate,
        }
        return [key for key, value in present.items() if not value]

    def as_json(self) -> dict[str, Any]:
        """Return the snapshot as JSON values, to store and to render from."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read a stored snapshot. Raises: ValueError: a missing or unknown key, by its name."""
        return cast(Self, _read(cls, data, "letter"))


_PARTS: dict[str, type] = {
    "municipality": Municipality,
    "issuer": Issuer,
    "board": Board,
    "components": Component,
    "rows": SchoolRow,
    "shares": Share,
    "signatory": Signatory,
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
