"""Every page of the product and the state in which it is checked: one row a page.

`test_pages.py` fails when an address of the URLconf has no row here and no reason below.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from partners.states import Role
from tests.e2e.server import Server

YEAR = "/subsidiejaren/0796/2026-2027/"
DRAFT = "/subsidiejaren/0796/2027-2028/"
SETTINGS = "/instellingen/0796/"
TEXTS = f"{SETTINGS}brieven/"
INCOMPLETE = "/subsidiejaren/0796/2028-2029/"
PROPOSAL = "/subsidiejaren/0796/2029-2030/"
LAST = "/subsidiejaren/0796/2030-2031/"


@dataclass(frozen=True)
class Row:
    """One page: its URL name, how to get there as whom, and in what state it is looked at.

    `site` is the running product (demo or empty), `role` the door or newcomer (None: a visitor),
    `path` an address or a function of the server, `follow` a link to take from there, and
    `click` what to press before looking: a button that opens a dialog, or one that sends a form.
    """

    name: str
    path: str | Callable[[Server], str]
    role: Role | None = None
    state: str = "filled"
    site: str = "demo"
    follow: str = ""
    click: str = ""

    @property
    def has_second_step(self) -> bool:
        """Say whether this person signs in with a code too."""
        return self.site == "empty" and self.role == Role.DPO

    def __str__(self) -> str:
        return f"{self.name}-{self.role or 'visitor'}-{self.state}"


def password_link(server: Server) -> str:
    """Make somebody new and return the path of the link to choose a password."""
    answer = json.loads(
        server.run(
            "member", "nieuw@school.example", "--role", "tea", "--organisation", "13WW00",
            "--name", "Nieuwe Leerkracht", "--json",
        )
    )  # fmt: skip
    return str(answer["link"]).removeprefix(server.url)


def failed_mail(server: Server) -> str:
    """Return the path of a mail that was not delivered."""
    code = (
        "from partners.models import Message as M;"
        "print(M.objects.filter(state='failed').first().pk)"
    )
    return f"/berichten/{server.run('shell', '-v0', '-c', code).strip()}/"


def upload_page(name: str, tab: str) -> Callable[[Server], str]:
    """Return how to find the preview of an upload of the demo, one outcome of it shown."""
    code = (
        "from partners.models import RegisterUpload as U;"
        f"print(U.objects.get(name='{name}', state='open').pk)"
    )
    return lambda server: f"/registers/{server.run('shell', '-v0', '-c', code).strip()}/?toon={tab}"


def equated_day(page: str) -> Callable[[Server], str]:
    """Return how to keep a day that a decree equates with a holiday, and a page about it."""
    code = (
        "from partners.models import EquatedDay as E, Municipality as M;"
        "E.objects.get_or_create(municipality=M.objects.get(organisation__key='0796'),"
        "day='2027-05-07',defaults={'name':'vrijdag na Hemelvaart','source':'Staatsblad 2026'})"
    )

    def path(server: Server) -> str:
        server.run("shell", "-v0", "-c", code)
        return f"{SETTINGS}feestdagen/{page}"

    return path


def own_text(page: str) -> Callable[[Server], str]:
    """Return how to keep texts of a municipality's own, and a page about them."""
    code = (
        "from subsidies.models import LetterText as T;"
        "from partners.models import Municipality as M;"
        "from subsidies.letter_texts import shipped_sections as s;"
        "import django.utils.timezone as z;"
        "T.objects.get_or_create(municipality=M.objects.get(organisation__key='0796'),"
        "kind='grant_standard',version=1,defaults={'created_at':z.now(),'note':'Ander begin',"
        "'sections':s('grant_standard')|{'opening':'Beste bestuurder,'}})"
    )

    def path(server: Server) -> str:
        server.run("shell", "-v0", "-c", code)
        return f"{TEXTS}verlening-met-verslag/{page}"

    return path


def with_logo(page: str) -> Callable[[Server], str]:
    """Return how to give the municipality of the empty product a logo, and a page that shows it."""
    code = (
        "from partners.logos import checked;from partners.models import Municipality as M;"
        "svg=open('tests/partners/logo_wide.svg','rb').read();"
        "M.objects.filter(organisation__key='9001').update(logo=checked(svg))"
    )

    def path(server: Server) -> str:
        server.run("shell", "-v0", "-c", code)
        return f"/instellingen/9001/gemeente/{page}"

    return path


def letters_page(page: str, state: str) -> Callable[[Server], str]:
    """Return how to find a page that asks something of the demo's letter in a state."""
    code = (
        "from subsidies.models import DecisionLetter as D;"
        f"print(D.objects.get(year__first_year=2026, state='{state}').pk)"
    )
    ask = ("shell", "-v0", "-c", code)
    return lambda server: f"{YEAR}brieven/{page}/?brief={server.run(*ask).strip()}"


def letter_page(page: str = "", state: str = "sent") -> Callable[[Server], str]:
    """Return how to find a page of the demo's letter in a state, or of its objection."""
    code = (
        "from subsidies.models import DecisionLetter as D;"
        f"d = D.objects.filter(year__first_year=2026, state='{state}').first();"
        "o = d.objections.first();"
        "print(d.reference_year, d.reference_number, o.pk if o else 0)"
    )

    def find(server: Server) -> str:
        year, number, objection = server.run("shell", "-v0", "-c", code).split()
        more = page.format(objection=objection)
        return f"/beschikkingsbrieven/0796/KOPO-{year}-{number}/{more}"

    return find


ACCOUNT = "/account/"
SUBMIT = "main form button[type=submit]"
SAVE = "button[name=opslaan]"

ROWS = [
    # start pages and demo
    Row("start", "/", state="doors"),
    *(Row("start", "/", role) for role in Role),
    *(Row("start", "/", role, "empty", "empty") for role in Role),
    Row("demo_reset", "/demo/terugzetten/"),
    Row("demo_reset", "/demo/terugzetten/", Role.GEM, state="signed-in"),
    # pages for everybody
    Row("help", "/hulp/"),
    Row("contact", "/contact/"),
    Row("privacy", "/privacy/"),
    Row("accessibility", "/toegankelijkheid/"),
    Row("style_guide", "/stijlgids/"),
    # signing in
    Row("account_login", f"{ACCOUNT}inloggen/", site="empty"),
    Row("account_login", f"{ACCOUNT}inloggen/", state="error", site="empty", click=SUBMIT),
    Row("account_logout", f"{ACCOUNT}uitloggen/", Role.GEM),
    Row("account_inactive", f"{ACCOUNT}gesloten/"),
    Row("account_reauthenticate", f"{ACCOUNT}bevestigen/", Role.GEM),
    Row("account_reset_password", f"{ACCOUNT}wachtwoord/vergeten/"),
    Row("account_reset_password", f"{ACCOUNT}wachtwoord/vergeten/", state="error", click=SUBMIT),
    Row("account_reset_password_done", f"{ACCOUNT}wachtwoord/verstuurd/"),
    Row("account_reset_password_from_key", password_link),
    Row("account_reset_password_from_key", password_link, state="error", click=SUBMIT),
    Row("account_reset_password_from_key", f"{ACCOUNT}wachtwoord/kiezen/1-aaa-bbb/", state="old"),
    Row("account_reset_password_from_key_done", f"{ACCOUNT}wachtwoord/gekozen/"),
    Row("account_change_password", f"{ACCOUNT}wachtwoord/wijzigen/", Role.GEM, site="empty"),
    Row("account_change_password", f"{ACCOUNT}wachtwoord/wijzigen/", Role.GEM, "error", "empty",
        click=SUBMIT),
    Row("usersessions_list", f"{ACCOUNT}sessies/", Role.GEM),
    Row("mfa_index", f"{ACCOUNT}twee-stappen/", Role.GEM, "off", "empty"),
    Row("mfa_index", f"{ACCOUNT}twee-stappen/", Role.DPO, "on", "empty"),
    Row("mfa_authenticate", f"{ACCOUNT}twee-stappen/code/", state="asked", site="empty"),
    Row("mfa_reauthenticate", f"{ACCOUNT}twee-stappen/bevestigen/", Role.DPO, "on", "empty"),
    Row("mfa_activate_totp", f"{ACCOUNT}twee-stappen/app/aanzetten/", Role.GEM, "off", "empty"),
    Row("mfa_activate_totp", f"{ACCOUNT}twee-stappen/app/aanzetten/", Role.GEM, "error", "empty",
        click=SUBMIT),
    Row("mfa_deactivate_totp", f"{ACCOUNT}twee-stappen/app/uitzetten/", Role.DPO, "on", "empty"),
    Row("mfa_view_recovery_codes", f"{ACCOUNT}twee-stappen/herstelcodes/", Role.DPO, "on",
        "empty"),
    Row("mfa_generate_recovery_codes", f"{ACCOUNT}twee-stappen/herstelcodes/nieuw/", Role.DPO,
        "on", "empty"),
    Row("mfa_list_webauthn", f"{ACCOUNT}twee-stappen/passkeys/", Role.GEM, "off", "empty"),
    Row("mfa_add_webauthn", f"{ACCOUNT}twee-stappen/passkeys/toevoegen/", Role.GEM, "off",
        "empty"),
    Row("no_role", "/geen-rol/", Role.GEM),
    # people and organisations
    Row("my_organisation", "/mijn-organisatie/", Role.SCH),
    Row("members", "/leden/", Role.SCH),
    Row("members", "/leden/", Role.KOC, "one", "empty"),
    Row("members", "/leden/?q=niemand", Role.SCH, "nothing"),
    Row("member_invite", "/leden/uitnodigen/", Role.SCH),
    Row("member_invite", "/leden/uitnodigen/", Role.SCH, "error", click=SUBMIT),
    Row("member_change", "/leden/", Role.SCH, follow="main a[href$='/wijzigen/']"),
    Row("member_end", "/leden/", Role.SCH, follow="main a[href$='/beeindigen/']"),
    Row("member_link", "/leden/", Role.KOC, "asked", "empty", follow="main a[href$='/link/']"),
    Row("member_link", "/leden/", Role.KOC, "given", "empty", follow="main a[href$='/link/']",
        click=SUBMIT),
    Row("organisations", "/organisaties/", Role.ADM),
    Row("organisations", "/organisaties/?q=niets", Role.ADM, "nothing"),
    Row("organisation_invite", "/organisaties/", Role.GEM, follow="main a[href$='/beheerder/']"),
    Row("organisation_invite", "/organisaties/", Role.GEM, "error",
        follow="main a[href$='/beheerder/']", click=SUBMIT),
    Row("schools", "/scholen/", Role.GEM),
    Row("schools", "/scholen/?bladzijde=2&volgorde=-naam", Role.GEM, "second page"),
    Row("schools", "/scholen/?q=zzz", Role.GEM, "nothing"),
    Row("school", "/scholen/13WW00/", Role.GEM),
    Row("school", "/scholen/03JH00/", Role.QC, "no history"),
    Row("uploads", "/registers/", Role.GEM),
    Row("uploads", "/registers/", Role.ADM, "empty", "empty"),
    Row("upload_choice", "/registers/inlezen/", Role.GEM),
    Row("upload_create", "/registers/inlezen/scholen/", Role.ADM, site="empty"),
    Row("upload_create", "/registers/inlezen/cijfers/", Role.GEM),
    Row("upload_create", "/registers/inlezen/cijfers/", Role.GEM, "error", click=SUBMIT),
    Row("upload", "/registers/", Role.GEM, "preview", follow="main a:has-text('scholen-2027')"),
    Row("upload", upload_page("scholen-2027.csv", "gewijzigd"), Role.GEM, "changed"),
    Row("upload", upload_page("scholen-2027.csv", "verdwenen"), Role.GEM, "vanished"),
    Row("upload", "/registers/", Role.GEM, "refused", follow="main a:has-text('kapot')"),
    Row("upload", "/registers/", Role.GEM, "decided", follow="main a:has-text('oud.csv')"),
    Row("boards", "/onderwijsorganisaties/", Role.ISS),
    Row("boards", "/onderwijsorganisaties/?q=zzz", Role.ISS, "nothing"),
    Row("schools", "/scholen/", Role.DPO),
    Row("boards", "/onderwijsorganisaties/", Role.DPO),
    # settings
    Row("settings", "/instellingen/", Role.GEM),
    Row("settings", "/instellingen/", Role.ADM, "empty", "empty"),
    Row("municipality_settings", f"{SETTINGS}gemeente/", Role.GEM),
    Row("municipality_settings", "/instellingen/9001/gemeente/", Role.ADM, "empty", "empty"),
    Row("municipality_settings", with_logo(""), Role.ADM, "logo", "empty"),
    Row("logo_remove", with_logo("logo/"), Role.ADM, "logo", "empty"),
    Row("board_settings", f"{SETTINGS}besturen/", Role.GEM),
    Row("board_settings", f"{SETTINGS}besturen/?q=zzz", Role.GEM, "nothing"),
    Row("board_settings", "/instellingen/9001/besturen/", Role.ADM, "gaps", "empty"),
    Row("board_edit", f"{SETTINGS}besturen/74049/", Role.GEM),
    Row("board_contact", f"{SETTINGS}besturen/74049/contact/", Role.GEM),
    Row("issuers", f"{SETTINGS}uitvoerder/", Role.GEM),
    Row("issuer_create", f"{SETTINGS}uitvoerder/nieuw/", Role.GEM),
    Row("issuer_create", f"{SETTINGS}uitvoerder/nieuw/", Role.GEM, "error", click=SUBMIT),
    Row("issuer_edit", f"{SETTINGS}uitvoerder/", Role.GEM,
        follow="main a[href*='/uitvoerder/']:has-text('wijzigen')"),
    Row("mandate_edit", f"{SETTINGS}uitvoerder/", Role.GEM, follow="main a[href*='/mandaat/']"),
    Row("mandate_create", f"{SETTINGS}uitvoerder/", Role.GEM, follow="main a[href$='/mandaat/']"),
    Row("mandate_create", f"{SETTINGS}uitvoerder/", Role.GEM, "error",
        follow="main a[href$='/mandaat/']", click=SUBMIT),
    Row("modules", f"{SETTINGS}modules/", Role.GEM),
    Row("modules", "/instellingen/9001/modules/", Role.ADM, "empty", "empty"),
    Row("module_switch", f"{SETTINGS}modules/subsidie/", Role.GEM, "on"),
    Row("module_switch", f"{SETTINGS}modules/overdracht/", Role.GEM, "off"),
    Row("module_switch", f"{SETTINGS}modules/overdracht/", Role.GEM, "error", click=SUBMIT),
    Row("holidays", equated_day("?jaar=2027"), Role.GEM),
    Row("holidays", "/instellingen/9001/feestdagen/", Role.ADM, "empty", "empty"),
    Row("holiday_add", f"{SETTINGS}feestdagen/nieuw/", Role.GEM),
    Row("holiday_add", f"{SETTINGS}feestdagen/nieuw/", Role.GEM, "error", click=SUBMIT),
    Row("holiday_remove", equated_day("2027-05-07/weghalen/"), Role.GEM),
    Row("letter_texts", TEXTS, Role.GEM),
    Row("letter_texts", TEXTS, Role.SIG, "read only"),
    Row("letter_text", f"{TEXTS}verlening/", Role.GEM, "shipped"),
    Row("letter_text", f"{TEXTS}wijziging/", Role.ISS, "read only"),
    Row("letter_text", f"{TEXTS}vaststelling/", Role.DPO, "read only"),
    Row("letter_text", own_text(""), Role.GEM, "own"),
    Row("letter_text", f"{TEXTS}intrekking/", Role.GEM, "example", click="button[name=voorbeeld]"),
    Row("letter_text_history", f"{TEXTS}vaststelling/geschiedenis/", Role.GEM, "empty"),
    Row("letter_text_history", own_text("geschiedenis/"), Role.GEM),
    Row("letter_text_history", own_text("geschiedenis/"), Role.SIG, "read only"),
    Row("letter_text_restore", own_text("geschiedenis/0/terugzetten/"), Role.GEM),
    # kindcentra
    Row("kindcentra", "/kindcentra/", Role.GEM),
    Row("kindcentra", "/kindcentra/?q=zzz", Role.GEM, "nothing"),
    Row("kindcentra", "/kindcentra/", Role.ADM, "empty", "empty"),
    Row("kindcentrum_create", "/kindcentra/0796/nieuw/", Role.GEM),
    Row("kindcentrum_create", "/kindcentra/0796/nieuw/", Role.GEM, "error", click=SUBMIT),
    Row("kindcentrum_edit", "/kindcentra/", Role.GEM, follow="main tbody a[href^='/kindcentra/']"),
    Row("kindcentrum_remove", "/kindcentra/", Role.GEM, follow="main a[href$='/verwijderen/']"),
    # the set-up
    Row("setup", "/inrichten/0796/", Role.GEM, "complete"),
    Row("setup", "/inrichten/9001/", Role.GEM, "open", "empty"),
    *(Row("setup_step", f"/inrichten/9001/stap-{number}/", Role.ADM, f"step {number}", "empty")
      for number in range(1, 6)),
    Row("setup_step", "/inrichten/9001/stap-4/", Role.GEM, "officer", "empty"),
    Row("letter_preview", f"{DRAFT}voorbeeldbrief/", Role.GEM, "draft"),
    Row("letter_preview", f"{YEAR}voorbeeldbrief/", Role.DPO, "established"),
    Row("log", "/logboek/", Role.DPO),
    Row("log", "/logboek/", Role.DPO, "empty", "empty"),
    # mails
    Row("messages", "/berichten/", Role.ADM),
    Row("messages", "/berichten/?q=zzz", Role.ADM, "nothing"),
    Row("messages", "/berichten/", Role.ADM, "empty", "empty"),
    Row("message", "/berichten/", Role.ADM, follow="main tbody a[href^='/berichten/']"),
    Row("message_resend", failed_mail, Role.ADM, follow="main a[href$='/opnieuw/']"),
    Row("message_set_aside", failed_mail, Role.ADM, follow="main a[href$='/afdoen/']"),
    Row("mailbox", "/postbus/", Role.SCH),
    Row("mailbox", "/postbus/", Role.GEM, "empty", "empty"),
    Row("mailbox_message", "/postbus/", Role.SCH, follow="main a[href^='/postbus/']"),
    # years and letters
    Row("subsidy_years", "/subsidiejaren/", Role.GEM),
    Row("subsidy_years", "/subsidiejaren/", Role.GEM, "empty", "empty"),
    Row("subsidy_years", "/subsidiejaren/", Role.BRD, "empty", "empty"),
    Row("subsidy_year_create", "/subsidiejaren/0796/nieuw/", Role.GEM),
    Row("subsidy_year_create", "/subsidiejaren/0796/nieuw/", Role.GEM, "error", click=SUBMIT),
    Row("subsidy_year_empty", "/subsidiejaren/0796/nieuw/leeg/", Role.GEM),
    Row("subsidy_year_empty", "/subsidiejaren/0796/nieuw/leeg/", Role.GEM, "error", click=SAVE),
    Row("subsidy_year", YEAR, Role.GEM),
    Row("subsidy_year", f"{YEAR}?toon=minder", Role.GEM, "nothing"),
    Row("subsidy_year", YEAR, Role.GEM, "menu open", click="main details.app-menu summary"),
    Row("subsidy_year", YEAR, Role.BRD, "own"),
    Row("subsidy_year", YEAR, Role.QC, "own"),
    Row("subsidy_year", DRAFT, Role.GEM, "draft"),
    Row("subsidy_year", INCOMPLETE, Role.GEM, "figures missing"),
    Row("subsidy_year", PROPOSAL, Role.GEM, "proposed"),
    Row("subsidy_year", PROPOSAL, Role.ISS, "proposed"),
    Row("subsidy_year", PROPOSAL, Role.BRD, "proposed"),
    Row("subsidy_year", YEAR, Role.DPO, "read only"),
    Row("subsidy_year_trace", f"{YEAR}scholen/13WW00/", Role.GEM),
    Row("subsidy_year_trace", f"{YEAR}scholen/13WW00/", Role.QC, "own"),
    Row("subsidy_year_edit", f"{DRAFT}wijzigen/", Role.GEM),
    Row("subsidy_year_edit", f"{DRAFT}wijzigen/", Role.GEM, "part added",
        click="button[name=toevoegen][value=onderdeel]"),
    Row("subsidy_year_edit", f"{DRAFT}wijzigen/", Role.GEM, "error",
        click="button[name=variant]"),
    Row("subsidy_year_edit", f"{INCOMPLETE}wijzigen/", Role.GEM, "figures missing"),
    Row("subsidy_year_variants", f"{DRAFT}varianten/", Role.GEM),
    Row("subsidy_year_variants", f"{INCOMPLETE}varianten/", Role.GEM, "empty"),
    Row("subsidy_year_align", f"{DRAFT}voorleggen/", Role.GEM),
    Row("subsidy_year_align", f"{INCOMPLETE}voorleggen/", Role.GEM, "error"),
    Row("subsidy_year_withdraw", f"{PROPOSAL}terugnemen/", Role.GEM),
    Row("subsidy_year_establish", f"{DRAFT}vaststellen/", Role.GEM),
    Row("subsidy_year_establish", f"{PROPOSAL}vaststellen/", Role.GEM, "proposed"),
    Row("subsidy_year_establish", f"{INCOMPLETE}vaststellen/", Role.GEM, "error"),
    Row("subsidy_year_remove", f"{INCOMPLETE}weghalen/", Role.GEM, "error"),
    Row("subsidy_year_remove", f"{LAST}weghalen/", Role.GEM),
    Row("subsidy_year_close", f"{YEAR}afsluiten/", Role.GEM, "too early"),
    Row("letter_terms", f"{YEAR}gegevens-voor-brieven/", Role.ISS),
    Row("letter_terms", f"{DRAFT}gegevens-voor-brieven/", Role.GEM, "empty"),
    Row("letters_draft", f"{YEAR}brieven-maken/", Role.ISS),
    Row("letters", "/beschikkingsbrieven/", Role.ISS),
    Row("letters", "/beschikkingsbrieven/?q=zzz", Role.ISS, "nothing"),
    Row("letters", "/beschikkingsbrieven/", Role.BRD, "own"),
    Row("letters", "/beschikkingsbrieven/", Role.BRD, "empty", "empty"),
    *(Row("year_letters", f"{YEAR}brieven/", role)
      for role in (Role.GEM, Role.ISS, Role.SIG, Role.DPO)),
    Row("year_letters", f"{YEAR}brieven/?toon=ondertekend&volgorde=-bedrag", Role.ISS, "filtered"),
    Row("year_letters", f"{YEAR}brieven/?toon=bezwaar", Role.GEM, "objection"),
    Row("year_letters", f"{YEAR}brieven/", Role.ISS, "error", click="button[value=cancel]"),
    Row("year_letters", f"{DRAFT}brieven/", Role.GEM, "not established"),
    Row("year_letters", f"{YEAR}brieven/", Role.GEM, "menu open",
        click="main details.app-menu summary"),
    Row("letters_plan", letters_page("verzenddatum", "checked"), Role.GEM),
    Row("letters_plan", letters_page("verzenddatum", "signed"), Role.GEM, "error", click=SUBMIT),
    Row("letters_reopen", letters_page("heropenen", "signed"), Role.GEM),
    Row("letters_reopen", letters_page("heropenen", "signed"), Role.GEM, "error", click=SUBMIT),
    Row("letters_cancel", letters_page("vervallen", "checked"), Role.ISS),
    Row("letters_cancel", letters_page("vervallen", "checked"), Role.ISS, "error", click=SUBMIT),
    Row("letter", letter_page(state="draft"), Role.GEM, "draft"),
    Row("letter", letter_page(state="draft"), Role.GEM, "all elements", click="main summary"),
    Row("letter", letter_page(state="checked"), Role.SIG, "to sign"),
    Row("letter", letter_page(state="signed"), Role.ISS, "to send"),
    Row("letter", letter_page(), Role.GEM, "sent"),
    Row("letter", letter_page(), Role.BRD, "own"),
    Row("letter", letter_page(state="cancelled"), Role.DPO, "lapsed"),
    Row("letter_application", letter_page("aanvraag/", "draft"), Role.ISS),
    Row("letter_application", letter_page("aanvraag/", "draft"), Role.ISS, "error", click=SUBMIT),
    Row("objection_register", letter_page("bezwaar/"), Role.BRD),
    Row("objection_register", letter_page("bezwaar/"), Role.BRD, "error", click=SUBMIT),
    Row("objection_decide", letter_page("bezwaar/{objection}/beslissing/"), Role.GEM),
    Row("objection_decide", letter_page("bezwaar/{objection}/beslissing/"), Role.GEM, "error",
        click=SUBMIT),
    # what is not there, and what is not allowed
    Row("not found", "/dit-bestaat-niet/", Role.GEM, "404"),
    Row("not found", "/dit-bestaat-niet/", None, "404"),
    Row("forbidden", "/berichten/", Role.GEM, "403"),
]  # fmt: skip

WITH_PASSKEY = "needs a passkey on a device: test_passkey.py looks at it"
NO_PAGE = {
    "mfa_edit_webauthn": WITH_PASSKEY,
    "mfa_remove_webauthn": WITH_PASSKEY,
    "mfa_reauthenticate_webauthn": WITH_PASSKEY,
    "healthz": "for machines: plain text",
    "readyz": "for machines: JSON",
    "demo_enter": "POST only",
    "switch_role": "POST only",
    "letter_retry": "POST only",
    "objection_postpone": "POST only",
    "upload_confirm": "POST only",
    "upload_drop": "POST only",
    "figure_template": "a csv; tests/partners/test_upload_pages.py reads it",
    "letter_pdf": "a PDF; tests/pdf checks it",
    "letter_preview_pdf": "a PDF, of the same template as letter_pdf",
    "letters_zip": "a ZIP; tests/subsidies/test_bundle_pages.py opens it",
    "letters_print": "a PDF for the printer; tests/subsidies/test_bundle_pages.py reads it",
    "letters_archive": "a ZIP; tests/subsidies/test_letter_archive.py opens it",
    "my_letters_zip": "a ZIP; tests/subsidies/test_bundle_pages.py opens it",
    "subsidy_year_comment": "POST only",
    "subsidy_year_export": "downloads: tests/subsidies/test_exports.py",
    "account_set_password": "sends on to account_reset_password",
    "mfa_download_recovery_codes": "a text file",
}
STATUS = {"404": 404, "403": 403}
