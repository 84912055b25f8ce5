"""What a card on the start page is."""

from dataclasses import dataclass

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Card:
    """One thing on the start page: what it is, how it stands, and where it is done."""

    icon: str
    title: Text
    text: Text
    href: str
    action: Text
    needs_action: bool = False
