"""Who may see what, in words: made from `children.reach`, the table that every query obeys.

Nothing is written out by hand but what a ground means; a role that comes into the table, or goes
out of it, does so here too.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from children.reach import REACH, Ground, Reach, Thing
from children.reading_texts import READING
from children.states import ConsentScope, Language
from partners.states import Role

GROUNDS = {
    Ground.OWN_LOCATION: gettext_lazy("alle kinderen van de eigen locaties"),
    Ground.OWN_GROUPS: gettext_lazy("kinderen in de eigen groepen, en van wie je mentor bent"),
    Ground.OFFICER: gettext_lazy("alle kinderen van de eigen organisatie"),
}


@dataclass(frozen=True)
class Sees:
    """One thing that a role sees, and of which children."""

    thing: str
    of_whom: str


@dataclass(frozen=True)
class OfRole:
    """All that one role sees of children."""

    role: str
    sees: tuple[Sees, ...]


@dataclass(frozen=True)
class OfScope:
    """What a yes to one question opens, and for whom; empty when it opens nothing."""

    scope: str
    opens: tuple[Sees, ...]


def by_role() -> list[OfRole]:
    """Return per role what it sees; who sees nothing is left out (`roles_without`)."""
    found = {role: _sees(role) for role in Role}
    return [OfRole(str(role.label), sees) for role, sees in found.items() if sees]


def roles_without() -> list[str]:
    """Return the roles that never see anything of a child."""
    return [str(role.label) for role in Role if not _sees(role)]


def by_scope() -> list[OfScope]:
    """Return per question what a yes opens at the school that it names."""
    return [OfScope(str(scope.label), tuple(_opens(scope))) for scope in ConsentScope]


def for_guardians(language: Language) -> list[OfRole]:
    """Return the same in the words of the guardian's page."""
    words = READING[language]
    found = []
    for role in Role:
        rows = [(words[f"thing.{thing}"], reach) for thing, reach in _reaches(role)]
        sees = tuple(Sees(thing, words[_word_of(reach)]) for thing, reach in rows)
        if sees:
            found.append(OfRole(words[f"role.{role}"], sees))
    return found


def _reaches(role: Role) -> Iterable[tuple[Thing, Reach]]:
    return ((thing, REACH[thing][role]) for thing in Thing if role in REACH[thing])


def _sees(role: Role) -> tuple[Sees, ...]:
    return tuple(Sees(str(thing.label), _of_whom(reach)) for thing, reach in _reaches(role))


def _of_whom(reach: Reach) -> str:
    """Return of which children a reach is, as one phrase."""
    if reach.ground != Ground.CONSENT:
        return str(GROUNDS[reach.ground])
    scopes = [str(scope.label) for scope in ConsentScope if scope in reach.scopes]
    parts = [_("kinderen van wie een ouder jouw school toestemming gaf voor: %s") % _or(scopes)]
    if reach.section:
        parts.append(_("als daarin staat: %s") % reach.section.label)
    if reach.own_group:
        parts.append(_("als het kind in een eigen groep is geplaatst"))
    return ", ".join(parts)


def _or(words: list[str]) -> str:
    return _(" of ").join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _opens(scope: ConsentScope) -> Iterable[Sees]:
    for thing in Thing:
        roles = [
            str(role.label)
            for role, reach in REACH[thing].items()
            if reach.ground == Ground.CONSENT and scope in reach.scopes
        ]
        if roles:
            yield Sees(str(thing.label), ", ".join(roles))


def _word_of(reach: Reach) -> str:
    """Return the key of the words of a reach in `reading_texts`."""
    if reach.ground != Ground.CONSENT:
        return f"ground.{reach.ground.name.lower()}"
    return "ground.consent_group" if reach.own_group else "ground.consent"
