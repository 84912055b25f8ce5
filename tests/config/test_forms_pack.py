import inspect
import re
from pathlib import Path

import pytest
from crispy_forms import bootstrap, layout
from crispy_forms.helper import FormHelper
from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms.formsets import BaseFormSet
from django.template import Context, Template

from config.templatetags.nlds import button_classes, error_line

PACK = Path(__file__).resolve().parents[2] / "templates/nlds"
CHOICES = [("a", "Aap"), ("b", "Beer")]
GROUPED = [("Dieren", CHOICES), ("x", "Anders")]
FIELDS = {
    "text": forms.CharField(),
    "number": forms.IntegerField(),
    "email": forms.EmailField(),
    "password": forms.CharField(widget=forms.PasswordInput),
    "area": forms.CharField(widget=forms.Textarea),
    "date": forms.DateField(),
    "time": forms.TimeField(),
    "url": forms.URLField(assume_scheme="https"),
    "select": forms.ChoiceField(choices=CHOICES),
    "several": forms.MultipleChoiceField(choices=CHOICES),
    "maybe": forms.NullBooleanField(),
    "radio": forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect),
    "boxes": forms.MultipleChoiceField(choices=GROUPED, widget=forms.CheckboxSelectMultiple),
    "check": forms.BooleanField(),
    "file": forms.FileField(),
    "moment": forms.SplitDateTimeField(),
    "birth": forms.DateField(widget=forms.SelectDateWidget(years=range(2022, 2026))),
}
GROUPS = {"radio", "boxes", "moment", "birth"}
BLOCK = {
    "area": "utrecht-textarea",
    "select": "utrecht-select",
    "several": "utrecht-select",
    "maybe": "utrecht-select",
    "birth": "utrecht-select",
    "radio": "utrecht-radio-button",
    "boxes": "utrecht-checkbox",
    "check": "utrecht-checkbox",
    "file": "app-file",
}


def form_of(name: str, data=None, **options) -> forms.Form:
    """Return a form with one field, with a hint."""
    field = FIELDS[name]
    field.help_text = options.pop("help_text", "Een hint")
    form = type("OneField", (forms.Form,), {"it": field})
    return form(data, **options)


def show(form, *objects, **helper) -> str:
    """Render a form by the pack, with this layout."""
    crispy = FormHelper()
    if objects:
        crispy.layout = layout.Layout(*objects)
    for option, value in helper.items():
        setattr(crispy, option, value)
    return render_crispy_form(form, crispy)


def opening_tags(html: str, name: str) -> list[str]:
    """Return the opening tags of the controls of a field."""
    return re.findall(rf'<(?:input|select|textarea)[^>]*name="{name}[^>]*>', html)


def ids(html: str) -> list[str]:
    """Return all ids."""
    return re.findall(r'\sid="([^"]*)"', html)


def test_every_layout_object_of_crispy_has_its_template():
    named = {
        value % "nlds"
        for module in (layout, bootstrap)
        for _, kind in inspect.getmembers(module, inspect.isclass)
        for key, value in vars(kind).items()
        if key in {"template", "field_template", "link_template"} and "%s" in str(value)
    }
    named |= {f"nlds/{name}.html" for name in ("field", "errors", "errors_formset", "uni_form")}
    named |= {f"nlds/{n}.html" for n in ("whole_uni_form", "whole_uni_formset", "uni_formset")}
    assert {name for name in named if not (PACK.parent / name).exists()} == set()


@pytest.mark.parametrize("name", FIELDS)
def test_field_has_a_label_a_hint_and_the_classes_of_its_kind(name):
    html = show(form_of(name))
    block = BLOCK.get(name, "utrecht-textbox")
    assert 'id="id_it_helptext">Een hint<' in html
    assert all(block in tag for tag in opening_tags(html, "it"))
    assert ("<legend" if name in GROUPS else "<label") in html
    assert 'aria-describedby="id_it_helptext"' in html


@pytest.mark.parametrize("name", FIELDS)
def test_field_without_errors_claims_none(name):
    html = show(form_of(name))
    assert "--invalid" not in html
    assert "aria-invalid" not in html
    assert "app-error" not in html


@pytest.mark.parametrize("name", [name for name in FIELDS if name != "maybe"])
def test_field_with_errors_says_which_and_where(name):
    html = show(form_of(name, {}))
    block = BLOCK.get(name, "utrecht-textbox")
    assert 'id="id_it_error"' in html
    assert 'aria-describedby="id_it_helptext id_it_error"' in html
    assert all(f"{block}--invalid" in tag for tag in opening_tags(html, "it"))
    assert ('aria-invalid="true"' in html) == (name not in {"radio", "boxes"})


@pytest.mark.parametrize("name", [name for name in FIELDS if name != "maybe"])
def test_error_summary_links_to_a_control_that_exists(name):
    html = show(form_of(name, {}))
    links = re.findall(r'class="app-errorlist">.*?href="#([^"]*)"', html, re.DOTALL)
    assert len(links) == 1
    assert links[0] in ids(html)


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("data", [None, {}])
def test_ids_are_unique_and_references_resolve(name, data):
    html = show(form_of(name, data))
    known = ids(html)
    told = re.findall(r'aria-(?:describedby|labelledby)="([^"]*)"', html)
    assert len(known) == len(set(known))
    assert {part for value in told for part in value.split()} <= set(known)
    assert set(re.findall(r'<label[^>]*for="([^"]*)"', html)) <= set(known)


def test_field_that_is_not_required_says_so_in_words():
    form = type("F", (forms.Form,), {"it": forms.CharField(required=False)})
    assert "(niet verplicht)" in show(form())
    assert "niet verplicht" not in show(form(), is_filter=True)


def test_hidden_field_is_only_its_input():
    form = type("F", (forms.Form,), {"it": forms.CharField(widget=forms.HiddenInput)})
    assert re.findall(r"<(?:label|div)", show(form(), form_tag=False, disable_csrf=True)) == []


def test_labels_can_be_hidden_but_stay_for_screen_readers():
    html = show(form_of("text"), form_show_labels=False)
    assert 'class="utrecht-form-field__label app-vh"' in html


def test_selected_choices_are_checked_and_values_escaped():
    form = type(
        "F",
        (forms.Form,),
        {"it": forms.ChoiceField(choices=[('"', "<b>")], widget=forms.RadioSelect)},
    )
    html = show(form({"it": '"'}))
    assert 'value="&quot;" id="id_it_0"' in html
    assert "checked><span>&lt;b&gt;</span>" in html


def test_grouped_choices_are_named_groups():
    html = show(form_of("boxes"))
    assert 'role="group" aria-label="Dieren"' in html
    assert html.count("<label") == 3


def test_errors_escape_what_was_typed():
    field = forms.ChoiceField(choices=CHOICES, error_messages={"invalid_choice": "%(value)s?"})
    form = type("F", (forms.Form,), {"it": field})
    assert "<script>" not in show(form({"it": "<script>"}))


def test_form_errors_stand_first_and_take_the_focus():
    class Period(forms.Form):
        start = forms.CharField()

        def clean(self):
            raise forms.ValidationError("Het einde ligt vóór het begin.")

    html = show(Period({"start": "x"}))
    assert "Dit lukt nog niet" in html
    assert "<li>Het einde ligt vóór het begin.</li>" in html
    assert 'app-error-summary" role="alert" tabindex="-1" autofocus' in html


def test_form_counts_its_errors():
    fields = {"one": forms.CharField(), "two": forms.CharField()}
    html = show(type("F", (forms.Form,), fields)({}))
    assert "Er zijn 2 vragen niet goed ingevuld" in html


def test_form_tag_has_one_class_and_the_right_encoding():
    html = show(form_of("file"), form_class="app-smal", form_id="stuur", form_action="/weg/")
    assert html.count("<form") == 1
    assert html.startswith(
        '<form class="app-form app-smal" action="/weg/" id="stuur" method="post" novalidate '
        'enctype="multipart/form-data">'
    )


def test_stored_file_can_be_seen_and_cleared():
    stored = SimpleUploadedFile("verslag.pdf", b"x")
    stored.url = "/bestanden/verslag.pdf"
    form = type("F", (forms.Form,), {"it": forms.FileField(required=False)})
    html = show(form(initial={"it": stored}))
    assert 'href="/bestanden/verslag.pdf"' in html
    assert 'for="it-clear_id"' in html


@pytest.mark.parametrize(
    ("css", "kind", "classes"),
    [
        ("btn btn-primary", "submit", "utrecht-button utrecht-button--primary-action"),
        ("btn", "button", "utrecht-button utrecht-button--secondary-action"),
        ("btn btn-inverse", "reset", "utrecht-button utrecht-button--secondary-action"),
        (
            "btn btn-primary btn-secondary",
            "submit",
            "utrecht-button utrecht-button--secondary-action",
        ),
        (
            "btn btn-danger",
            "submit",
            "utrecht-button utrecht-button--primary-action utrecht-button--danger",
        ),
        ("btn utrecht-button--subtle", "submit", "utrecht-button utrecht-button--subtle"),
    ],
)
def test_button_classes_are_those_of_the_pack(css, kind, classes):
    assert button_classes(css, kind=kind) == classes


@pytest.mark.parametrize(
    ("label", "error", "line"),
    [
        ("Bedrag", "Vul een bedrag in.", "Bedrag: vul een bedrag in."),
        ("Welke school?", "Kies een school.", "Welke school? Kies een school."),
        ("Code", "BRIN ontbreekt.", "Code: BRIN ontbreekt."),
    ],
)
def test_error_line_reads_as_a_sentence(label, error, line):
    field = forms.CharField(label=label, error_messages={"required": error})
    assert error_line(type("F", (forms.Form,), {"it": field})({})["it"]) == line


def crispy_filter(value) -> str:
    """Render by the |crispy filter."""
    return Template("{% load crispy_forms_tags %}{{ value|crispy }}").render(
        Context({"value": value})
    )


def formset_of(data=None, **options) -> BaseFormSet:
    """Return a formset of two fields."""
    row = type("Row", (forms.Form,), {"what": forms.CharField(), "who": forms.CharField()})
    return forms.formset_factory(row, extra=2, can_delete=True, **options)(data, prefix="acties")


BROKEN = {
    "acties-TOTAL_FORMS": "2",
    "acties-INITIAL_FORMS": "0",
    "acties-0-what": "Bellen",
    "acties-1-who": "Noor",
}


@pytest.mark.parametrize("template", [None, "nlds/table_inline_formset.html"])
def test_formset_shows_its_rows_and_an_empty_one_to_copy(template):
    html = show(formset_of(), template=template)
    assert 'name="acties-TOTAL_FORMS" value="2"' in html
    assert 'id="acties-rijen"' in html
    assert re.findall(r'<template id="acties-leeg">.*?name="([^"]*)"', html, re.DOTALL) == [
        "acties-__prefix__-what"
    ]
    assert 'data-add-form="acties" hidden' in html


@pytest.mark.parametrize("template", [None, "nlds/table_inline_formset.html"])
def test_formset_has_one_summary_that_links_to_each_error(template):
    html = show(formset_of(BROKEN), template=template)
    assert html.count('role="alert"') == 1
    links = re.findall(r'<li><a[^>]*href="#([^"]*)"', html)
    assert links == ["id_acties-0-who", "id_acties-1-what"]
    assert set(links) <= set(ids(html))


def test_formset_with_a_layout_uses_it_for_the_empty_row_too():
    formset = formset_of(max_num=3)
    formset.helper = FormHelper()
    formset.helper.layout = layout.Layout(layout.Row("what", "who"))
    formset.helper.row_name = "Actiepunt"
    formset.helper.add_text = "Actiepunt toevoegen"
    html = render_crispy_form(formset)
    assert html.count('class="app-form__cols"') == 3
    assert re.findall(r"Actiepunt <span data-number>(\d*)</span>", html) == ["1", "2", ""]
    assert "Actiepunt toevoegen</button>" in html


def test_formset_shows_the_errors_of_the_whole():
    html = show(formset_of({**BROKEN, "acties-TOTAL_FORMS": "3"}, max_num=1, validate_max=True))
    assert "Dit lukt nog niet" in html


def test_formset_without_errors_has_no_summary():
    assert "app-error-summary" not in show(formset_of())


def test_filter_renders_forms_and_formsets():
    assert 'id="div_id_it"' in crispy_filter(form_of("text"))
    assert 'id="acties-rijen"' in crispy_filter(formset_of())


def test_filter_renders_errors_of_forms_and_formsets():
    text = "{% load crispy_forms_tags %}{{ form|as_crispy_errors }}{{ formset|as_crispy_errors }}"
    context = {"form": form_of("text", {}), "formset": formset_of(BROKEN)}
    assert Template(text).render(Context(context)).count("app-error-summary") == 2
