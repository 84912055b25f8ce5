"""The mails that go with a membership: an invitation, and a notice to who manages the members."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from partners.access import Actor
from partners.models import Membership, Message, Municipality, User
from partners.outbox import Kind, queue

SET_PASSWORD, SIGN_IN, MEMBERS = (
    "set_password",
    "sign_in",
    "members",
)  # kinds of link, made at sending


def _is_member_still(message: Message) -> bool:
    number = message.cause.split(":")[1]
    today = timezone.localdate()
    return Membership.objects.not_over_on(today).filter(pk=number, user__is_active=True).exists()


def _is_open_still(message: Message) -> bool:
    return message.recipient is not None and message.recipient.is_active


KINDS = {
    "member.invited": Kind(
        _lazy("Uitnodiging"),
        _lazy("Je krijgt dit bericht omdat iemand je heeft uitgenodigd."),
        _is_member_still,
    ),
    "member.granted": Kind(
        _lazy("Nieuw lid"),
        _lazy("Je krijgt dit bericht omdat je de leden van deze organisatie beheert."),
        _is_member_still,
    ),
    "member.extended": Kind(
        _lazy("Rechten uitgebreid"),
        _lazy("Je krijgt dit bericht omdat je de leden van deze organisatie beheert."),
        _is_member_still,
    ),
    "password.link": Kind(
        _lazy("Nieuw wachtwoord"),
        _lazy("Je krijgt dit bericht omdat iemand met jouw adres een nieuw wachtwoord vroeg."),
        _is_open_still,
    ),
    "account.changed": Kind(
        _lazy("Account gewijzigd"),
        _lazy("Je krijgt dit bericht omdat het over de beveiliging van je account gaat."),
        _is_open_still,
    ),
}
# What allauth calls an event, and what the person reads about it.
ACCOUNT_EVENTS = {
    "account/email/password_changed": _lazy("Je wachtwoord is zojuist gewijzigd."),
    "account/email/password_reset": _lazy("Er is zojuist een nieuw wachtwoord gekozen."),
    "mfa/email/totp_activated": _lazy("Inloggen met een app als tweede stap staat nu aan."),
    "mfa/email/totp_deactivated": _lazy("Inloggen met een app als tweede stap staat nu uit."),
    "mfa/email/webauthn_added": _lazy("Je account heeft er een passkey bij."),
    "mfa/email/webauthn_removed": _lazy("Een passkey is van je account gehaald."),
    "mfa/email/recovery_codes_generated": _lazy("Er zijn nieuwe herstelcodes gemaakt."),
}


def invite(membership: Membership, *, by: Actor | None, at: datetime) -> None:
    """Queue the mail to the person: with a one-time link as long as there is no password.

    Somebody without an address gets the link from the administrator instead.
    """
    user = membership.user
    if not user.email:
        return
    if user.has_usable_password():
        link = SIGN_IN
        explanation = _("Log in met je eigen account:\n\n{link}")
    else:
        link = SET_PASSWORD
        explanation = _(
            "Kies eerst een wachtwoord met deze link. De link werkt één keer, en drie dagen lang:"
            "\n\n{link}\n\n"
            "Werkt de link niet meer? Vraag dan een nieuwe aan bij Inloggen, "
            "Wachtwoord vergeten, met dit e-mailadres."
        )
    _queue(
        user,
        cause=f"member.invited:{membership.pk}",
        subject=_("Je bent uitgenodigd voor Soepele overgang"),
        paragraphs=[
            _("Beste %(name)s,") % {"name": user},
            _("%(who)s heeft je deze rol gegeven: %(what)s.")
            % {"who": _author(by), "what": _in_words(membership)},
            explanation,
            _("Ken je deze organisatie niet? Dan hoef je niets te doen."),
        ],
        link=link,
        municipality=by.municipality if by else None,
        at=at,
    )


def tell_administrators(
    membership: Membership, *, by: Actor | None, at: datetime, is_new: bool
) -> None:
    """Queue a notice to everybody who manages the members there, the person excepted."""
    admins = membership.organisation.memberships.active_on(timezone.localdate(at)).managing()
    others = User.objects.filter(pk__in=admins.values("user_id"), email__isnull=False)
    subject = _("Nieuw lid bij %(where)s") if is_new else _("Rechten uitgebreid bij %(where)s")
    for admin in others.exclude(pk=membership.user_id):
        _queue(
            admin,
            cause=_notice_cause(membership, admin, at=at, is_new=is_new),
            subject=subject % {"where": membership.organisation},
            paragraphs=[
                _("Beste %(name)s,") % {"name": admin},
                _("%(who)s heeft %(person)s deze rol gegeven: %(what)s.")
                % {"who": _author(by), "person": membership.user, "what": _in_words(membership)},
                _("Klopt dit niet? Beëindig het lidmaatschap dan:\n\n{link}"),
            ],
            link=MEMBERS,
            municipality=by.municipality if by else None,
            at=at,
        )


def _notice_cause(membership: Membership, admin: User, *, at: datetime, is_new: bool) -> str:
    if is_new:
        return f"member.granted:{membership.pk}:{admin.pk}"
    return f"member.extended:{membership.pk}:{admin.pk}:{at:%Y%m%dT%H%M%S%f}"


def send_password_link(user: User, *, at: datetime) -> None:
    """Queue a link with which this person chooses a new password, at most one a minute."""
    _queue(
        user,
        cause=f"password.link:{user.pk}:{at:%Y%m%dT%H%M}",
        subject=_("Kies een nieuw wachtwoord"),
        paragraphs=[
            _("Beste %(name)s,") % {"name": user},
            _(
                "Met deze link kies je een nieuw wachtwoord. De link werkt één keer, en drie dagen "
                "lang:\n\n{link}"
            ),
            _("Heb je hier niet om gevraagd? Dan hoef je niets te doen."),
        ],
        link=SET_PASSWORD,
        at=at,
    )


def tell_account_changed(user: User, *, event: str, at: datetime) -> None:
    """Queue a warning that the protection of the account was changed.

    Raises: LookupError: no text for this event.
    """
    if not user.email:
        return
    _queue(
        user,
        cause=f"account.changed:{user.pk}:{event}:{at:%Y%m%dT%H%M%S}",
        subject=_("Je account is gewijzigd"),
        paragraphs=[
            _("Beste %(name)s,") % {"name": user},
            str(ACCOUNT_EVENTS[event]),
            _("Was jij dit niet? Kies dan meteen een nieuw wachtwoord:\n\n{link}"),
        ],
        link=SET_PASSWORD,
        at=at,
    )


def _queue(  # noqa: PLR0913 - the parts of one mail, each by name
    to: User,
    *,
    cause: str,
    subject: str,
    paragraphs: list[str],
    link: str,
    at: datetime,
    municipality: Municipality | None = None,
) -> None:
    queue(
        address=to.email or "",
        subject=subject,
        body="\n\n".join(paragraphs),
        cause=cause,
        municipality=municipality,
        recipient=to,
        link=link,
        at=at,
    )


def _author(by: Actor | None) -> str:
    if by is None:
        return _("De leverancier")
    return _("%(name)s (%(role)s)") % {"name": by.user, "role": by.role.label}


def _in_words(membership: Membership) -> str:
    words = _("%(role)s bij %(where)s, vanaf %(first)s") % {
        "role": membership.get_role_display(),
        "where": membership.organisation,
        "first": date_format(membership.valid_from, "j F Y"),
    }
    if membership.valid_until:
        words += _(" tot en met %(last)s") % {"last": date_format(membership.valid_until, "j F Y")}
    if membership.is_admin:
        words += _(", met het beheer van de leden")
    return words
