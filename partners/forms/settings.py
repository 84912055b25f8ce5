"""Forms of the settings: municipality, boards, issuer and mandate."""

import re
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from config.forms import DutchDateField, Form, form_helper
from partners import logos
from partners.boards import Contact, RegisterData
from partners.iban import compact, in_groups, is_valid
from partners.issuers import Letterhead, Mandate
from partners.logos import LogoError
from partners.models import BoardRelation, IssuerMandate, LetterIssuer, Municipality, SchoolBoard
from partners.municipalities import Settings
from partners.refusals import RefusedError
from partners.states import Delivery, LetterPeople

MAX_LINES, MAX_LINE = 5, 60
WEB_ADDRESS = re.compile(
    r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+(?:/[\w./?=&%#~+-]*)?",
    re.ASCII | re.IGNORECASE,
)
PHONE = r"^(?:\+\d{2}|0|14)(?:[ ()-]*\d){2,12}$"


class LinesField(forms.CharField):
    """A few lines of an address, one below the other; a list of texts."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        """Take a small text box."""
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show a list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """Return the lines that hold something. Raises: ValidationError: too many, or too long."""
        lines = [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]
        if len(lines) > MAX_LINES:
            raise ValidationError(_("Gebruik niet meer dan vijf regels."))
        if any(len(line) > MAX_LINE for line in lines):
            raise ValidationError(_("Maak elke regel niet langer dan 60 tekens."))
        return lines


class BackForm(Form):
    """Base: knows where cancelling leads."""

    submit: ClassVar[Any] = _("Wijzigingen bewaren")

    def __init__(self, *args: Any, back: str, **kwargs: Any) -> None:
        """Keep the way back."""
        self.back = back
        super().__init__(*args, **kwargs)

    def refuse(self, error: RefusedError) -> None:
        """Show a refusal at the field it is about."""
        self.add_error(error.field if error.field in self.fields else None, error.message)

    @property
    def helper(self) -> FormHelper:
        """Return the layout."""
        return form_helper(self, submit=self.submit, cancel_url=self.back)


class MunicipalityForm(BackForm):
    """Letterhead, sender, contacts and theme."""

    letterhead_lines = LinesField(
        label=_("Adres in het briefhoofd"),
        required=False,
        help_text=_("Zet elke regel op een nieuwe regel: de postbus, dan de plaats."),
    )
    objection_lines = LinesField(
        label=_("Adres voor bezwaar"),
        required=False,
        help_text=_(
            "Komt in elke brief na “het college van burgemeester en wethouders van …”. "
            "Mag hier nog leeg blijven, maar zonder dit adres kan geen brief worden "
            "gecontroleerd of verzonden (Awb artikel 3:45)."
        ),
    )
    objection_url = forms.CharField(
        label=_("Webadres voor bezwaar"),
        max_length=200,
        required=False,
        help_text=_("Zonder https://, bijvoorbeeld www.wilgenstad.nl/bezwaar."),
    )
    logo = forms.FileField(
        label=_("Logo in het briefhoofd"),
        max_length=200,
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".svg,image/svg+xml"}),
        help_text=_(
            "Een svg van ten hoogste 100 kB, zonder foto’s en met letters omgezet in vormen."
        ),
    )
    letter_people = forms.ChoiceField(
        label=_("Hoeveel mensen zien een brief voordat hij de deur uit gaat?"),
        choices=[
            (value, str(label)[:1].upper() + str(label)[1:])
            for value, label in LetterPeople.choices
        ],
        widget=forms.RadioSelect,
        help_text=_("Dit geldt meteen, ook voor brieven die al zijn opgesteld."),
    )
    sender_name = forms.CharField(
        label=_("Afzender van mail"),
        max_length=100,
        required=False,
        help_text=_("Zo heet de afzender van onze mails, bijvoorbeeld Gemeente Wilgenstad."),
    )
    sender_email = forms.EmailField(label=_("Antwoordadres van mail"), required=False)
    contact_email = forms.EmailField(label=_("Adres voor vragen over de subsidie"), required=False)
    privacy_contact = forms.EmailField(label=_("Adres voor vragen over privacy"), required=False)
    theme = forms.ChoiceField(label=_("Uiterlijk van de pagina’s"))

    def __init__(
        self, *args: Any, municipality: Municipality, themes: list[str], **kwargs: Any
    ) -> None:
        """Start from what is there; offer the themes that exist."""
        names = Settings.__dataclass_fields__.keys() - {"logo"}
        kwargs["initial"] = {name: getattr(municipality, name) for name in names}
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["theme"].choices = [(name, name.capitalize()) for name in themes]
        fields["objection_lines"].is_asked = True  # no letter goes without; see label_text.html

    def clean_objection_url(self) -> str:
        """Write a web address without its scheme. Raises: ValidationError: it is none."""
        address = str(self.cleaned_data["objection_url"]).removeprefix("https://")
        if address and not WEB_ADDRESS.fullmatch(address):
            raise ValidationError(
                _("Vul een heel webadres in, bijvoorbeeld www.wilgenstad.nl/bezwaar.")
            )
        return address

    def clean_logo(self) -> str | None:
        """Return the drawing of an uploaded logo. Raises: ValidationError: a letter cannot bear it.

        No more is read than shows that a file is too large.
        """
        file = self.cleaned_data["logo"]
        if not file:
            return None
        try:
            return logos.checked(file.read(logos.MAX_BYTES + 1))
        except LogoError as error:
            raise ValidationError(error.message) from error

    def settings(self) -> Settings:
        """Return the settings as the domain takes them."""
        people = LetterPeople(self.cleaned_data["letter_people"])
        return Settings(**{**self.cleaned_data, "letter_people": people})


class BoardForm(BackForm):
    """What the register should say of a board."""

    error_texts: ClassVar[dict[str, Any]] = {"name": _("Vul de naam van het bestuur in.")}
    name = forms.CharField(label=_("Naam"), max_length=255)
    kvk_number = forms.RegexField(
        label=_("KvK-nummer"),
        regex=r"^\d{8}$",
        required=False,
        error_messages={"invalid": _("Vul de acht cijfers van het KvK-nummer in.")},
    )
    street = forms.CharField(label=_("Straat of postbus"), max_length=200, required=False)
    house_number = forms.CharField(label=_("Huisnummer"), max_length=40, required=False)
    postcode = forms.RegexField(
        label=_("Postcode"),
        regex=r"^[1-9]\d{3} ?[A-Za-z]{2}$",
        required=False,
        error_messages={"invalid": _("Vul een postcode in, bijvoorbeeld 5000 AA.")},
    )
    city = forms.CharField(label=_("Plaats"), max_length=100, required=False)

    def __init__(self, *args: Any, board: SchoolBoard, **kwargs: Any) -> None:
        """Start from what is known."""
        kwargs["initial"] = {
            name: getattr(board, name) for name in RegisterData.__dataclass_fields__
        }
        super().__init__(*args, **kwargs)

    def clean_postcode(self) -> str:
        """Write a postcode as the registers do: `5000 AA`."""
        bare = str(self.cleaned_data["postcode"]).replace(" ", "").upper()
        return f"{bare[:4]} {bare[4:]}".strip()

    def data_for_register(self) -> RegisterData:
        """Return the facts as the domain takes them."""
        return RegisterData(**self.cleaned_data)


class ContactForm(BackForm):
    """How the municipality reaches a board."""

    contact_name = forms.CharField(label=_("Ter attentie van"), max_length=100, required=False)
    email = forms.EmailField(label=_("E-mailadres"), required=False)
    iban = forms.CharField(
        label=_("Rekeningnummer (IBAN)"),
        max_length=42,
        required=False,
        help_text=_("Bijvoorbeeld NL91 ABNA 0417 1643 00"),
    )
    delivery = forms.ChoiceField(
        label=_("Hoe krijgt het bestuur brieven?"),
        choices=[(value, label.capitalize()) for value, label in Delivery.choices],
        widget=forms.RadioSelect,
    )
    digital_agreed_on = DutchDateField(
        label=_("Akkoord met digitaal op"),
        required=False,
        help_text=_("Alleen bij digitaal: de dag waarop het bestuur akkoord ging."),
    )

    def __init__(self, *args: Any, relation: BoardRelation | None, **kwargs: Any) -> None:
        """Start from what is known."""
        kwargs["initial"] = {"delivery": Delivery.POST}
        if relation is not None:
            names = Contact.__dataclass_fields__
            kwargs["initial"] = {name: getattr(relation, name) for name in names}
            kwargs["initial"]["iban"] = in_groups(relation.iban)
        super().__init__(*args, **kwargs)

    def clean_iban(self) -> str:
        """Refuse a number with a slip of the pen: its check digits would not fit."""
        number = compact(self.cleaned_data["iban"])
        if number and not is_valid(number):
            raise ValidationError(_("Dit rekeningnummer klopt niet; neem het precies over."))
        return number

    def contact(self) -> Contact:
        """Return the contact as the domain takes it."""
        return Contact(**{**self.cleaned_data, "delivery": Delivery(self.cleaned_data["delivery"])})


class IssuerForm(BackForm):
    """What letters show of the organisation that sends them."""

    error_texts: ClassVar[dict[str, Any]] = {"name": _("Vul de naam van de uitvoerder in.")}
    name = forms.CharField(
        label=_("Naam"),
        max_length=255,
        help_text=_("Stuurt de gemeente zelf de brieven? Vul dan de naam van de afdeling in."),
    )
    tagline = forms.CharField(label=_("Ondertitel"), max_length=100, required=False)
    address_lines = LinesField(
        label=_("Retouradres"), help_text=_("Zet elke regel op een nieuwe regel.")
    )
    contact_name = forms.CharField(label=_("Contactpersoon"), max_length=100, required=False)
    contact_email = forms.EmailField(label=_("E-mailadres voor vragen"), required=False)
    contact_phone = forms.RegexField(
        label=_("Telefoonnummer voor vragen"),
        regex=PHONE,
        max_length=20,
        required=False,
        help_text=_("Bijvoorbeeld 013 000 00 00"),
        error_messages={
            "invalid": _("Vul een heel telefoonnummer in, bijvoorbeeld 013 000 00 00.")
        },
    )

    def __init__(self, *args: Any, issuer: LetterIssuer | None = None, **kwargs: Any) -> None:
        """Start from what is there."""
        if issuer is not None:
            names = Letterhead.__dataclass_fields__
            kwargs["initial"] = {name: getattr(issuer, name) for name in names}
        super().__init__(*args, **kwargs)

    def letterhead(self) -> Letterhead:
        """Return what letters show, as the domain takes it."""
        names = Letterhead.__dataclass_fields__
        return Letterhead(**{name: self.cleaned_data[name] for name in names})


class MandateForm(BackForm):
    """Under which decision letters are sent, in which period, and who signs."""

    error_texts: ClassVar[dict[str, Any]] = {
        "reference": _("Vul het kenmerk van het mandaatbesluit in."),
        "signatory_name": _("Vul de naam van de ondertekenaar in."),
        "signatory_function": _("Vul de functie van de ondertekenaar in."),
    }
    reference = forms.CharField(label=_("Kenmerk van het mandaatbesluit"), max_length=100)
    valid_from = DutchDateField(label=_("Geldig vanaf"))
    valid_until = DutchDateField(
        label=_("Geldig tot en met"), required=False, help_text=_("Laat leeg als er geen einde is.")
    )
    signatory_name = forms.CharField(label=_("Naam van de ondertekenaar"), max_length=100)
    signatory_function = forms.CharField(label=_("Functie van de ondertekenaar"), max_length=100)

    def __init__(self, *args: Any, mandate: IssuerMandate | None = None, **kwargs: Any) -> None:
        """Start from what is there."""
        if mandate is not None:
            names = Mandate.__dataclass_fields__
            kwargs["initial"] = {name: getattr(mandate, name) for name in names}
        super().__init__(*args, **kwargs)

    def mandate(self) -> Mandate:
        """Return the mandate as the domain takes it."""
        names = Mandate.__dataclass_fields__
        return Mandate(**{name: self.cleaned_data[name] for name in names})


class NewIssuerForm(MandateForm, IssuerForm):
    """A new issuer with its first mandate."""

    submit = _("Uitvoerder toevoegen")
    error_texts = {**IssuerForm.error_texts, **MandateForm.error_texts}
    field_order = [*Letterhead.__dataclass_fields__, *Mandate.__dataclass_fields__]
