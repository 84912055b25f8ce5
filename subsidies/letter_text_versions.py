"""A municipality's own texts of letters, to read: versions never change, a newer one follows."""

from collections.abc import Mapping
from dataclasses import dataclass

from config.differences import Piece, between
from partners.models import Municipality
from subsidies.letter_texts import sections_of, shipped_sections
from subsidies.models import LetterText
from subsidies.states import TextKind

SHIPPED = 0  # the number of the texts that the product brings, before any version


@dataclass(frozen=True)
class TextsInForce:
    """The texts that letters of a kind have now; `row` is None while nobody changed them."""

    kind: TextKind
    row: LetterText | None
    sections: dict[str, str]

    @property
    def is_own(self) -> bool:
        """Say whether they are others than those that the product brings."""
        return self.sections != shipped_sections(self.kind)

    @property
    def version(self) -> int:
        """Return the number of the version that holds."""
        return self.row.version if self.row else SHIPPED


@dataclass(frozen=True)
class Difference:
    """What changed in one section, as the words of both texts in order."""

    label: str
    pieces: list[Piece]


def current_text(municipality: Municipality, kind: TextKind) -> LetterText | None:
    """Return the newest version of the municipality's own texts; None: it uses those shipped."""
    return LetterText.objects.filter(municipality=municipality, kind=kind).first()


def sections_in_force(municipality: Municipality, kind: TextKind) -> dict[str, str]:
    """Return the text of every section that a letter would have now."""
    return _sections(kind, current_text(municipality, kind))


def texts_in_force(municipality: Municipality, kind: TextKind) -> TextsInForce:
    """Return which texts of a kind hold now."""
    row = current_text(municipality, kind)
    return TextsInForce(kind, row, _sections(kind, row))


def overview(municipality: Municipality) -> list[TextsInForce]:
    """Return which texts hold now, for every kind of letter, with who wrote them."""
    newest = LetterText.objects.filter(municipality=municipality).order_by("kind", "-version")
    rows = {row.kind: row for row in newest.distinct("kind").select_related("created_by")}
    return [
        TextsInForce(kind, rows.get(kind), _sections(kind, rows.get(kind))) for kind in TextKind
    ]


def history(municipality: Municipality, kind: TextKind) -> list[LetterText]:
    """Return all versions of a kind, newest first, with who wrote them."""
    rows = LetterText.objects.filter(municipality=municipality, kind=kind)
    return list(rows.select_related("created_by"))


def sections_of_version(municipality: Municipality, kind: TextKind, number: int) -> dict[str, str]:
    """Return the texts of a version, of the product's own for `SHIPPED`. Raises: DoesNotExist."""
    if number == SHIPPED:
        return shipped_sections(kind)
    rows = LetterText.objects.filter(municipality=municipality, kind=kind)
    return _sections(kind, rows.get(version=number))


def _sections(kind: TextKind, row: LetterText | None) -> dict[str, str]:
    """Return the texts of a row; a section that it does not know is as the product brings it."""
    own = row.sections if row else {}
    return {spec.key: own.get(spec.key, spec.default) for spec in sections_of(kind)}


# --- differences ------------------------------------------------------------------------------


def differences(
    kind: TextKind, before: Mapping[str, str], after: Mapping[str, str]
) -> list[Difference]:
    """Return the sections that two versions say differently, in the order of the letter."""
    return [
        Difference(spec.label, between(before.get(spec.key, ""), after.get(spec.key, "")))
        for spec in sections_of(kind)
        if before.get(spec.key, "") != after.get(spec.key, "")
    ]
