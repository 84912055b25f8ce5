"""The forms of signing in: allauth's, in our words (settings: ACCOUNT_FORMS, MFA_FORMS)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as second_step_forms
from allauth.mfa.totp import forms as app_forms
from allauth.mfa.webauthn import forms as passkey_forms
from crispy_forms.helper import FormHelper
from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from config.forms import PlainErrorsMixin, form_helper
from partners.models import User
from partners.signin import may_sign_in

Text = str | Promise
_PASSWORD_HINT = _(
    "Ten minste 12 tekens. Een zin van een paar woorden onthoud je makkelijk en raadt niemand."
)
_NEW = {"password1": _("Nieuw wachtwoord"), "password2": _("Nieuw wachtwoord, nog een keer")}
_NEW_EMPTY: dict[str, Any] = {
    "password1": _("Vul een nieuw wachtwoord in."),
    "password2": _("Vul het nieuwe wachtwoord nog een keer in."),
}


class WordsMixin(PlainErrorsMixin):
    """Form mixin: our labels and hints on the fields of allauth, and no placeholders."""

    labels: ClassVar[Mapping[str, Any]] = {}
    hints: ClassVar[Mapping[str, Any]] = {}
    submit: Text = ""
    cancel: str = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Build allauth's form, then put our words on it."""
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)

    @property
    def helper(self) -> FormHelper:
        """Return the layout: the fields, one button, and a way back."""
        back = reverse(self.cancel) if self.cancel else ""
        return form_helper(self, submit=self.submit, cancel_url=back)  # type: ignore[arg-type]


class SamePasswordMixin:
    """Form mixin: our words when the two passwords differ."""

    def clean(self) -> dict[str, Any]:
        """Replace allauth's sentence."""
        cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]
        errors = self.errors  # type: ignore[attr-defined]
        if "password2" in errors and self.data.get("password2"):  # type: ignore[attr-defined]
            errors["password2"] = forms.utils.ErrorList(
                [str(_("Dit is niet hetzelfde als het eerste wachtwoord. Typ ze allebei opnieuw."))]
            )
        return cleaned


class LoginForm(WordsMixin, account_forms.LoginForm):
    """E-mail address or login name, and the password."""

    labels = {"login": _("E-mailadres of inlognaam"), "password": _("Wachtwoord")}
    error_texts = {
        "login": _("Vul je e-mailadres of je inlognaam in."),
        "password": _("Vul je wachtwoord in."),
    }
    submit = _("Inloggen")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let a password manager and a phone know what the first field is."""
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs.update(
            autocomplete="username", autocapitalize="none", spellcheck="false"
        )
        self.fields["password"].help_text = format_html(
            '<a class="utrecht-link utrecht-link--html-a" href="{}">{}</a>',
            reverse("account_reset_password"), _("Wachtwoord vergeten"),
        )  # fmt: skip


class ConfirmForm(WordsMixin, account_forms.ReauthenticateForm):
    """The password again, before something important."""

    labels = {"password": _("Wachtwoord")}
    error_texts = {"password": _("Vul je wachtwoord in.")}
    submit = _("Verder")
    cancel = "start"


class ChangePasswordForm(SamePasswordMixin, WordsMixin, account_forms.ChangePasswordForm):
    """The old password and twice the new one."""

    labels = {"oldpassword": _("Huidig wachtwoord"), **_NEW}
    hints = {"password1": _PASSWORD_HINT}
    error_texts = {"oldpassword": _("Vul je huidige wachtwoord in."), **_NEW_EMPTY}
    submit = _("Wachtwoord wijzigen")
    cancel = "start"


class ForgottenPasswordForm(WordsMixin, account_forms.ResetPasswordForm):
    """The address to send a link to."""

    labels = {"email": _("E-mailadres")}
    submit = _("Stuur mij een link")
    cancel = "account_login"


class NewPasswordForm(SamePasswordMixin, WordsMixin, account_forms.ResetPasswordKeyForm):
    """Twice the new password."""

    labels = _NEW
    hints = {"password1": _PASSWORD_HINT}
    error_texts = _NEW_EMPTY
    submit = _("Wachtwoord opslaan")


class LinkForm(account_forms.UserTokenForm):
    """Checks a link that sets a password; closed accounts have none."""

    def _get_user(self, uidb36: str | None) -> User | None:
        user: User | None = super()._get_user(uidb36 or "")
        return user if user is not None and may_sign_in(user) else None


class CodeForm(WordsMixin, second_step_forms.AuthenticateForm):
    """The code of the second step."""

    labels = {"code": _("Code")}
    hints = {"code": _("De zes cijfers uit je app, of een van je herstelcodes.")}
    error_texts = {"code": _("Vul de code in.")}
    submit = _("Inloggen")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask a phone for digits."""
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class ConfirmCodeForm(WordsMixin, second_step_forms.ReauthenticateForm):
    """The code again, before something important."""

    labels = {"code": _("Code")}
    hints = {"code": _("De zes cijfers uit je app, of een van je herstelcodes.")}
    error_texts = {"code": _("Vul de code in.")}
    submit = _("Verder")
    cancel = "start"


class ActivateAppForm(WordsMixin, app_forms.ActivateTOTPForm):
    """The first code of the app, as proof that it is set up."""

    labels = {"code": _("Code uit je app")}
    hints = {"code": _("De zes cijfers die de app nu laat zien.")}
    error_texts = {"code": _("Vul de code uit je app in.")}
    submit = _("Aanzetten")
    cancel = "mfa_index"


class AddPasskeyForm(WordsMixin, passkey_forms.AddWebAuthnForm):
    """The name of a new passkey; the passkey itself comes from the browser."""

    labels = {"name": _("Naam van deze passkey")}
    hints = {"name": _("Waaraan herken je dit apparaat? Bijvoorbeeld: laptop van school.")}
    error_texts = {
        "credential": _("Je apparaat gaf geen passkey. Kies Passkey maken en volg de stappen.")
    }


class NamePasskeyForm(WordsMixin, passkey_forms.EditWebAuthnForm):
    """Another name for a passkey."""

    labels = {"name": _("Naam van deze passkey")}
    error_texts = {"name": _("Vul een naam in.")}
    submit = _("Naam opslaan")
    cancel = "mfa_list_webauthn"
