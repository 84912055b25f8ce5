"""A municipality's own texts of letters: versions that are never changed, only followed."""

from partners.models import Municipality
from subsidies.letter_texts import sections_of
from subsidies.models import LetterText
from subsidies.states import TextKind


def current_text(municipality: Municipality, kind: TextKind) -> LetterText | None:
    """Return the newest version of the municipality's own texts; None: it uses those shipped."""
    return LetterText.objects.filter(municipality=municipality, kind=kind).first()


def sections_in_force(municipality: Municipality, kind: TextKind) -> dict[str, str]:
    """Return the text of every section that a letter would have now."""
    row = current_text(municipality, kind)
    own = row.sections if row else {}
    return {spec.key: own.get(spec.key, spec.default) for spec in sections_of(kind)}
