"""What every page needs to know: theme, density, menu and who is looking."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from config.demo import cast
from config.demo.fill import is_filled
from config.navigation import Menu, links_for
from config.themes import DEFAULT_THEME, THEMES
from partners.access import Actor
from partners.models import Municipality
from partners.states import CHILDCARE_ROLES, Role

COMPACT, NORMAL, ROOMY = "app-compact", "app-normal", "app-roomy"


class Interface:
    """The frame of one page; each part is worked out only when a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        """Keep the request."""
        self.request = request

    @cached_property
    def actor(self) -> Actor | None:
        """Return who is looking; None for a visitor, and where the middleware never ran.

        A worker's device that was given to a guardian shows nothing of the worker either.
        """
        is_lent = getattr(self.request, "is_at_door", False)
        return None if is_lent else getattr(self.request, "actor", None)

    @cached_property
    def _municipality(self) -> Municipality | None:
        if self.actor:
            return self.actor.municipality
        only = list(Municipality.objects.select_related("organisation")[:2])
        return only[0] if len(only) == 1 else None

    @property
    def municipality(self) -> str:
        """Return the name of the municipality whose service this is, where that is one."""
        return self._municipality.name if self._municipality else ""

    @property
    def contact_email(self) -> str:
        """Return the municipality's address for questions, where it gave one."""
        return self._municipality.contact_email if self._municipality else ""

    @property
    def privacy_contact(self) -> str:
        """Return the municipality's address for privacy questions, where it gave one."""
        return self._municipality.privacy_contact if self._municipality else ""

    @property
    def theme(self) -> str:
        """Return the slug of the theme; an unknown one falls back on the neutral theme."""
        theme = self._municipality.theme if self._municipality else DEFAULT_THEME
        return theme if theme in THEMES else DEFAULT_THEME

    @property
    def theme_file(self) -> str:
        """Return the static path of the theme."""
        return f"css/theme-{self.theme}.css"

    @property
    def density(self) -> str:
        """Return how tightly the page is set: by role, and roomy for the public."""
        if self.actor is None:
            return ROOMY
        return NORMAL if self.actor.role in CHILDCARE_ROLES else COMPACT

    @cached_property
    def navigation(self) -> Menu:
        """Return the main menu."""
        return Menu(links_for(self.actor, self.request.path) if self.actor else [])

    @property
    def role_line(self) -> str:
        """Return role and organisations in one line: who am I here?"""
        if self.actor is None:
            return ""
        names = ", ".join(m.organisation.name for m in self.actor.memberships[:2])
        more = len(self.actor.memberships) - 2
        tail = f" en {more} meer" if more > 0 else ""
        return f"{Role(self.actor.role).label.capitalize()}, {names}{tail}"

    @cached_property
    def is_demo(self) -> bool:
        """Say whether this is the demo, which shows its banner: to a visitor or its own people."""
        if not settings.DEMO:
            return False
        return self.actor.user.is_demo if self.actor else is_filled()

    @property
    def doors(self) -> list[cast.Door]:
        """Return the doors of the demo to the roles that the reader does not have now."""
        return [door for door in cast.DOORS if not self.actor or door.role != self.actor.role]


def interface(request: HttpRequest) -> dict[str, Any]:
    """Give every template the frame of its page as `interface`."""
    return {"interface": Interface(request)}
