"""Every layout object of crispy-forms through the pack."""

import re

import pytest
from crispy_forms import bootstrap, layout
from crispy_forms.helper import FormHelper
from crispy_forms.utils import render_crispy_form
from django import forms

CHOICES = [("a", "Aap"), ("b", "Beer")]


class Animals(forms.Form):
    """A field of each kind that a layout object treats in its own way."""

    name = forms.CharField(label="Naam", help_text="Een hint")
    weight = forms.DecimalField(label="Gewicht")
    kind = forms.ChoiceField(label="Soort", choices=CHOICES, widget=forms.RadioSelect)
    food = forms.MultipleChoiceField(
        label="Eten", choices=CHOICES, widget=forms.CheckboxSelectMultiple
    )
    tame = forms.BooleanField(label="Tam")


def show(*objects, data=None) -> str:
    """Render the form with this layout, without its tag."""
    form = Animals(data, initial={"name": "Pluis"})
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.form_show_errors = data is not None
    helper.layout = layout.Layout(*objects)
    return render_crispy_form(form, helper)


def test_row_and_column_lay_fields_side_by_side():
    html = show(layout.Row(layout.Column("name", css_class="smal"), "weight", css_id="rij"))
    assert '<div id="rij" class="app-form__cols">' in html
    assert '<div class="app-form smal">' in html


def test_div_keeps_its_attributes():
    html = show(layout.Div("name", css_id="blok", css_class="app-card", data_soort="x"))
    assert '<div id="blok" class="app-card" data-soort="x">' in html


def test_fieldset_has_a_legend():
    html = show(layout.Fieldset("Over het dier", "name"))
    assert re.findall(r"<legend[^>]*>([^<]*)</legend>", html) == ["Over het dier"]


def test_multifield_is_a_group_with_a_hint():
    html = show(layout.MultiField("Maten", "weight", css_id="maten", help_text="In kilo’s"))
    assert '<fieldset id="maten" class="app-fieldset" aria-describedby="maten_helptext">' in html
    assert 'id="maten_helptext">In kilo’s<' in html
    assert 'id="id_weight"' in html


def test_multi_widget_field_gives_each_part_its_attributes():
    form = type("F", (forms.Form,), {"moment": forms.SplitDateTimeField()})()
    helper = FormHelper()
    helper.layout = layout.Layout(
        layout.MultiWidgetField("moment", attrs=({"data-deel": "dag"}, {"data-deel": "tijd"}))
    )
    html = render_crispy_form(form, helper)
    assert re.findall(r'data-deel="(\w+)"', html) == ["dag", "tijd"]


@pytest.mark.parametrize(
    ("kind", "name", "attributes", "css"),
    [
        (layout.Submit, "ga", 'type="submit" name="ga" value="Ga"', "primary-action"),
        (layout.Submit, "", 'type="submit"', "primary-action"),
        (layout.Button, "ga", 'type="button" name="ga" value="Ga"', "secondary-action"),
        (layout.Reset, "ga", 'type="reset" name="ga" value="Ga"', "secondary-action"),
    ],
)
def test_input_is_a_button_with_the_classes_of_the_pack(kind, name, attributes, css):
    assert show(kind(name, "Ga", css_id="knop", data_doel="x")).strip() == (
        f'<button {attributes} class="utrecht-button utrecht-button--{css}" id="knop" '
        'data-doel="x">Ga</button>'
    )


def test_hidden_input_stays_an_input():
    html = show(layout.Hidden("stap", "2", css_id="stap")).strip()
    assert html == '<input type="hidden" name="stap" value="2" id="stap">'


def test_strict_button_keeps_its_own_classes():
    html = show(bootstrap.StrictButton("Zoek", css_class="utrecht-button--subtle", css_id="z"))
    assert '<button class="utrecht-button utrecht-button--subtle" id="z"' in html


@pytest.mark.parametrize("holder", [layout.ButtonHolder, bootstrap.FormActions])
def test_button_holders_are_a_row_of_actions(holder):
    html = show(holder(layout.Submit("", "Opslaan"), layout.HTML("<i>klaar</i>"), css_id="knoppen"))
    assert '<div id="knoppen" class="app-actions">' in html
    assert "<i>klaar</i>" in html


def test_prepended_and_appended_text_stand_around_the_control():
    html = show(bootstrap.PrependedAppendedText("weight", "circa", "kg"))
    order = [html.index(part) for part in ('aria-hidden="true">circa', 'id="id_weight"', ">kg<")]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("inline", "field"),
    [(bootstrap.InlineRadios, "kind"), (bootstrap.InlineCheckboxes, "food")],
)
def test_inline_choices_stand_side_by_side(inline, field):
    html = show(inline(field), field)
    assert html.count("app-choices app-choices--inline") == 1


def test_inline_field_hides_its_label():
    html = show(bootstrap.InlineField("name"))
    assert '<label class="app-vh" for="id_name">Naam</label>' in html


def test_inline_field_shows_errors_of_each_kind():
    html = show(*[bootstrap.InlineField(name) for name in Animals.base_fields], data={})
    shown = {f"id_{name}_error" for name in Animals.base_fields}
    assert shown <= set(re.findall(r'id="([^"]*)"', html))


def test_uneditable_field_shows_the_value_as_text():
    html = show(bootstrap.UneditableField("name"))
    assert '<p class="app-uneditable">Pluis</p>' in html
    assert "<input" not in html


def test_field_with_buttons_keeps_them_together():
    html = show(bootstrap.FieldWithButtons("name", bootstrap.StrictButton("Zoek", type="submit")))
    inside = re.search(r'<div class="app-input-buttons">(.*?)</div>', html, re.DOTALL)
    assert inside
    assert re.findall(r"<(input|button)", inside.group(1)) == ["input", "button"]
    assert "utrecht-button--primary-action" in inside.group(1)


def test_tabs_are_links_to_the_parts():
    html = show(bootstrap.TabHolder(bootstrap.Tab("Eerst", "name"), bootstrap.Tab("Dan", "weight")))
    assert re.findall(r'class="app-tabs__link" href="#(\w+)">(\w+)', html) == [
        ("eerst", "Eerst"),
        ("dan", "Dan"),
    ]
    assert re.findall(r'id="(\w+)" aria-labelledby="\w+-titel"( data-open="true")?', html) == [
        ("eerst", ' data-open="true"'),
        ("dan", ""),
    ]


def test_tabs_open_at_the_first_error():
    tabs = bootstrap.TabHolder(bootstrap.Tab("Eerst", "name"), bootstrap.Tab("Dan", "weight"))
    html = show(tabs, data={"name": "Pluis"})
    assert re.findall(r'id="(\w+)" aria-labelledby="\w+-titel" data-open', html) == ["dan"]


def test_accordion_opens_at_the_first_error():
    groups = bootstrap.Accordion(
        bootstrap.AccordionGroup("Eerst", "name"),
        bootstrap.AccordionGroup("Dan", "weight"),
        css_id="vouw",
    )
    html = show(groups, data={"name": "Pluis"})
    assert '<div class="app-accordion" id="vouw">' in html
    assert re.findall(r'<details[^>]*id="(\w+)"( open)?', html) == [("eerst", ""), ("dan", " open")]


@pytest.mark.parametrize(
    ("css", "tone"), [("alert-danger", "error"), ("alert-warning", "warning"), (None, "info")]
)
def test_alert_takes_the_tone_of_its_class(css, tone):
    html = show(bootstrap.Alert("<b>Let op</b>", css_class=css))
    assert f"utrecht-alert--{tone}" in html
    assert "<b>Let op</b>" in html


def test_modal_is_a_dialog_with_a_title():
    html = show(bootstrap.Modal("name", css_id="weg", title="Weggooien?", title_id="vraag"))
    assert '<dialog class="app-dialog" id="weg" aria-labelledby="vraag">' in html
    assert re.findall(r'<h2[^>]*id="vraag">([^<]*)', html) == ["Weggooien?"]
