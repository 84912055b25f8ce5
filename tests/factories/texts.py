"""Texts of letters for tests: the shipped ones with some replaced, saved and taken again."""

from partners.access import Actor
from partners.models import Municipality
from subsidies.letter_text_saving import SavedTexts, Texts, restore_texts, save_texts
from subsidies.letter_text_versions import SHIPPED
from subsidies.letter_texts import shipped_sections
from subsidies.states import TextKind
from tests.factories.subsidies import AT

KIND = TextKind.GRANT_LIGHT
GREETING = "Beste bestuurder,"


def own(kind: TextKind = KIND, **texts: str) -> dict[str, str]:
    """Return the shipped texts with some replaced."""
    return shipped_sections(kind) | texts


def save(
    town: Municipality,
    by: Actor,
    version: int = SHIPPED,
    *,
    kind: TextKind = KIND,
    note: str = "",
    **texts: str,
) -> SavedTexts:
    """Save the shipped texts with some replaced."""
    given = Texts(own(kind, **texts), note)
    return save_texts(
        municipality_id=town.pk, kind=kind, texts=given, version=version, by=by, at=AT
    )


def restore(town: Municipality, by: Actor, number: int, version: int) -> SavedTexts:
    """Take a version again, from a page that showed `version`."""
    return restore_texts(
        municipality_id=town.pk, kind=KIND, number=number, version=version, by=by, at=AT
    )
