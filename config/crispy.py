"""Form parts that several apps use."""

from crispy_forms.bootstrap import PrependedText


def euro_field(name: str) -> PrependedText:
    """Return an input for an amount in euros, with the sign before it."""
    return PrependedText(name, "€", inputmode="decimal", autocomplete="off")
