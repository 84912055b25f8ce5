"""Two versions of the texts of a letter: which sections changed, in order."""

from subsidies.letter_text_versions import differences
from tests.factories.texts import KIND, own


def test_differences_names_the_changed_sections_in_order() -> None:
    found = differences(KIND, own(), own(slot="Tot ziens.", opening="Hallo,"))
    assert [difference.label for difference in found] == ["Opening van de brief", "Vragen"]


def test_differences_of_the_same_texts_are_none() -> None:
    assert differences(KIND, own(), own()) == []
