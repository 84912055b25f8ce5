"""Under every place of the dossier for free text stands what belongs there and what does not."""

import importlib
import inspect
import pkgutil

import pytest
from django import forms

from dossier import forms as package
from dossier.forms.concern import CONCERN, FACTS


def areas() -> list[tuple[str, forms.Field]]:
    """Return every text area of every form of the dossier, by its name."""
    found = {}
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        for _name, form in inspect.getmembers(
            importlib.import_module(module.name), inspect.isclass
        ):
            for name, field in getattr(form, "base_fields", {}).items():
                if isinstance(field.widget, forms.Textarea):
                    found[f"{form.__name__}.{name}"] = field
    return sorted(found.items())


@pytest.mark.privacy(15)
def test_free_text_says_facts_no_others_and_where_safety_goes() -> None:
    found = areas()
    assert len(found) >= 15
    assert [
        name
        for name, field in found
        if str(FACTS) not in str(field.help_text) or str(CONCERN) not in str(field.help_text)
    ] == []
