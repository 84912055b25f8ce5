"""The words in letter texts: placeholders like {bedrag}, paragraphs and lists, and nothing else.

A text is plain: a blank line begins a paragraph, a line with `- ` before it is an item of a list.
Placeholders are replaced by finished Dutch text and never looked at again, so nothing in a text or
in a name can run code or reach a file or the network.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from partners.refusals import RefusedError
from subsidies.letter_content import Block
from subsidies.states import TextKind

ITEM = "- "
# A placeholder is a name in braces; whatever else holds a brace is a mistake.
TOKEN = re.compile(r"\{([a-z_]+)\}")
BROKEN = re.compile(r"\{[{%#][^}\n]{0,40}[}%#]?\}?|\{[^{}\n]{0,40}\}?|[^\s{}]{0,20}\}")


@dataclass(frozen=True)
class Placeholder:
    """What stands in for a fact: its name in words, and what it could say."""

    label: str
    example: str


class WordingError(RefusedError):
    """A text cannot be kept: which section, and which words in it."""

    def __init__(self, message: str, section: str, placeholder: str) -> None:
        """Keep the sentence, the section (the field of the form) and the words."""
        super().__init__(message, section)
        self.section, self.placeholder = section, placeholder


ALWAYS = {
    "gemeente": Placeholder("naam van de gemeente", "’s-Hertogenbosch"),
    "college": Placeholder(
        "wie besluit", "het college van burgemeester en wethouders van ’s-Hertogenbosch"
    ),
    "uitvoerder": Placeholder("wie de brief verstuurt", "Compas073"),
    "bestuur": Placeholder("naam van het bestuur", "Stichting De Wilg"),
    "bestuursnummer": Placeholder("nummer van het bestuur", "41234"),
    "kenmerk": Placeholder("kenmerk van de brief", "KOPO-2026-014"),
    "verzenddatum": Placeholder("dag van verzending", "16 maart 2026"),
    "schooljaar": Placeholder("schooljaar", "2026–2027"),
    "begindatum": Placeholder("eerste dag van het schooljaar", "1 augustus 2026"),
    "einddatum": Placeholder("laatste dag van het schooljaar", "31 juli 2027"),
    "bedrag": Placeholder("bedrag van deze brief", "€\u00a08.208,00"),
    "uren": Placeholder("uren waar het bedrag voor staat", "120,00"),
    "uurtarief": Placeholder("tarief per uur", "€\u00a068,40"),
    "plafond": Placeholder("subsidieplafond", "€\u00a0170.000,00"),
    "restant": Placeholder("wat de sleutel overlaat", "€\u00a01.736,00"),
    "grondslag": Placeholder("wettelijke grondslag", "de Algemene subsidieverordening"),
    "uitvoeringskader": Placeholder("versie van het kader", "Uitvoeringskader KO-PO 2026"),
    "aanvraag": Placeholder("aanvraag, of ambtshalve", "uit eigen beweging (ambtshalve)"),
    "verantwoording_voor": Placeholder("uiterste dag van verantwoording", "1 oktober 2027"),
    "betaaltermijn": Placeholder(
        "wanneer wij betalen", "binnen zes weken nadat wij deze brief hebben verzonden"
    ),
    "voorbehoud_bedrag": Placeholder("deel onder voorbehoud", "€\u00a04.788,00"),
    "bezwaaradres": Placeholder("adres voor bezwaar", "Postbus 1, 5200 AA ’s-Hertogenbosch"),
    "bezwaar_web": Placeholder("webadres voor bezwaar", "www.gemeente.example/bezwaar"),
    "contact": Placeholder("contactpersoon", "Joost Verhoeven"),
    "email": Placeholder("e-mailadres", "subsidie@compas073.example"),
    "telefoon": Placeholder("telefoonnummer", "073 000 00 00"),
}
LATER = {
    "oud_bedrag": Placeholder("bedrag tot nu toe", "€\u00a08.208,00"),
    "nieuw_bedrag": Placeholder("nieuw bedrag", "€\u00a05.472,00"),
    "verschil": Placeholder("verschil", "− €\u00a02.736,00"),
    "eerder_kenmerk": Placeholder("kenmerk van de eerdere brief", "KOPO-2026-003"),
    "eerdere_datum": Placeholder("dag van de eerdere brief", "16 maart 2026"),
    "reden": Placeholder("reden van dit besluit", "De school is gesloten."),
    "ingangsdatum": Placeholder("dag waarop het ingaat", "1 december 2026"),
}
GRANTS = frozenset({TextKind.GRANT_LIGHT, TextKind.GRANT_STANDARD})
PLACEHOLDERS: dict[TextKind, dict[str, Placeholder]] = {
    kind: ALWAYS if kind in GRANTS else ALWAYS | LATER for kind in TextKind
}


def check(kind: TextKind, sections: Mapping[str, str]) -> None:
    """Refuse texts with a placeholder that does not exist or is not whole.

    Raises: WordingError: names the section's key and the words; nothing was kept.
    """
    for key, text in sections.items():
        for name in TOKEN.findall(text):
            if name not in PLACEHOLDERS[kind]:
                words = "{" + name + "}"
                raise WordingError(
                    _("Het invulveld %s bestaat niet in deze brief.") % words, key, words
                )
        if found := BROKEN.search(TOKEN.sub("", text)):
            words = found[0].strip() or "{"
            raise WordingError(
                _("“%s” is geen heel invulveld: schrijf het als {bedrag}.") % words, key, words
            )


def fill(text: str, values: Mapping[str, str]) -> list[Block]:
    """Return the paragraphs and items of a text with its placeholders replaced.

    Lines of one paragraph are joined. One with a placeholder that has nothing to say is left out:
    a municipality without a web address for objections has no sentence about it.
    """
    blocks = [_filled(block, values) for block in _blocks(text)]
    return [block for block in blocks if block is not None]


def _blocks(text: str) -> list[Block]:
    """Split a text: a blank line ends a paragraph, and so does an item."""
    found: list[Block] = []
    lines: list[str] = []
    for line in [*text.replace("\r\n", "\n").split("\n"), ""]:
        is_item = line.startswith(ITEM)
        if lines and (is_item or not line.strip()):
            found.append(Block("paragraph", " ".join(lines)))
            lines = []
        if is_item:
            found.append(Block("item", line.removeprefix(ITEM).strip()))
        elif line.strip():
            lines.append(line.strip())
    return found


def _filled(block: Block, values: Mapping[str, str]) -> Block | None:
    """Replace in one pass, so that a value can bring in no other placeholder."""
    if any(not values.get(name, "?") for name in TOKEN.findall(block.text)):
        return None
    return Block(block.kind, TOKEN.sub(lambda match: values.get(match[1], match[0]), block.text))
