"""The forms of a key: what goes in as KEY.json comes out the same, and what is refused."""

from typing import Any

import pytest
from django.forms import Form

from subsidies.key_forms import FIELDS_OF_KIND, KIND_HINTS, KIND_LABELS, KeyEditor
from subsidies.keys import MAX_COMPONENTS
from subsidies.states import ComponentKind

SCHOOLS = [("01AA00", "De Wilg"), ("02AA00", "De Linde")]
PARTS: list[dict[str, Any]] = [
    {"kind": "fixed", "amount": "4104.00"},
    {"kind": "fixed", "share": "10"},
    {"kind": "hours_rate", "hours_per_week": "1.5", "weeks": 40, "rate": "68.40"},
    {"kind": "previous_year", "index": "3"},
    {"kind": "per_pupil", "date": "2025-10-01", "rate": "12.345"},
    {"kind": "per_target_toddler", "date": "2025-10-01", "share": "60"},
    {"kind": "per_inflow", "date": "2026-08-01", "rate": "50"},
    {"kind": "per_kindcentrum", "amount": "100.00"},
    {"kind": "disadvantage", "date": "2019-10-01", "share": "30"},
]


def posted(editor: KeyEditor) -> dict[str, str]:
    """Return what a browser sends of the editor's page: each field as its widget shows it."""
    data = {"onderdelen": editor.listed_parts, "buiten": editor.listed_exclusions}
    for form in editor.forms:
        data |= fields_of(form)
    return data


def fields_of(form: Form) -> dict[str, str]:
    shown = {}
    for name in form.fields:
        bound = form[name]
        widget = bound.field.widget
        value = widget.format_value(bound.value())
        shown[bound.html_name] = (value[0] if isinstance(value, list) else value) or ""
    return shown


def read(definition: dict[str, Any]) -> KeyEditor:
    """Show a key and read the page again."""
    page = KeyEditor.from_definition(definition, SCHOOLS)
    return KeyEditor.from_post(posted(page), SCHOOLS)


def test_every_kind_has_its_fields_and_words() -> None:
    kinds = {kind.value for kind in ComponentKind}
    assert set(FIELDS_OF_KIND) == set(KIND_LABELS) == set(KIND_HINTS) == kinds


@pytest.mark.parametrize("part", PARTS, ids=lambda part: "-".join([*part][:3]) + part["kind"])
def test_definition_of_a_page_is_the_key_it_showed(part: dict[str, Any]) -> None:
    definition = {"components": [part], "minimum": None, "maximum": None}
    editor = read(definition)
    assert editor.is_valid(), [form.errors for form in editor.forms]
    assert editor.definition() == definition


def test_definition_keeps_the_order_the_bounds_and_who_is_left_out() -> None:
    definition = {
        "components": PARTS,
        "minimum": "1000.00",
        "maximum": "5000.50",
        "excluded": [{"code": "02AA00", "reason": "Geen kindcentrum."}],
    }
    editor = read(definition)
    assert editor.is_valid(), [form.errors for form in editor.forms]
    assert editor.definition() == definition


def test_added_component_comes_last_and_keeps_what_was_typed() -> None:
    page = posted(KeyEditor.from_definition({"components": [PARTS[0]]}, SCHOOLS))
    page["onderdeel-0-amount"] = "nog geen bedrag"
    page |= {"toevoegen": "onderdeel", "soort": "per_pupil"}
    editor = KeyEditor.from_post(page, SCHOOLS, is_checked=False)
    assert editor.listed_parts == "0:fixed,1:per_pupil"
    assert editor.parts[0]["amount"].value() == "nog geen bedrag"
    assert [form.errors for form in editor.forms] == [{}, {}, {}]


def test_removed_component_leaves_the_others_and_their_numbers() -> None:
    page = posted(KeyEditor.from_definition({"components": PARTS[:3]}, SCHOOLS))
    editor = KeyEditor.from_post({**page, "weg": "1"}, SCHOOLS, is_checked=False)
    assert editor.listed_parts == "0:fixed,2:hours_rate"


def test_school_is_left_out_and_taken_back() -> None:
    page = posted(KeyEditor.from_definition({"components": PARTS[:1]}, SCHOOLS))
    left_out = KeyEditor.from_post({**page, "toevoegen": "school"}, SCHOOLS, is_checked=False)
    assert left_out.listed_exclusions == "0:"
    back = KeyEditor.from_post({**page, "buiten": "0:", "terug": "0"}, SCHOOLS, is_checked=False)
    assert back.listed_exclusions == ""


@pytest.mark.parametrize(
    ("kind", "typed", "field", "message"),
    [
        ("fixed", {}, "amount", "Vul óf “Bedrag” óf “Deel van de rest” in."),
        ("fixed", {"amount": "1", "share": "2"}, "amount",
         "Vul óf “Bedrag” óf “Deel van de rest” in."),
        ("fixed", {"amount": "1,234"}, "amount",
         "Vul een bedrag in met ten hoogste twee cijfers achter de komma."),
        ("per_pupil", {"rate": "5"}, "date", "Vul een datum in, bijvoorbeeld 10-3-2026."),
        ("per_pupil", {"date": "30-2-2026", "rate": "5"}, "date",
         "Vul een datum in, bijvoorbeeld 10-3-2026."),
        ("hours_rate", {"hours_per_week": "1,5", "rate": "68,40"}, "weeks",
         "Vul een heel getal in, bijvoorbeeld 12."),
        ("hours_rate", {"hours_per_week": "1,5", "weeks": "54", "rate": "68,40"}, "weeks",
         "Vul een getal in van ten hoogste 53."),
        ("previous_year", {"index": "drie"}, "index", "Vul een getal in, bijvoorbeeld 12,5."),
    ],
)  # fmt: skip
def test_component_that_cannot_be_used_says_what_to_do(
    kind: str, typed: dict[str, str], field: str, message: str
) -> None:
    data = {"onderdelen": f"0:{kind}"} | {f"onderdeel-0-{n}": v for n, v in typed.items()}
    editor = KeyEditor.from_post(data, SCHOOLS)
    assert not editor.is_valid()
    assert editor.parts[0].errors[field] == [message]


@pytest.mark.parametrize(
    "listed", ["", "x", "0", "0:bakery", ":fixed", "99999999999999999999:fixed", "0:fixed:x"]
)
def test_list_of_parts_that_was_tampered_with_gives_no_part(listed: str) -> None:
    assert KeyEditor.from_post({"onderdelen": listed}, SCHOOLS).parts == []


def test_key_of_the_most_components_comes_back_whole() -> None:
    parts = [{"kind": "fixed", "amount": f"{place}.00"} for place in range(1, MAX_COMPONENTS + 1)]
    definition = {"components": parts, "minimum": None, "maximum": None}
    editor = read(definition)
    assert editor.is_valid(), [form.errors for form in editor.forms]
    assert (len(parts), editor.definition()) == (20, definition)


@pytest.mark.parametrize("count", [MAX_COMPONENTS + 1, 900])
def test_page_with_more_parts_than_a_key_may_have_is_refused_in_a_sentence(count: int) -> None:
    page = {"onderdelen": ",".join(f"{number}:fixed" for number in range(count))}
    page |= {f"onderdeel-{number}-amount": "1" for number in range(count)}
    editor = KeyEditor.from_post(page, SCHOOLS)
    assert not editor.is_valid()
    assert editor.refusal.startswith(f"De sleutel heeft {count} onderdelen; meer dan 20 kan niet.")
    assert len(editor.parts) == MAX_COMPONENTS


def test_part_above_the_most_is_not_added_and_says_so() -> None:
    listed = ",".join(f"{number}:fixed" for number in range(MAX_COMPONENTS))
    page = {"onderdelen": listed, "toevoegen": "onderdeel", "soort": "fixed"}
    editor = KeyEditor.from_post(page, SCHOOLS, is_checked=False)
    assert (editor.listed_parts, "meer dan 20 kan niet" in editor.refusal) == (listed, True)


@pytest.mark.parametrize("listed", ["0:fixed,0:fixed", "0:fixed,0:per_pupil", "0:fixed,00:fixed"])
def test_number_that_is_listed_twice_counts_once(listed: str) -> None:
    page = {"onderdelen": listed, "onderdeel-0-amount": "1", "buiten": "0:,0:"}
    editor = KeyEditor.from_post(page, SCHOOLS)
    assert (editor.listed_parts, editor.listed_exclusions) == ("0:fixed", "0:")


def test_school_of_another_year_cannot_be_left_out() -> None:
    data = {"onderdelen": "", "buiten": "0:", "buiten-0-code": "09ZZ00", "buiten-0-reason": "x"}
    editor = KeyEditor.from_post(data, SCHOOLS)
    assert not editor.is_valid()
    assert editor.exclusions[0].errors == {"code": ["Kies uit de lijst."]}


def test_date_of_a_saved_key_is_shown_as_people_write_it() -> None:
    part = {"kind": "per_pupil", "date": "2025-10-01", "rate": "10"}
    page = posted(KeyEditor.from_definition({"components": [part]}, SCHOOLS))
    assert page["onderdeel-0-date"] == "01-10-2025"
