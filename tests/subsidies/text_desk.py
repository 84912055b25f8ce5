"""What the tests of the pages of texts share: a town with the module on, addresses, words."""

import html
from typing import Any

from django.test import Client
from django.urls import reverse

from partners.access import Actor
from partners.models import Module, Municipality
from partners.states import ModuleKind, Role
from subsidies.letter_texts import shipped_sections
from subsidies.states import TextKind
from tests.factories import texts as saved
from tests.factories.partners import make_actor
from tests.factories.subsidies import AT, make_issuer_actor, make_municipality
from tests.factories.texts import GREETING, KIND
from tests.subsidies.test_pages import client_of

__all__ = [
    "GREETING",
    "KIND",
    "client_of",
    "keep",
    "make_town",
    "reader",
    "text_of",
    "typed",
    "url",
]


def make_town() -> Municipality:
    municipality = make_municipality(name="Wilgenstad", objection_lines=["Postbus 9", "5000 AA"])
    Module.objects.get_or_create(
        municipality=municipality, kind=ModuleKind.SUBSIDY, defaults={"switched_on_at": AT}
    )
    return municipality


def url(town: Municipality, name: str = "letter_text", kind: TextKind = KIND) -> str:
    args: dict[str, list[Any]] = {"letter_texts": [], "letter_text_restore": [kind, 0]}
    return reverse(name, args=[town.key, *args.get(name, [kind])])


def reader(town: Municipality, role: Role) -> Client:
    is_issuer = role in {Role.SIG, Role.ISS}
    return client_of(make_issuer_actor(town, role) if is_issuer else make_actor(role, town))


def typed(version: int = 0, **texts: str) -> dict[str, Any]:
    return {**shipped_sections(KIND), "version": version, "note": "", **texts}


def text_of(answer: Any) -> str:
    """Return the words of a page, without what is markup."""
    return html.unescape(" ".join(answer.content.decode().split()))


def keep(town: Municipality, by: Actor, version: int = 0, **texts: str) -> None:
    saved.save(town, by, version, note="nieuw begin", **texts)
