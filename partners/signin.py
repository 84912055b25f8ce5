"""Signing in: by e-mail address or login name; nobody signs up (ADR 0012).

What the library allauth asks of a project: who may come in, where a reader goes afterwards,
what it says, and that its mails go through the outbox. What happened is logged in signin_log.py.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context as request_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from partners import invitations, outbox, signin_log
from partners.models import User

_WRONG = _(
    "Deze gegevens kloppen niet samen. Probeer het opnieuw, of kies een nieuw wachtwoord met "
    "Wachtwoord vergeten."
)
_WRONG_CODE = _("Deze code klopt niet. Vul de code in die je nu ziet.")
_TOO_OFTEN = _("Dit is te vaak geprobeerd. Wacht vijf minuten en probeer het dan opnieuw.")

_WEAK = {
    "password_too_short": _("Maak je wachtwoord langer: ten minste 12 tekens."),
    "password_too_common": _(
        "Dit wachtwoord raden anderen snel. Kies een zin van een paar woorden."
    ),
    "password_too_similar": _("Dit lijkt te veel op je naam of adres. Kies iets anders."),
    "password_entirely_numeric": _("Gebruik ook letters in je wachtwoord."),
}


def may_sign_in(user: User) -> bool:
    """Say whether this account is open; a demo account is so in a demo only."""
    return user.is_active and (settings.DEMO or not user.is_demo)


def password_link(user: User) -> str:
    """Return the address where this person sets a password, once, within three days."""
    key = {"uidb36": user_pk_to_url_str(user), "key": PasswordTokens().make_token(user)}
    return f"{settings.BASE_URL}{reverse('account_reset_password_from_key', kwargs=key)}"


def link_if_needed(user: User) -> str | None:
    """Return that address for who has no password yet; nobody else gets one unasked."""
    return None if user.has_usable_password() else password_link(user)


# The kinds of link a mail of this app can hold (partners/outbox.py, LINKS).
LINKS = {
    invitations.SET_PASSWORD: outbox.of_recipient(password_link),
    invitations.SIGN_IN: lambda _message: f"{settings.BASE_URL}{reverse('account_login')}",
    invitations.MEMBERS: lambda _message: f"{settings.BASE_URL}{reverse('members')}",
}


def renew_session(request: HttpRequest) -> None:
    """Give a session a new key: who still holds the old one writes nothing into it any more.

    The list of devices of who is signed in follows, so that the session can be ended from there.
    """
    request.session.cycle_key()
    if request.user.is_authenticated:
        UserSession.objects.create_from_request(request)


def is_local(url: str) -> bool:
    """Say whether a reader may be sent on to this address: a path of our own and nothing else."""
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


class PasswordTokens(PasswordResetTokenGenerator):
    """Keys of links that set a password; a link dies when it is used or the person signs in."""


class AccountBackend(AuthenticationBackend):
    """Checks a password; refuses closed accounts, and demo accounts outside a demo."""

    def user_can_authenticate(self, user: User) -> bool:
        """Say whether this account is open."""
        return may_sign_in(user)


class AccountAdapter(DefaultAccountAdapter):
    """Closed sign-up, our own words, and mails by the outbox only."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Dit account is gesloten."),
        "email_password_mismatch": _WRONG,
        "username_password_mismatch": _WRONG,
        "invalid_login": _WRONG,
        "enter_current_password": _("Dit is niet je huidige wachtwoord. Probeer het opnieuw."),
        "incorrect_password": _("Dit is niet je wachtwoord. Probeer het opnieuw."),
        "incorrect_code": _WRONG_CODE,
        "invalid_password_reset": _("Deze link werkt niet meer. Vraag een nieuwe aan."),
        "too_many_login_attempts": _TOO_OFTEN,
        "rate_limited": _TOO_OFTEN,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Close sign-up: people are invited by their organisation."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Follow `next` only within this site."""
        return bool(url) and is_local(str(url))

    def clean_password(self, password: str, user: Any = None) -> str:
        """Check a new password, and say in our words what to do better."""
        try:
            return str(super().clean_password(password, user))
        except ValidationError as refused:
            texts = [_WEAK.get(e.code or "", e.message) for e in refused.error_list]
            raise ValidationError([str(text) for text in texts]) from refused

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> Any:
        """Send who may not come in to the page that says so."""
        if not may_sign_in(user):
            request.session.flush()
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def reauthenticate(self, user: User, password: str) -> bool:
        """Check the password again, with the limit on attempts of a sign-in."""
        request = request_context.request
        self.pre_authenticate(request, username=user.sign_in_name)
        is_right = user.check_password(password)
        if is_right:
            self._rollback_login_failed_rl_usage()
        else:
            signin_log.refused(user)
        return is_right

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go on to the start page with a changed password."""
        return reverse("start")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Name the ways to confirm in our words."""
        words = {
            "reauthenticate": _("Met je wachtwoord"),
            "mfa_reauthenticate": _("Met een code uit je app of een herstelcode"),
            "mfa_reauthenticate:webauthn": _("Met een passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": words[method["id"]]} for method in methods]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Refuse: no mail leaves outside the outbox.

        Raises: NotImplementedError: always; a new mail gets its own function below.
        """
        raise NotImplementedError(f"The mail {template_prefix} does not go through the outbox.")

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Queue the link to a new password, to the address of the account."""
        if may_sign_in(user):
            invitations.send_password_link(user, at=timezone.now())

    def send_notification_mail(
        self, template_prefix: str, user: User, context: Any = None, email: str | None = None
    ) -> None:
        """Queue a notice that the account became less or differently protected."""
        invitations.tell_account_changed(user, event=template_prefix, at=timezone.now())


class SecondFactorAdapter(DefaultMFAAdapter):
    """Our words for the second step."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": _("Zet eerst inloggen in twee stappen aan."),
        "incorrect_code": _WRONG_CODE,
    }

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002 - its name in allauth
        """Propose a name for a passkey."""
        return str(_("Mijn passkey"))


class SessionsAdapter(DefaultUserSessionsAdapter):
    """Logs that sessions elsewhere were ended."""

    def end_sessions(self, sessions: Any) -> None:
        """End them and log how many."""
        ended = list(sessions)
        super().end_sessions(ended)
        if ended:
            signin_log.sessions_ended(ended[0].user, count=len(ended))


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Closes sign-up by another service; none is set up yet."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Close it."""
        return False
