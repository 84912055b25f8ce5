"""The lines of a form, as one text that is frozen when it is shared.

A version holds no key of a person or row: only what was written and known, part by part.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import groupby

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from children.states import FormSection
from config.differences import Piece, between
from transitions import form_fields
from transitions.form_fields import FieldKind, FormField
from transitions.known_facts import Fact

FORMAT = 1
ABOUT = _("Kind, ouders en opvang")


@dataclass(frozen=True)
class Line:
    """One line of a form: what was asked or known, and what stands there."""

    code: str
    section: str
    label: str
    value: str
    is_health: bool = False
    is_known: bool = False  # taken from the dossier, not filled in


@dataclass(frozen=True)
class Part:
    """A part of a form as somebody reads it: under each label what stands there."""

    code: str
    title: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Change:
    """What one line said in the version before and what it says now; "" where it was not there."""

    label: str
    before: str
    after: str

    @property
    def pieces(self) -> list[Piece]:
        """Return the words that went and came."""
        return between(self.before, self.after)


def changes(old: Iterable[Line], new: Iterable[Line]) -> list[Change]:
    """Return in what a version differs from the one before, in the order of the form."""
    before, after = ({line.code: line for line in lines} for lines in (old, new))
    found = []
    for code, line in (after | before).items():
        said = [there[code].value if code in there else "" for there in (before, after)]
        if said[0] != said[1]:
            found.append(Change(line.label, *said))
    return found


def lines_of(values: Mapping[str, str], facts: Iterable[Fact]) -> list[Line]:
    """Return the lines of a form: what was filled in, then what is known and not left out."""
    return [*_filled(values), *_known(values, facts)]


def allowed(lines: Iterable[Line], sections: Collection[str], *, health: bool) -> list[Line]:
    """Return the lines that a consent for these parts lets a school read."""
    return [line for line in lines if line.section in sections and (health or not line.is_health)]


def frozen(lines: Iterable[Line]) -> str:
    """Return lines as text; the same lines always as the same text."""
    content = {"format": FORMAT, "lines": [asdict(line) for line in lines]}
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def thawed(content: str) -> list[Line]:
    """Return the lines of what was frozen. Raises: ValueError: of another format."""
    found = json.loads(content)
    if found["format"] != FORMAT:
        raise ValueError(f"form of format {found['format']}")
    return [Line(**line) for line in found["lines"]]


def wants_warm(lines: Iterable[Line]) -> bool:
    """Say whether a warm talk is at hand: asked, or support or an indication (domain 5.6)."""
    yes = str(dict(form_fields.YES_NO)[form_fields.YES])
    return any(
        line.section in form_fields.EXTRA or (line.code, line.value) == (form_fields.WARM, yes)
        for line in lines
    )


def parts_of(lines: Iterable[Line]) -> list[Part]:
    """Return the lines part by part, without the empty parts; who the child is comes last."""
    found: dict[tuple[str, bool], list[Line]] = {}
    for line in lines:
        is_about = line.section == FormSection.BASICS and line.is_known
        found.setdefault((line.section, is_about), []).append(line)
    order = [(part.value, False) for part in FormSection] + [(FormSection.BASICS.value, True)]
    return [_part(*key, found[key]) for key in order if key in found]


def _part(section: str, is_about: bool, lines: list[Line]) -> Part:
    title = ABOUT if is_about else capfirst(FormSection(section).label)
    rows = [
        (label, tuple(line.value for line in same))
        for label, same in groupby(lines, key=lambda line: line.label)
    ]
    return Part("about" if is_about else section, str(title), tuple(rows))


def _filled(values: Mapping[str, str]) -> Iterable[Line]:
    for field in form_fields.ALL:
        if value := values.get(field.code, ""):
            yield Line(
                field.code,
                field.section,
                field.called,
                _words(field, value),
                is_health=field.is_health,
            )


def _known(values: Mapping[str, str], facts: Iterable[Fact]) -> Iterable[Line]:
    for fact in facts:
        if not (fact.can_leave and values.get(form_fields.LEAVE + fact.code)):
            yield Line(
                fact.code, fact.section, str(fact.label), fact.value, fact.is_health, is_known=True
            )


def _words(field: FormField, value: str) -> str:
    """Return a value as somebody reads it."""
    if field.kind == FieldKind.CHOICE:
        return str(dict(field.choices).get(value, value))
    return value
