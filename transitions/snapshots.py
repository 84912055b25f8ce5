"""The lines of a form, as one text that is frozen when it is shared.

A version holds no key of a person or row: only what was written and known, part by part.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass

from children.states import FormSection
from transitions import form_fields
from transitions.form_fields import FieldKind, FormField
from transitions.known_facts import Fact

FORMAT = 1


@dataclass(frozen=True)
class Line:
    """One line of a form: what was asked or known, and what stands there."""

    code: str
    section: str
    label: str
    value: str
    is_health: bool = False
    is_known: bool = False  # taken from the dossier, not filled in


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


def by_section(lines: Iterable[Line]) -> list[tuple[FormSection, list[Line]]]:
    """Return the lines part by part, without the empty parts."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.section, []).append(line)
    return [(part, found[part]) for part in FormSection if part in found]


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
