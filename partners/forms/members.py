"""The forms with which an organisation manages its members."""

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.forms import DutchDateField, Form, form_helper
from partners.accounts import Invitee
from partners.membership_rules import LastAdminError, MembershipError
from partners.memberships import Appointment, Change
from partners.models import Membership, Organisation
from partners.states import MANAGING_ROLES, ROLES_OF_KIND, OrganisationKind, Role

LAST_ADMIN = "is_last_admin_ok"
_LEAD = _("Leidinggevende: krijgt bericht als iets te lang blijft liggen")
_ADMIN = _("Beheert de leden: mag mensen uitnodigen en lidmaatschappen beëindigen")


class PersonForm(Form):
    """Who is invited: by name, and by e-mail address or login name."""

    error_texts = {"name": _("Vul de naam in, bijvoorbeeld Noor Zomerdijk.")}
    name = forms.CharField(label=_("Naam"), max_length=150)
    email = forms.EmailField(
        label=_("E-mailadres"),
        required=False,
        help_text=_("Het adres van het werk. Hier gaat de uitnodiging naartoe."),
    )

    def invitee(self) -> Invitee:
        """Return the person as the domain takes one."""
        data = self.cleaned_data
        return Invitee(
            name=data["name"], email=data["email"], login_name=data.get("login_name", "")
        )

    def refuse(self, error: MembershipError) -> None:
        """Show a refusal at the field it is about."""
        self.add_error(error.field if error.field in self.fields else None, error.message)


class FirstAdminForm(PersonForm):
    """The first administrator of an organisation; an address is needed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the address."""
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True

    @property
    def helper(self) -> FormHelper:
        """Return the layout."""
        return form_helper(
            self, submit=_("Beheerder uitnodigen"), cancel_url=reverse("organisations")
        )


class InviteForm(PersonForm):
    """A new member of an organisation that the actor manages."""

    error_texts = {**PersonForm.error_texts, "role": _("Kies de rol.")}
    login_name = forms.CharField(
        label=_("Inlognaam"),
        required=False,
        max_length=150,
        help_text=_("Alleen voor wie geen eigen e-mailadres heeft. Je geeft zelf de link door."),
    )
    organisation: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        label=_("Organisatie"), queryset=None
    )
    role = forms.ChoiceField(label=_("Rol"))
    valid_from = DutchDateField(label=_("Eerste dag"))
    valid_until = DutchDateField(
        label=_("Laatste dag"), required=False, help_text=_("Laat leeg als je het niet weet.")
    )
    is_lead = forms.BooleanField(label=_LEAD, required=False)
    is_admin = forms.BooleanField(label=_ADMIN, required=False)

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation], today: date, **kwargs: Any
    ) -> None:
        """Offer the organisations that the actor manages, and the roles that fit there."""
        super().__init__(*args, **kwargs)
        self.organisations = organisations
        kinds = {OrganisationKind(place.kind) for place in organisations}
        fitting = frozenset().union(*(ROLES_OF_KIND[kind] for kind in kinds))
        roles = [(role.value, role.label.capitalize()) for role in Role if role in fitting]
        fields: Any = self.fields
        fields["role"].choices = [("", _("Kies een rol")), *roles]
        fields["valid_from"].initial = today
        if len(organisations) == 1:
            del fields["organisation"]
        else:
            fields["organisation"].queryset = organisations

    def clean_login_name(self) -> str:
        """Refuse an address as a login name: it would look like somebody's account."""
        name: str = self.cleaned_data["login_name"].strip()
        if "@" in name:
            raise ValidationError(_("Vul een e-mailadres bij E-mailadres in, niet hier."))
        return name

    def clean(self) -> dict[str, Any]:
        """Ask for an address or a login name, not both."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        given = [key for key in ("email", "login_name") if data.get(key)]
        if not given and not {"email", "login_name"} & set(self.errors):
            self.add_error("email", _("Vul een e-mailadres in, of anders een inlognaam."))
        if len(given) == 2:
            self.add_error("login_name", _("Laat dit leeg: deze persoon logt in met het adres."))
        return data

    def place(self) -> Organisation:
        """Return where the person will be a member."""
        chosen: Organisation = self.cleaned_data.get("organisation", self.organisations[0])
        return chosen

    def appointment(self) -> Appointment:
        """Return what the person gets."""
        data = self.cleaned_data
        return Appointment(
            role=data["role"],
            valid_from=data["valid_from"],
            valid_until=data["valid_until"],
            is_lead=data["is_lead"],
            is_admin=data["is_admin"],
        )

    @property
    def helper(self) -> FormHelper:
        """Return the layout."""
        return form_helper(self, submit=_("Uitnodigen"), cancel_url=reverse("members"))


class LastAdminMixin(Form):
    """Form mixin: warns who leaves nobody to manage the members, and asks whether that is meant."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Keep the question on the form once it was asked."""
        super().__init__(*args, **kwargs)
        if LAST_ADMIN in self.data:
            self._ask()

    @property
    def is_last_admin_ok(self) -> bool:
        """Say whether the person confirmed it."""
        return bool(self.cleaned_data.get(LAST_ADMIN))

    def refuse(self, error: MembershipError) -> None:
        """Show a refusal; ask for a confirmation where that helps."""
        if isinstance(error, LastAdminError) and LAST_ADMIN not in self.fields:
            self._ask()
        self.add_error(error.field if error.field in self.fields else None, error.message)

    def _ask(self) -> None:
        self.fields[LAST_ADMIN] = forms.BooleanField(
            label=_("Ja, ook als er dan geen beheerder meer is"), required=False
        )


class ChangeForm(LastAdminMixin):
    """Another last day, other flags."""

    valid_until = DutchDateField(
        label=_("Laatste dag"), required=False, help_text=_("Laat leeg als je het niet weet.")
    )
    is_lead = forms.BooleanField(label=_LEAD, required=False)
    is_admin = forms.BooleanField(label=_ADMIN, required=False)

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        """Start from what is there; leave out a flag that the role cannot carry."""
        kwargs["initial"] = {
            "valid_until": membership.valid_until,
            "is_lead": membership.is_lead,
            "is_admin": membership.is_admin,
        }
        super().__init__(*args, **kwargs)
        if membership.role not in MANAGING_ROLES:
            del self.fields["is_admin"]

    def change(self) -> Change:
        """Return what the membership should become."""
        data = self.cleaned_data
        return Change(
            valid_until=data["valid_until"],
            is_lead=data["is_lead"],
            is_admin=data.get("is_admin", False),
        )

    @property
    def helper(self) -> FormHelper:
        """Return the layout."""
        return form_helper(self, submit=_("Wijzigingen bewaren"), cancel_url=reverse("members"))


class EndForm(LastAdminMixin):
    """The last day of a membership, or at once."""

    last_day = DutchDateField(
        label=_("Laatste dag"),
        required=False,
        help_text=_("Laat leeg om het lidmaatschap nu meteen te beëindigen."),
    )

    @property
    def helper(self) -> FormHelper:
        """Return the layout; the button says what it does."""
        helper = form_helper(
            self, submit=_("Lidmaatschap beëindigen"), cancel_url=reverse("members")
        )
        helper.layout[-1][0].field_classes += " btn-danger"
        return helper
