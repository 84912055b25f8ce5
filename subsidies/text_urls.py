"""Addresses of the texts of letters of a municipality."""

from django.urls import path, register_converter

from subsidies.states import TextKind
from subsidies.views import texts

WORDS = {
    TextKind.GRANT_LIGHT: "verlening",
    TextKind.GRANT_STANDARD: "verlening-met-verslag",
    TextKind.AMENDMENT: "wijziging",
    TextKind.WITHDRAWAL: "intrekking",
    TextKind.SETTLEMENT: "vaststelling",
}
KINDS = {word: kind for kind, word in WORDS.items()}


class TextKindConverter:
    """A kind of letter in an address: a Dutch word there, a `TextKind` in the code."""

    regex = "[a-z-]+"

    def to_python(self, value: str) -> TextKind:
        """Return the kind of a word. Raises: ValueError: there is no such address."""
        if value not in KINDS:
            raise ValueError(value)
        return KINDS[value]

    def to_url(self, value: str) -> str:
        """Return the word of a kind."""
        return WORDS[TextKind(value)]


register_converter(TextKindConverter, "textkind")
HOME = "instellingen/<str:code>/brieven/"
ONE = f"{HOME}<textkind:kind>/"

urlpatterns = [
    path(HOME, texts.TextListView.as_view(), name="letter_texts"),
    path(ONE, texts.TextView.as_view(), name="letter_text"),
    path(f"{ONE}geschiedenis/", texts.TextHistoryView.as_view(), name="letter_text_history"),
    path(
        f"{ONE}geschiedenis/<int:number>/terugzetten/",
        texts.TextRestoreView.as_view(),
        name="letter_text_restore",
    ),
]
