"""One table: which role may do what (docs/glossary.md says who they are)."""

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from partners.access import Actor
from partners.models import Organisation
from partners.states import Role


class Permission(TextChoices):
    """What can be allowed; the label completes "Je mag …"."""

    VIEW_YEAR = "view_year", _("subsidiejaren bekijken")
    EDIT_YEAR = "edit_year", _("een subsidiejaar invullen")
    ESTABLISH_YEAR = "establish_year", _("een verdeling vaststellen")
    ALIGN_YEAR = "align_year", _("een verdeling voorleggen")
    COMMENT_YEAR = "comment_year", _("reageren op een voorgelegde verdeling")
    CLOSE_YEAR = "close_year", _("een subsidiejaar afsluiten")
    VIEW_OWN_AMOUNT = "view_own_amount", _("de bedragen van de eigen scholen bekijken")
    DRAFT_LETTERS = "draft_letters", _("beschikkingsbrieven maken")
    VIEW_LETTERS = "view_letters", _("beschikkingsbrieven bekijken")
    CHECK_LETTERS = "check_letters", _("beschikkingsbrieven controleren")
    SIGN_LETTERS = "sign_letters", _("beschikkingsbrieven ondertekenen")
    SEND_LETTERS = "send_letters", _("beschikkingsbrieven verzenden")
    CANCEL_LETTERS = "cancel_letters", _("beschikkingsbrieven laten vervallen")
    EDIT_LETTER_TEXTS = "edit_letter_texts", _("teksten van brieven wijzigen")
    REGISTER_OBJECTION = "register_objection", _("een bezwaar vastleggen")
    DECIDE_OBJECTION = "decide_objection", _("een beslissing op bezwaar vastleggen")
    REPORT_SCHOOL_CHANGE = "report_school_change", _("een wijziging van een school melden")
    DECIDE_SCHOOL_CHANGE = "decide_school_change", _("over een wijziging van een school besluiten")
    VIEW_REGISTERS = "view_registers", _("scholen en onderwijsorganisaties bekijken")
    IMPORT_REGISTERS = "import_registers", _("registers inlezen")
    MANAGE_SETTINGS = "manage_settings", _("de gemeente inrichten")
    MANAGE_KINDCENTRA = "manage_kindcentra", _("kindcentra samenstellen")
    MANAGE_MEMBERS = "manage_members", _("leden van de eigen organisatie beheren")
    INVITE_FIRST_ADMIN = "invite_first_admin", _("een eerste beheerder uitnodigen")
    VIEW_MESSAGES = "view_messages", _("verzonden berichten bekijken")
    VIEW_LOG = "view_log", _("het logboek van de eigen organisatie bekijken")
    VIEW_CHILDREN = "view_children", _("kinderen bekijken")
    EDIT_CHILDREN = "edit_children", _("kinderen toevoegen en wijzigen")
    UNDO_CHILDREN = "undo_children", _("de invoer van een kind ongedaan maken")
    VIEW_COOPERATION = "view_cooperation", _("contactpersonen en samenwerking bekijken")
    EDIT_COOPERATION = (
        "edit_cooperation",
        _("contactpersonen aanwijzen en samenwerking afspreken"),
    )
    START_LOCATION = "start_location", _("een locatie laten starten")
    EDIT_GROUPS = "edit_groups", _("groepen toevoegen en wijzigen")
    ASK_CONSENT = "ask_consent", _("ouders om toestemming vragen")
    GIVE_READ_CODES = "give_read_codes", _("een ouder een leescode geven")
    SET_CONSENT_POLICY = (
        "set_consent_policy",
        _("kiezen waarvoor alle ouders ja moeten zeggen"),
    )
    VIEW_WEEK = "view_week", _("de eigen week bekijken")
    ASK_LOOK = "ask_look", _("een meekijkvraag stellen")
    ANSWER_LOOK = "answer_look", _("een meekijkvraag beantwoorden")
    ASK_REQUEST = "ask_request", _("signalen noteren en vragen om mee te kijken")
    TAKE_REQUEST = "take_request", _("een verzoek om mee te kijken oppakken")
    NOTE_OBSERVERS = "note_observers", _("noteren wat iemand van buiten bij een kind zag")
    EDIT_SUPPORT = "edit_support", _("ondersteuning van een kind vastleggen")
    SET_SUPPORT_PARTS = (
        "set_support_parts",
        _("kiezen welke onderdelen van ondersteuning aan staan"),
    )
    WRITE_REPORT = "write_report", _("een verslag van een observatie schrijven en delen")
    ANSWER_REPORT = "answer_report", _("vragen bij een verslag en meningen van ouders beantwoorden")
    PLAN_MEETINGS = "plan_meetings", _("overleggen plannen en afronden")
    VIEW_MEETINGS = "view_meetings", _("overleggen en actiepunten bekijken")
    VIEW_HELD_MEETINGS = "view_held_meetings", _("zien welke overleggen er waren")
    VIEW_TEAMS = "view_teams", _("SOT-overleggen bekijken")
    RUN_TEAMS = "run_teams", _("een SOT-overleg leiden")
    FILL_HANDOVER = "fill_handover", _("een overdrachtsformulier invullen")
    SHARE_HANDOVER = "share_handover", _("een overdrachtsformulier delen met de school")
    PLACE_CHILDREN = "place_children", _("kinderen in een kleutergroep plaatsen")
    KEEP_INTAKES = "keep_intakes", _("de intakelijst van de eigen school bijhouden")
    ANSWER_INTAKES = (
        "answer_intakes",
        _("een school antwoorden die om informatie vraagt"),
    )
    VIEW_FIGURES = "view_figures", _("cijfers over de overdracht bekijken")
    BOOK_HOURS = "book_hours", _("eigen uren bijhouden")
    VIEW_HOURS = "view_hours", _("uren per school bekijken")


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.GEM: frozenset(
        {
            Permission.VIEW_FIGURES,
            Permission.VIEW_YEAR,
            Permission.EDIT_YEAR,
            Permission.ALIGN_YEAR,
            Permission.COMMENT_YEAR,
            Permission.ESTABLISH_YEAR,
            Permission.CLOSE_YEAR,
            Permission.DRAFT_LETTERS,
            Permission.VIEW_LETTERS,
            Permission.CHECK_LETTERS,
            Permission.CANCEL_LETTERS,
            Permission.EDIT_LETTER_TEXTS,
            Permission.REGISTER_OBJECTION,
            Permission.DECIDE_OBJECTION,
            Permission.REPORT_SCHOOL_CHANGE,
            Permission.DECIDE_SCHOOL_CHANGE,
            Permission.VIEW_REGISTERS,
            Permission.IMPORT_REGISTERS,
            Permission.MANAGE_SETTINGS,
            Permission.MANAGE_KINDCENTRA,
            Permission.INVITE_FIRST_ADMIN,
            Permission.VIEW_COOPERATION,
            Permission.VIEW_HOURS,
            Permission.VIEW_HELD_MEETINGS,
        }
    ),
    Role.SIG: frozenset(
        {
            Permission.VIEW_YEAR,
            Permission.VIEW_LETTERS,
            Permission.CHECK_LETTERS,
            Permission.SIGN_LETTERS,
            Permission.VIEW_REGISTERS,
        }
    ),
    Role.ISS: frozenset(
        {
            Permission.VIEW_YEAR,
            Permission.COMMENT_YEAR,
            Permission.DRAFT_LETTERS,
            Permission.VIEW_LETTERS,
            Permission.CHECK_LETTERS,
            Permission.SEND_LETTERS,
            Permission.CANCEL_LETTERS,
            Permission.REGISTER_OBJECTION,
            Permission.REPORT_SCHOOL_CHANGE,
            Permission.VIEW_REGISTERS,
        }
    ),
    Role.BRD: frozenset(
        {
            Permission.VIEW_OWN_AMOUNT,
            Permission.COMMENT_YEAR,
            Permission.REGISTER_OBJECTION,
            Permission.REPORT_SCHOOL_CHANGE,
            Permission.VIEW_REGISTERS,
            Permission.VIEW_COOPERATION,
            Permission.VIEW_HOURS,
            Permission.VIEW_HELD_MEETINGS,
        }
    ),
    Role.QC: frozenset(
        {
            Permission.VIEW_FIGURES,
            Permission.KEEP_INTAKES,
            Permission.VIEW_TEAMS,
            Permission.VIEW_OWN_AMOUNT,
            Permission.VIEW_REGISTERS,
            Permission.VIEW_CHILDREN,
            Permission.VIEW_WEEK,
            Permission.EDIT_GROUPS,
            Permission.PLACE_CHILDREN,
            Permission.VIEW_COOPERATION,
            Permission.EDIT_COOPERATION,
            Permission.BOOK_HOURS,
            Permission.VIEW_HOURS,
            Permission.ANSWER_LOOK,
            Permission.WRITE_REPORT,
            Permission.TAKE_REQUEST,
            Permission.PLAN_MEETINGS,
            Permission.VIEW_MEETINGS,
            Permission.VIEW_HELD_MEETINGS,
        }
    ),
    Role.SCH: frozenset(
        {
            Permission.VIEW_FIGURES,
            Permission.KEEP_INTAKES,
            Permission.VIEW_TEAMS,
            Permission.VIEW_OWN_AMOUNT,
            Permission.REPORT_SCHOOL_CHANGE,
            Permission.VIEW_REGISTERS,
            Permission.VIEW_CHILDREN,
            Permission.EDIT_GROUPS,
            Permission.PLACE_CHILDREN,
            Permission.VIEW_COOPERATION,
            Permission.EDIT_COOPERATION,
            Permission.VIEW_HOURS,
            Permission.VIEW_MEETINGS,
            Permission.VIEW_HELD_MEETINGS,
        }
    ),
    Role.TEA: frozenset({Permission.VIEW_CHILDREN}),
    Role.KCC: frozenset(
        {
            Permission.VIEW_FIGURES,
            Permission.ANSWER_INTAKES,
            Permission.VIEW_TEAMS,
            Permission.RUN_TEAMS,
            Permission.VIEW_CHILDREN,
            Permission.VIEW_WEEK,
            Permission.ASK_CONSENT,
            Permission.SET_CONSENT_POLICY,
            Permission.SET_SUPPORT_PARTS,
            Permission.VIEW_COOPERATION,
            Permission.ASK_LOOK,
            Permission.ASK_REQUEST,
            Permission.NOTE_OBSERVERS,
            Permission.EDIT_SUPPORT,
            Permission.ANSWER_LOOK,
            Permission.WRITE_REPORT,
            Permission.ANSWER_REPORT,
            Permission.TAKE_REQUEST,
            Permission.PLAN_MEETINGS,
            Permission.VIEW_MEETINGS,
            Permission.VIEW_HELD_MEETINGS,
            Permission.FILL_HANDOVER,
            Permission.SHARE_HANDOVER,
        }
    ),
    Role.KOC: frozenset(
        {
            Permission.VIEW_FIGURES,
            Permission.ANSWER_INTAKES,
            Permission.VIEW_TEAMS,
            Permission.VIEW_CHILDREN,
            Permission.VIEW_WEEK,
            Permission.EDIT_CHILDREN,
            Permission.UNDO_CHILDREN,
            Permission.START_LOCATION,
            Permission.EDIT_GROUPS,
            Permission.ASK_CONSENT,
            Permission.GIVE_READ_CODES,
            Permission.VIEW_COOPERATION,
            Permission.EDIT_COOPERATION,
            Permission.ASK_LOOK,
            Permission.ASK_REQUEST,
            Permission.EDIT_SUPPORT,
            Permission.ANSWER_REPORT,
            Permission.PLAN_MEETINGS,
            Permission.VIEW_MEETINGS,
            Permission.VIEW_HELD_MEETINGS,
            Permission.FILL_HANDOVER,
            Permission.SHARE_HANDOVER,
        }
    ),
    Role.KOW: frozenset(
        {
            Permission.VIEW_TEAMS,
            Permission.VIEW_CHILDREN,
            Permission.VIEW_WEEK,
            Permission.EDIT_CHILDREN,
            Permission.ASK_CONSENT,
            Permission.VIEW_COOPERATION,
            Permission.ASK_LOOK,
            Permission.ASK_REQUEST,
            Permission.EDIT_SUPPORT,
            Permission.ANSWER_REPORT,
            Permission.PLAN_MEETINGS,
            Permission.VIEW_MEETINGS,
            Permission.VIEW_HELD_MEETINGS,
            Permission.FILL_HANDOVER,
        }
    ),
    Role.DPO: frozenset(
        {
            Permission.VIEW_YEAR,
            Permission.VIEW_LETTERS,
            Permission.VIEW_REGISTERS,
            Permission.VIEW_LOG,
        }
    ),
    Role.ADM: frozenset(
        {
            Permission.VIEW_REGISTERS,
            Permission.IMPORT_REGISTERS,
            Permission.MANAGE_SETTINGS,
            Permission.MANAGE_KINDCENTRA,
            Permission.INVITE_FIRST_ADMIN,
            Permission.VIEW_MESSAGES,
            Permission.VIEW_LOG,
        }
    ),
}


def can(actor: Actor, permission: Permission, organisation: Organisation | None = None) -> bool:
    """Say whether the actor's role allows this at this organisation, or anywhere when none.

    MANAGE_MEMBERS comes with the `is_admin` flag of a membership, not with a role. The other
    permissions hold at an actor's own organisation and at the municipalities it serves.
    """
    if permission == Permission.MANAGE_MEMBERS:
        own = actor.managed_ids
        return bool(own) if organisation is None else organisation.pk in own
    if permission not in PERMISSIONS[actor.role]:
        return False
    if organisation is None:
        is_elsewhere = actor.role == Role.DPO and not actor.municipality_ids
        return permission == Permission.VIEW_LOG or not is_elsewhere
    return organisation.pk in actor.organisation_ids or organisation.pk in actor.municipality_ids


def require(actor: Actor, permission: Permission, organisation: Organisation | None) -> None:
    """Let the actor pass or refuse.

    Raises: PermissionDenied: the role, the flag or the organisation does not allow it.
    """
    if not can(actor, permission, organisation):
        raise PermissionDenied(
            _("Met de rol %(role)s mag je dit niet: %(what)s.")
            % {"role": actor.role.label, "what": permission.label}
        )
