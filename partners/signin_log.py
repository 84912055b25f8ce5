"""The audit lines of signing in; none holds an address or a name."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.account.adapter import get_adapter
from allauth.mfa import signals as second_factor_signals
from django.contrib.auth import signals as auth_signals
from django.http import HttpRequest
from django.utils import timezone

from partners import audit
from partners.access import Actor, actor_for
from partners.models import User


def connect() -> None:
    """Listen to what Django and allauth report; called once, when the app is ready."""
    for signal, receiver in {
        auth_signals.user_logged_in: _signed_in,
        auth_signals.user_logged_out: _signed_out,
        auth_signals.user_login_failed: _failed,
        account_signals.password_changed: _password_changed,
        account_signals.password_reset: _password_reset,
        second_factor_signals.authenticator_added: _factor_added,
        second_factor_signals.authenticator_removed: _factor_removed,
        second_factor_signals.authenticator_reset: _codes_renewed,
        second_factor_signals.authentication_failed: _factor_failed,
    }.items():
        signal.connect(receiver, dispatch_uid=f"partners.{receiver.__name__}")


def role_switched(actor: Actor) -> None:
    """Log that a person goes on in another role."""
    audit.record(by=actor, action="role.switched", at=timezone.now())


def refused(user: User) -> None:
    """Log a sign-in that was refused although the account is known."""
    _record("signin.failed", user, is_own_act=False)


def sessions_ended(user: User, *, count: int) -> None:
    """Log that a person ended sessions elsewhere."""
    _record("signin.sessions_ended", user, count=count)


def _signed_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    _record("signin.succeeded", user)


def _signed_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        _record("signin.ended", user)


def _failed(credentials: dict[str, Any], **kwargs: Any) -> None:
    name = credentials.get("username") or credentials.get("email") or ""
    try:
        refused(User.objects.get_by_natural_key(name))
    except User.DoesNotExist:
        audit.record(by=None, action="signin.failed", at=timezone.now())


def _password_changed(user: User, **kwargs: Any) -> None:
    _record("password.changed", user)


def _password_reset(request: HttpRequest, user: User, **kwargs: Any) -> None:
    adapter = get_adapter(request)
    for name in filter(None, (user.email, user.login_name)):
        adapter._delete_login_attempts_cached_email(request, username=name)
    _record("password.reset", user)


def _factor_added(user: User, authenticator: Any, **kwargs: Any) -> None:
    _record("second_factor.added", user, type=authenticator.type)


def _factor_removed(user: User, authenticator: Any, **kwargs: Any) -> None:
    _record("second_factor.removed", user, type=authenticator.type)


def _codes_renewed(user: User, **kwargs: Any) -> None:
    _record("second_factor.codes_renewed", user)


def _factor_failed(user: User, authenticator: Any, **kwargs: Any) -> None:
    _record("second_factor.failed", user, is_own_act=False, type=authenticator.type)


def _record(action: str, user: User, *, is_own_act: bool = True, **details: Any) -> None:
    """Write a line to the log of the person's organisation; a failed try is nobody's act."""
    now = timezone.now()
    actor = actor_for(user, day=timezone.localdate(now))
    audit.record(
        by=actor if is_own_act else None,
        action=action,
        at=now,
        target=user,
        organisation=actor.memberships[0].organisation if actor else None,
        details=details,
    )
