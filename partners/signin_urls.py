"""Addresses of signing in: Dutch paths, allauth's names, and nothing that is not ours.

No sign-up, no change of address, no other services: their views have no address here.
"""

from allauth.account import views as account
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from partners.views.account import SessionsView

KEY = r"^wachtwoord/kiezen/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"

password_urls = [
    path("vergeten/", account.password_reset, name="account_reset_password"),
    path("verstuurd/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "gekozen/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("wijzigen/", account.password_change, name="account_change_password"),
    # Somebody who came in without a password gets one by mail, like everybody.
    path(
        "instellen/",
        RedirectView.as_view(pattern_name="account_reset_password"),
        name="account_set_password",
    ),
]
passkey_urls = [
    path("", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("toevoegen/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("bevestigen/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("<int:pk>/naam/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("<int:pk>/verwijderen/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
]
second_step_urls = [
    path("", second_step.index, name="mfa_index"),
    path("code/", second_step.authenticate, name="mfa_authenticate"),
    path("bevestigen/", second_step.reauthenticate, name="mfa_reauthenticate"),
    path("app/aanzetten/", app.activate_totp, name="mfa_activate_totp"),
    path("app/uitzetten/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("herstelcodes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("herstelcodes/nieuw/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path(
        "herstelcodes/bestand/", codes.download_recovery_codes, name="mfa_download_recovery_codes"
    ),
    path("passkeys/", include(passkey_urls)),
]
urlpatterns = [
    path("inloggen/", account.login, name="account_login"),
    path("uitloggen/", account.logout, name="account_logout"),
    path("gesloten/", account.account_inactive, name="account_inactive"),
    path("bevestigen/", account.reauthenticate, name="account_reauthenticate"),
    path("wachtwoord/", include(password_urls)),
    re_path(KEY, account.password_reset_from_key, name="account_reset_password_from_key"),
    path("twee-stappen/", include(second_step_urls)),
    path("sessies/", SessionsView.as_view(), name="usersessions_list"),
]
