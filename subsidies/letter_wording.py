"""Placeholders in the texts of letters: which exist, whether a text is sound, and filling it in.

A text is plain words. `{bedrag}` stands for a value; a blank line begins a paragraph and a line
that starts with "- " is an item of a list. There is nothing else: no template language, no code,
no file and no address can be reached from a text, and a value is never read as a text again.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _

from config.letter_signs import named, unprintable
from partners.refusals import RefusedError
from subsidies.letter_content import Block
from subsidies.letter_texts import SectionSpec, section_of, sections_of
from subsidies.states import TextKind

MAX_LENGTH = 20_000
NAME = re.compile(r"\{([a-z_]+)\}")
BRACED = re.compile(r"\{[^{}\n]*\}")
BRACE = re.compile(r"[{}]")
# What a template language would run; a text never does, so it says so instead of printing it.
COMMAND = re.compile(r"\{%.*?(?:%\}|$)|\{\{.*?(?:\}\}|$)|\{#.*?(?:#\}|$)|%\}|\}\}", re.MULTILINE)
ITEM = "- "
SHOWN = 60


@dataclass(frozen=True)
class Placeholder:
    """What a placeholder stands for, in Dutch, and a value to show.

    A line with a placeholder that `is_optional` falls away when the value is not known.
    """

    label: str
    example: str
    is_optional: bool = False


_ALL = {
    "gemeente": Placeholder("Naam van de gemeente", "Wilgenstad"),
    "college": Placeholder(
        "Het college, voluit", "het college van burgemeester en wethouders van Wilgenstad"
    ),
    "uitvoerder": Placeholder("Wie de brief voorbereidt en verzendt", "Stichting Startblok"),
    "bestuur": Placeholder("Naam van het bestuur", "Stichting De Populier"),
    "bestuursnummer": Placeholder("Nummer van het bestuur", "41234"),
    "kenmerk": Placeholder("Kenmerk van deze brief", "KOPO-2026-007"),
    "verzenddatum": Placeholder("Datum van verzending", "16 maart 2026"),
    "schooljaar": Placeholder("Schooljaar", "2026–2027"),
    "begindatum": Placeholder("Eerste dag van de periode", "1 augustus 2026"),
    "einddatum": Placeholder("Laatste dag van de periode", "31 juli 2027"),
    "bedrag": Placeholder("Bedrag van de brief", "€\u00a08.208,00"),
    "uren": Placeholder("Aantal uren, zonder het woord uur", "120"),
    "uurtarief": Placeholder("Tarief per uur", "€\u00a068,40"),
    "plafond": Placeholder("Subsidieplafond van het jaar", "€\u00a0168.264,00"),
    "restant": Placeholder("Wat van het plafond overblijft", "€\u00a00,00", is_optional=True),
    "grondslag": Placeholder(
        "Wettelijke grondslag, na “op grond van”",
        "artikel 5 van de Algemene subsidieverordening Wilgenstad 2025",
    ),
    "uitvoeringskader": Placeholder(
        "Uitvoeringskader met versie, na “het”", "Uitvoeringskader kwaliteitscoördinator 2026"
    ),
    "aanvraag": Placeholder(
        "“ambtshalve”, of “op uw aanvraag van …”",
        "op uw aanvraag van 12 januari 2026 met nummer 2026-014",
    ),
    "verantwoording_voor": Placeholder("Laatste dag van de verantwoording", "1 oktober 2027"),
    "betaaltermijn": Placeholder(
        "Wanneer wij betalen, als zinsdeel",
        "binnen zes weken nadat wij deze brief hebben verzonden",
    ),
    "voorbehoud_bedrag": Placeholder(
        "Deel van een begroting die nog niet is vastgesteld", "€\u00a04.788,00", is_optional=True
    ),
    "bezwaaradres": Placeholder("Adres voor bezwaar", "Postbus 100, 5000 AA Wilgenstad"),
    "bezwaar_web": Placeholder(
        "Webadres voor bezwaar", "www.wilgenstad.example/bezwaar", is_optional=True
    ),
    "contact": Placeholder("Contactpersoon, anders de uitvoerder", "A. de Vries"),
    "email": Placeholder("E-mailadres voor vragen", "subsidie@startblok.example", is_optional=True),
    "telefoon": Placeholder("Telefoonnummer voor vragen", "070 123 45 67", is_optional=True),
    "oud_bedrag": Placeholder("Bedrag dat tot nu toe gold", "€\u00a08.208,00"),
    "nieuw_bedrag": Placeholder("Bedrag dat nu geldt", "€\u00a06.156,00"),
    "verschil": Placeholder("Verschil, met plus of min", "− €\u00a02.052,00"),
    "eerder_kenmerk": Placeholder("Kenmerk van het eerdere besluit", "KOPO-2026-003"),
    "eerdere_datum": Placeholder("Datum van het eerdere besluit", "16 maart 2026"),
    "reden": Placeholder(
        "Toelichting die bij deze brief is ingevuld",
        "Basisschool De Linde sluit op 31 januari 2027.",
    ),
    "ingangsdatum": Placeholder("Dag waarop de wijziging ingaat", "1 februari 2027"),
}
_OF_CHANGES = frozenset(
    {"oud_bedrag", "nieuw_bedrag", "verschil", "eerder_kenmerk", "eerdere_datum", "ingangsdatum"}
)
_NOT_IN = {
    TextKind.GRANT_LIGHT: _OF_CHANGES | {"reden", "verantwoording_voor"},
    TextKind.GRANT_STANDARD: _OF_CHANGES | {"reden"},
    TextKind.AMENDMENT: frozenset({"verantwoording_voor"}),
    TextKind.WITHDRAWAL: frozenset({"verantwoording_voor", "betaaltermijn", "voorbehoud_bedrag"}),
    TextKind.SETTLEMENT: (
        _OF_CHANGES - {"eerder_kenmerk", "eerdere_datum"} | {"betaaltermijn", "voorbehoud_bedrag"}
    ),
}
PLACEHOLDERS: dict[TextKind, dict[str, Placeholder]] = {
    kind: {name: value for name, value in _ALL.items() if name not in _NOT_IN[kind]}
    for kind in TextKind
}


class WordingError(RefusedError):
    """A text cannot be used; `section` is where, `placeholder` what is wrong, "" when it is none.

    The message is one sentence for a person, and names the heading of the section.
    """

    def __init__(self, message: str, section: str, placeholder: str = "") -> None:
        """Keep the sentence, the section and the placeholder."""
        super().__init__(message, section)
        self.section, self.placeholder = section, placeholder


def check(kind: str, sections: Mapping[str, str]) -> None:
    """Refuse the first thing that is wrong with the texts of a kind of letter.

    Raises: WordingError: see `faults`.
    """
    for fault in faults(kind, sections):
        raise fault


def faults(kind: str, sections: Mapping[str, str]) -> list[WordingError]:
    """Return what is wrong with the texts of a kind of letter, at most one thing per section.

    A section that is unknown, missing or empty while it must say something; texts that are too
    long together; a text with control characters, or with a sign that the letter font lacks; a
    command of a template language; a placeholder that is unknown, broken, or missing where the law
    needs its value.
    """
    unknown = [key for key in sections if section_of(kind, key) is None]
    found = [
        WordingError(_("Deze brief heeft geen onderdeel “%s”.") % _short(key), key)
        for key in unknown
    ]
    if sum(map(len, sections.values())) > MAX_LENGTH:
        longest = max(sections, key=lambda key: len(sections[key]))
        words = _("De teksten zijn samen langer dan 20.000 tekens: maak deze tekst korter.")
        return [*found, WordingError(words, longest)]
    for spec in sections_of(kind):
        fault = next(_faults_of(TextKind(kind), spec, sections.get(spec.key, "")), None)
        if fault is not None:
            found.append(fault)
    return found


def why_not_empty(spec: SectionSpec) -> str:
    """Say that a section may not be empty."""
    return _("“%s” mag niet leeg zijn: zonder die tekst mist de brief iets wat moet.") % spec.label


def _faults_of(kind: TextKind, spec: SectionSpec, text: str) -> Iterator[WordingError]:
    """Name what is wrong with one text, most telling first."""
    given = {"section": spec.label}
    if spec.is_mandatory and not text.strip():
        yield WordingError(why_not_empty(spec), spec.key)
    if any(_is_control(sign) for sign in text):
        words = _(
            "“%(section)s” bevat een onzichtbaar teken dat een brief niet kan afdrukken: "
            "typ de tekst op die plek opnieuw."
        )
        yield WordingError(words % given, spec.key)
    yield from _unprintable(spec, text)
    yield from _bad_braces(kind, spec, text)
    yield from _lacking(spec, text)


def _is_control(sign: str) -> bool:
    """Say whether a sign is a control character, a stray half or a turn of the writing direction.

    A line break is none; soft hyphens and joiners, which Word pastes along, may stay.
    """
    if sign in "\n\r\t":
        return False
    is_turn = "\u202a" <= sign <= "\u202e" or "\u2066" <= sign <= "\u2069"
    return is_turn or unicodedata.category(sign) in {"Cc", "Cs", "Cn", "Co"}


def _unprintable(spec: SectionSpec, text: str) -> Iterator[WordingError]:
    """Name each sign that the letter font lacks, with the words around it."""
    for sign in unprintable(text):
        words = _(
            "In “%(section)s” staat het teken %(sign)s, bij “%(near)s”. Dat teken zit niet in het "
            "lettertype van de brief: schrijf de tekst zonder."
        )
        near = next(word for word in unicodedata.normalize("NFC", text).split() if sign in word)
        values = {"section": spec.label, "sign": named(sign), "near": _short(near)}
        yield WordingError(words % values, spec.key)


def _bad_braces(kind: TextKind, spec: SectionSpec, text: str) -> Iterator[WordingError]:
    """Name each command, each placeholder that does not exist and each brace that stands alone."""
    for match in COMMAND.finditer(text):
        words = _(
            "In “%(section)s” staat “%(what)s”. Een tekst kan niets uitvoeren of herhalen: "
            "gebruik alleen de plaatshouders uit de lijst."
        )
        values = {"section": spec.label, "what": _short(match[0])}
        yield WordingError(words % values, spec.key, match[0])
    for match in BRACED.finditer(text):
        name = match[0][1:-1]
        if name not in PLACEHOLDERS[kind]:
            yield WordingError(_unknown(kind, spec, name), spec.key, name)
    rest = BRACED.sub("", text)
    for match in BRACE.finditer(rest):
        word = _around(rest, match.start())
        words = _(
            "In “%(section)s” is “%(what)s” geen hele plaatshouder: schrijf hem tussen twee "
            "accolades, zoals {bedrag}."
        )
        values = {"section": spec.label, "what": _short(word)}
        yield WordingError(words % values, spec.key, word.strip("{}"))


def _around(text: str, place: int) -> str:
    """Return the brace at a place with the word that it is stuck to."""
    before, after = text[max(0, place - SHOWN) : place], text[place + 1 : place + SHOWN]
    if text[place] == "{":
        return f"{{{(after.split() or [''])[0] if after[:1].strip() else ''}"
    return f"{(before.split() or [''])[-1] if before[-1:].strip() else ''}}}"


def _unknown(kind: TextKind, spec: SectionSpec, name: str) -> str:
    """Say that a placeholder does not exist, and which one may have been meant."""
    values = {"section": spec.label, "what": _short(name)}
    near = get_close_matches(name.strip().lower(), PLACEHOLDERS[kind], n=1)
    if near:
        return _(
            "In “%(section)s” bestaat de plaatshouder {%(what)s} niet: bedoel je {%(near)s}?"
        ) % {**values, "near": near[0]}
    return (
        _(
            "In “%(section)s” bestaat de plaatshouder {%(what)s} niet: kies er een uit de lijst "
            "die bij deze brief hoort."
        )
        % values
    )


def _lacking(spec: SectionSpec, text: str) -> Iterator[WordingError]:
    """Name each value and each phrase that a letter may not go without."""
    for name in spec.placeholders:
        if f"{{{name}}}" not in text:
            words = _(
                "In “%(section)s” ontbreekt {%(name)s}: zonder %(label)s klopt de brief niet."
            )
            label = _ALL[name].label[:1].lower() + _ALL[name].label[1:]
            values = {"section": spec.label, "name": name, "label": label}
            yield WordingError(words % values, spec.key, name)
    yield from _falling(spec, text)
    line = " ".join(text.split())
    for phrase in spec.words:
        if phrase not in line:
            words = _("In “%(section)s” moeten deze woorden staan: “%(words)s”.")
            yield WordingError(words % {"section": spec.label, "words": phrase}, spec.key)


def _falling(spec: SectionSpec, text: str) -> Iterator[WordingError]:
    """Name a line that must stay but holds a value that can be unknown, for then it falls away."""
    for line in text.splitlines():
        names = NAME.findall(line)
        needed = next((name for name in names if name in spec.placeholders), None)
        unsure = [name for name in names if _ALL[name].is_optional and name != needed]
        if needed and unsure:
            words = _(
                "In “%(section)s” staan {%(needed)s} en {%(unsure)s} op één regel: die regel valt "
                "weg als {%(unsure)s} onbekend is. Zet ze op twee regels."
            )
            values = {"section": spec.label, "needed": needed, "unsure": unsure[0]}
            yield WordingError(words % values, spec.key, unsure[0])


def _short(text: str) -> str:
    """Return the beginning of what somebody typed, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"


def fill(text: str, values: Mapping[str, str]) -> list[Block]:
    """Return a text as paragraphs and list items, with each placeholder replaced by its value.

    Lines of one paragraph are joined by a space. A line with a placeholder whose value is empty
    falls away. What is no placeholder of `values` stays as it is, and a value is never read again.
    """
    blocks: list[Block] = []
    is_new = True
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        line = raw.strip(" \t")
        if not line:
            is_new = True
            continue
        if any(values.get(name) == "" for name in NAME.findall(line)):
            continue
        is_item = line.startswith(ITEM)
        words = _filled(line.removeprefix(ITEM).lstrip(), values)
        if is_item:
            blocks.append(Block("item", words))
        elif is_new or not blocks:
            blocks.append(Block("paragraph", words))
        else:
            blocks[-1] = Block(blocks[-1].kind, f"{blocks[-1].text} {words}")
        is_new = False
    return blocks


def _filled(line: str, values: Mapping[str, str]) -> str:
    """Replace the placeholders of one line, once."""
    return NAME.sub(lambda match: values.get(match[1], match[0]), line)


def example_values(kind: str) -> dict[str, str]:
    """Return a value for every placeholder of a kind, to show what a letter will look like."""
    values = {name: item.example for name, item in PLACEHOLDERS[TextKind(kind)].items()}
    if kind in {TextKind.AMENDMENT, TextKind.WITHDRAWAL}:  # the amount is the one that holds now
        values |= {"bedrag": values["nieuw_bedrag"], "uren": "90"}
    return values
