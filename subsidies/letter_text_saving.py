"""Changing the texts of letters: a new version, an old one again, or those of the product."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from partners import audit
from partners.access import Actor
from partners.models import Municipality
from partners.refusals import RefusedError
from partners.roles import Permission, require
from subsidies.letter_facts import YearFacts, facts_of
from subsidies.letter_text_versions import (
    SHIPPED,
    current_text,
    sections_in_force,
    sections_of_version,
)
from subsidies.letter_wording import check
from subsidies.letters import CONTENT_PARTS, renew
from subsidies.models import DecisionLetter, LetterText
from subsidies.states import LetterKind, LetterState, Regime, TextKind

MAX_NOTE = 200
GRANTS = {TextKind.GRANT_LIGHT: Regime.LIGHT, TextKind.GRANT_STANDARD: Regime.STANDARD}


@dataclass(frozen=True)
class Texts:
    """The texts of a kind of letter by section, and what somebody says about the change."""

    sections: Mapping[str, str]
    note: str = ""


class StaleTextError(RefusedError):
    """Somebody else saved these texts after the page was opened."""


@dataclass(frozen=True)
class SavedTexts:
    """What came of a change: the new version, None for the same words, and the drafts renewed."""

    row: LetterText | None
    renewed: int = 0


@transaction.atomic
def save_texts(
    *, municipality_id: int, kind: TextKind, texts: Texts, version: int, by: Actor, at: datetime
) -> SavedTexts:
    """Keep texts as a new version and renew the drafts of that kind; others stay as they are.

    Args: version: the one that the page showed, `SHIPPED` where nothing was kept yet.
    Raises: DoesNotExist, PermissionDenied, StaleTextError, WordingError (`letter_wording.check`),
    RefusedError: the note is too long.
    """
    municipality = _lock(municipality_id, by)
    return _save(municipality, kind, texts, version, by=by, at=at, action="saved")


@transaction.atomic
def restore_texts(
    *, municipality_id: int, kind: TextKind, number: int, version: int, by: Actor, at: datetime
) -> SavedTexts:
    """Keep the texts of an older version, or those of the product, again as a new version.

    Args: number: the version to take again, `SHIPPED` for the product's; version: as `save_texts`.
    Raises: as `save_texts`; an old text may be refused where the rules became stricter.
    """
    municipality = _lock(municipality_id, by)
    sections = sections_of_version(municipality, kind, number)
    if number == SHIPPED:
        note = _("Terug naar de teksten die worden meegeleverd")
    else:
        note = _("Terug naar versie %d") % number
    texts = Texts(sections, note)
    return _save(municipality, kind, texts, version, by=by, at=at, action="restored")


def _lock(municipality_id: int, by: Actor) -> Municipality:
    """Lock the municipality, so that two people do not save at once. Raises: PermissionDenied."""
    rows = Municipality.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    municipality = rows.get(pk=municipality_id)
    require(by, Permission.EDIT_LETTER_TEXTS, municipality.organisation)
    return municipality


def _save(  # noqa: PLR0913 - what is kept of a version, each by name
    municipality: Municipality,
    kind: TextKind,
    texts: Texts,
    version: int,
    *,
    by: Actor,
    at: datetime,
    action: str,
) -> SavedTexts:
    """Keep a version, unless it says the same as the one that holds."""
    row = current_text(municipality, kind)
    if version != (row.version if row else SHIPPED):
        raise StaleTextError(
            _(
                "Iemand anders heeft deze teksten intussen bewaard. Neem over wat je wilt houden, "
                "en open de bladzijde opnieuw."
            )
        )
    kept = {key: _tidy(text) for key, text in texts.sections.items()}
    note = " ".join(texts.note.split())
    check(kind, kept)
    if len(note) > MAX_NOTE or not note.isprintable():
        raise RefusedError(
            _("Gebruik voor de toelichting hoogstens %d gewone tekens.") % MAX_NOTE, "note"
        )
    if kept == sections_in_force(municipality, kind):
        return SavedTexts(None)
    row = LetterText.objects.create(
        municipality=municipality, kind=kind, version=version + 1, sections=kept, note=note,
        created_at=at, created_by=by.user,
    )  # fmt: skip
    audit.record(
        by=by, action=f"texts.{action}", target=row, organisation=municipality.organisation, at=at,
        details={"kind": str(kind), "version": row.version},
    )  # fmt: skip
    return SavedTexts(row, renewed=_renew_drafts(municipality, kind, at))


def _tidy(text: str) -> str:
    """Return a text with plain line ends and without idle space; hard spaces and quotes stay.

    A letter and its accent become one sign, as fonts and searches expect.
    """
    composed = unicodedata.normalize("NFC", text)
    lines = composed.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip(" \t") for line in lines).strip("\n")


def _renew_drafts(municipality: Municipality, kind: TextKind, at: datetime) -> int:
    """Let the drafts of a kind say what the texts say now; return how many changed."""
    drafts = DecisionLetter.objects.filter(
        year__municipality=municipality, state=LetterState.DRAFT
    ).select_for_update(of=("self",))
    if kind in GRANTS:
        drafts = drafts.filter(kind=LetterKind.GRANT, year__regime=GRANTS[kind])
    else:
        drafts = drafts.filter(kind=kind.value)
    facts: dict[int, YearFacts] = {}
    renewed = 0
    for letter in drafts.select_related(*CONTENT_PARTS, "year__municipality").order_by("pk"):
        if letter.year_id not in facts:
            facts[letter.year_id] = facts_of(letter.year, at=at)
        renewed += renew(letter, at=at, facts=facts[letter.year_id])
    return renewed
