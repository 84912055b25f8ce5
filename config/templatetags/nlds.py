"""Tags of the form templates in templates/nlds/; pages do not need them."""

from collections.abc import Mapping
from typing import Any

from django import forms, template
from django.forms.formsets import BaseFormSet
from django.forms.utils import flatatt
from django.utils.safestring import SafeString

register = template.Library()
TEXTBOX = "utrecht-textbox"
# First match wins; the second word of the pair is what gets `--invalid`.
CONTROLS: tuple[tuple[type[forms.Widget], str, str], ...] = (
    (
        forms.CheckboxInput,
        "utrecht-checkbox utrecht-checkbox--custom utrecht-checkbox--html-input",
        "utrecht-checkbox",
    ),
    (forms.SelectDateWidget, "utrecht-select utrecht-select--html-select", "utrecht-select"),
    (forms.Select, "utrecht-select utrecht-select--html-select", "utrecht-select"),
    (
        forms.Textarea,
        # not --html-textarea, whose :invalid shows an empty required field as a fault
        "utrecht-textarea app-autogrow",
        "utrecht-textarea",
    ),
    (forms.FileInput, "app-file", "app-file"),
    (forms.Widget, f"{TEXTBOX} utrecht-textbox--html-input", TEXTBOX),
)
BUTTON = "utrecht-button"


def _classes(widget: forms.Widget, *, is_invalid: bool) -> str:
    css, block = next((css, block) for kind, css, block in CONTROLS if isinstance(widget, kind))
    return f"{css} {block}--invalid" if is_invalid else css


def _add_classes(widget: forms.Widget, css: str) -> None:
    present = widget.attrs.get("class", "").split()
    widget.attrs["class"] = " ".join(dict.fromkeys([*present, *css.split()]))


@register.simple_tag
def control(field: forms.BoundField) -> SafeString:
    """Show the control of a field with the classes of its kind; subclasses of a widget too."""
    widget = field.field.widget
    for part in getattr(widget, "widgets", [widget]):
        _add_classes(part, _classes(part, is_invalid=bool(field.errors)))
    return SafeString(field)


@register.filter
def is_choices(field: forms.BoundField) -> bool:
    """Say whether the field is a list of radio buttons or checkboxes."""
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.filter
def first_control_id(field: forms.BoundField) -> str:
    """Return the id of the control that an error links to: the first one of a group."""
    if is_choices(field):
        return str(field.subwidgets[0].data["attrs"]["id"])
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def error_line(field: forms.BoundField) -> str:
    """Return label and first error as one line: `Bedrag: vul een bedrag in.`

    After a label that is a question the error keeps its capital, as do abbreviations.
    """
    label, error = str(field.label), str(field.errors[0])
    if label.endswith(("?", ".", ":")):
        return f"{label} {error}"
    is_word = error[1:2].islower() or error[1:2] == " "
    return f"{label}: {error[:1].lower() if is_word else error[:1]}{error[1:]}"


@register.filter
def attrs_without_class(attrs: Mapping[str, Any]) -> str:
    """Return the attributes of a form tag; its class is written by the template."""
    return flatatt({key: value for key, value in attrs.items() if key != "class"})


def button_classes(css: str, *, kind: str) -> str:
    """Return the classes of a button; crispy's Bootstrap words become those of this pack.

    A submit button is the primary action unless its own classes say otherwise.
    """
    words = css.split()
    own = [word for word in words if word != "btn" and not word.startswith(("btn-", "alert"))]
    if "btn-danger" in words:
        own += [f"{BUTTON}--primary-action", f"{BUTTON}--danger"]
    if not any(word.startswith(f"{BUTTON}--") for word in own):
        is_primary = kind == "submit" and "btn-secondary" not in words
        own.append(f"{BUTTON}--primary-action" if is_primary else f"{BUTTON}--secondary-action")
    return " ".join(dict.fromkeys([BUTTON, *own]))


@register.simple_tag
def input_classes(button: Any) -> str:
    """Return the classes of a Submit, Button or Reset."""
    return button_classes(button.field_classes, kind=button.input_type)


@register.filter
def strict_button_attrs(flat_attrs: str) -> SafeString:
    """Return the attributes of a StrictButton with the classes of this pack."""
    before, _, rest = str(flat_attrs).partition('class="')
    css, _, after = rest.partition('"')
    kind = "submit" if 'type="submit"' in flat_attrs else "button"
    return SafeString(f'{before}class="{button_classes(css, kind=kind)}"{after}')


@register.simple_tag(takes_context=True)
def empty_form_html(context: template.Context, formset: "BaseFormSet[Any]") -> SafeString:
    """Return the layout of one empty row, or nothing when the formset has no layout."""
    helper = getattr(formset, "helper", None) or context.get("helper")
    if helper is None or not helper.layout:
        return SafeString("")
    with context.push():
        return SafeString(helper.render_layout(formset.empty_form, context))
