"""What a letter says otherwise than the facts do now, in one Dutch sentence."""

from collections.abc import Iterator
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from subsidies.letter_content import LetterContent

# What a reader calls each part of the content; parts with one name are told of once.
PARTS: dict[str, Any] = {
    "kind": gettext_lazy("de soort brief"),
    "reference": gettext_lazy("het kenmerk"),
    "date": gettext_lazy("de verzenddatum"),
    "subject": gettext_lazy("het onderwerp"),
    "year": gettext_lazy("het schooljaar"),
    "period_start": gettext_lazy("het schooljaar"),
    "period_end": gettext_lazy("het schooljaar"),
    "issuer": gettext_lazy("het briefhoofd van de uitvoerder"),
    "hourly_rate": gettext_lazy("het uurtarief"),
    "ceiling": gettext_lazy("het budget"),
    "remainder": gettext_lazy("het budget"),
    "legal_basis": gettext_lazy("de wettelijke grondslag"),
    "framework": gettext_lazy("het uitvoeringskader"),
    "application": gettext_lazy("de aanvraag"),
    "supersedes": gettext_lazy("de eerdere brief"),
    "instalments": gettext_lazy("het betaalschema"),
    "budget_condition": gettext_lazy("het begrotingsvoorbehoud"),
    "signatory": gettext_lazy("de ondertekenaar"),
    "calculation": gettext_lazy("de uitleg van de berekening"),
}
AMOUNTS = (
    "total", "hours", "components", "rows", "changes", "before_total", "difference",
)  # fmt: skip
TOWN: dict[str, Any] = {
    "name": gettext_lazy("de naam van de gemeente"),
    "code": gettext_lazy("de naam van de gemeente"),
    "objection_address": gettext_lazy("het adres voor bezwaar"),
    "objection_url": gettext_lazy("het webadres voor bezwaar"),
    "privacy_contact": gettext_lazy("het adres voor vragen over privacy"),
    "logo": gettext_lazy("het logo"),
}


def differences(snapshot: dict[str, Any], now: LetterContent) -> str:
    """Return a sentence without a full stop like "Het adres van … is gewijzigd", "" when equal.

    Whether the letter is a concept does not count.
    """
    try:
        then = LetterContent.from_json(snapshot)
    except ValueError:
        return _("De brief is opgesteld met een oudere versie van het programma")
    names = list(dict.fromkeys(str(name) for name in _changed(then, now)))
    if not names:
        return ""
    text = get_text_list(names, _("en"))
    sentence = text[:1].upper() + text[1:]
    is_one = len(names) == 1 and names[0] != _("de bedragen")
    return _("%s is gewijzigd") % sentence if is_one else _("%s zijn gewijzigd") % sentence


def _changed(then: LetterContent, now: LetterContent) -> Iterator[Any]:
    """Yield what each difference is called; amounts first, the texts only when nothing else is."""
    if any(getattr(then, part) != getattr(now, part) for part in AMOUNTS):
        yield _("de bedragen")
    if then.board != now.board:
        yield from _board(then, now)
    if then.municipality != now.municipality:
        yield from (
            name
            for part, name in TOWN.items()
            if getattr(then.municipality, part) != getattr(now.municipality, part)
        )
    found = [name for part, name in PARTS.items() if getattr(then, part) != getattr(now, part)]
    yield from found
    is_explained = found or then.board != now.board or then.municipality != now.municipality
    if not is_explained and then.total == now.total:
        yield from _texts(then, now)


def _board(then: LetterContent, now: LetterContent) -> Iterator[str]:
    """Name what changed of the addressee."""
    if then.board.address != now.board.address:
        yield _("het adres van %s") % now.board.name
    if then.board.name != now.board.name:
        yield _("de naam van %s") % then.board.name
    if (then.board.number, then.board.kvk) != (now.board.number, now.board.kvk):
        yield _("het nummer van %s") % now.board.name
    if then.board.attention != now.board.attention:
        yield _("de contactpersoon van %s") % now.board.name


def _texts(then: LetterContent, now: LetterContent) -> Iterator[str]:
    """Name the texts that changed: others of the municipality, or another thing to fill in."""
    before = {section.key: section for section in then.sections}
    after = {section.key: section for section in now.sections}
    for key in dict.fromkeys([*before, *after]):
        if before.get(key) != after.get(key):
            section = after.get(key) or before[key]
            yield _("de tekst “%s”") % (section.heading or _("Inleiding"))
